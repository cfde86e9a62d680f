import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { compose } from '../../app/compose.ts';
import { type Config, readConfig, readEnvironment, readPlace } from '../../app/config.ts';
import type { ControlCommand } from '../../app/control/command.ts';
import { type CommandName, commands } from '../../app/control/commands.ts';
import type { Environment } from '../../app/environment.ts';
import { systemClock } from '../../base/clock.ts';
import { Fault, isFault } from '../../base/fault.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import { silentLog } from '../../base/log.ts';
import { openDatabase, openStore } from '../../store/open-store.ts';
import { createTransfer } from '../../store/transfer-export.ts';
import type { Io } from '../io.ts';
import { askSocket } from './ask-socket.ts';

export interface Asking {
  readonly command: CommandName;
  readonly request: JsonObject;
  readonly io: Pick<Io, 'environment'>;
}

/**
 * Has a command run where the database is: in the app that holds the data directory, or here, where none does and with
 * DATABASE_URL. Settings are read as `start` reads them. Throws `control.unavailable`, `config.invalid`, and what the command throws.
 */
export async function* ask({ command, request, io }: Asking): AsyncGenerator<Json> {
  const environment = readEnvironment(process.cwd(), io.environment);
  const { data, databaseUrl } = readPlace(environment);
  if (databaseUrl === null) {
    const answer = await askSocket(data, { command, request });
    if (answer !== null) return yield* answer;
    if (!existsSync(join(data, 'database')))
      throw new Fault('cli.unreadable', `There is no database in ${data}`, {
        next: 'Set COUNTERSIGN_DATA (or DATABASE_URL) as the app has it.',
      });
  }
  yield* runHere(environment, commands[command], request);
}

async function* runHere(environment: Environment, command: ControlCommand, request: JsonObject): AsyncGenerator<Json> {
  const context = await openHere(environment, command).catch((error: unknown) => {
    throw isFault(error, 'config.data-directory-locked') ? held(error) : error;
  });
  try {
    yield* context.run(request);
  } finally {
    await context.close();
  }
}

interface Opened {
  readonly run: (request: JsonObject) => AsyncIterable<Json>;
  readonly close: () => Promise<void>;
}

async function openHere(environment: Environment, command: ControlCommand): Promise<Opened> {
  const parts = { log: silentLog, clock: systemClock };
  if (command.needs === 'app') {
    const config = readConfig(environment);
    refuseWithoutKey(config);
    const context = await compose(config, parts);
    return { run: (request) => command.run(context, request), close: async () => await context.store.close() };
  }
  const { data, databaseUrl } = readPlace(environment);
  const place = databaseUrl === null ? { directory: data } : { url: databaseUrl };
  if (command.needs === 'transfer') {
    const database = await openDatabase({ ...place, ...parts });
    const store = { transfer: createTransfer(database) };
    return { run: (request) => command.run({ store }, request), close: async () => await database.close() };
  }
  const store = await openStore({ ...place, ...parts });
  return { run: (request) => command.run({ store, ...parts }, request), close: async () => await store.close() };
}

/** The app makes a key when it has none; here that would be one that no ledger knows, because the settings are not the app's. */
function refuseWithoutKey({ data, ledger }: Config): void {
  if (ledger.key !== null || existsSync(join(data, 'ledger-key.pem'))) return;
  throw new Fault('config.invalid', `There is no ledger key, neither in the settings nor in ${data}`, {
    next: 'Run this command with all settings that the app has.',
  });
}

/** Somebody holds the directory and has no socket there: it starts or stops this moment, or cannot have one. */
function held(fault: Fault): Fault {
  return new Fault('control.unavailable', `${fault.message}, which cannot be asked`, { cause: fault });
}
