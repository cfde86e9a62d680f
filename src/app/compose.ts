import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { type Clock, systemClock } from '../base/clock.ts';
import { asFault } from '../base/fault.ts';
import { faultCodes } from '../base/fault-codes.ts';
import type { Log } from '../base/log.ts';
import { createClient } from '../github/client.ts';
import { createForge } from '../github/forge.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import type { Config } from './config.ts';
import type { Context } from './context.ts';
import { loadLedgerKeys } from './ledger-keys.ts';
import { createObserver, type Observer } from './observe/observer.ts';
import { noTracer } from './observe/tracer.ts';
import type { Forge, Repositories } from './ports.ts';
import { witnessClient } from './witness-client.ts';

/** Where adapters meet ports: the one place that knows which of each is used. */
export async function compose(
  config: Config,
  { log, clock = systemClock }: { readonly log: Log; readonly clock?: Clock },
): Promise<Context> {
  const { key: pem, previousKey: previousPem, lostKey } = config.ledger;
  const keys = loadLedgerKeys({ pem, previousPem, lostKey, data: config.data, log });
  const observer = await observe(config, { clock, log });
  const speaking = {
    appId: config.appId,
    privateKey: config.privateKey,
    baseUrl: config.api,
    limits: config.limits,
    log,
    watch: observer.requests,
  };
  // Before the database is opened, in which the budgets are kept.
  const permissions = await readPermissions(createForge({ client: createClient(speaking), appId: config.appId }), log);
  const store: Store = await openStore({
    ...(config.databaseUrl === null ? { directory: config.data } : { url: config.databaseUrl }),
    log,
    clock,
  });
  const client = createClient({ ...speaking, bank: store.budgets });
  const forge: Forge = createForge({ client, appId: config.appId });
  return {
    config,
    store,
    forge,
    keys,
    askWitness: witnessClient(),
    clock,
    log,
    observer,
    permissions,
    compared: new Map(),
    comparing: new Map(),
    signed: new Map(),
    failures: new Map(),
    random: (bytes) => new Uint8Array(randomBytes(bytes)),
    owner: `${hostname()}:${process.pid}:${clock.now()}`,
  };
}

interface Parts {
  readonly log: Log;
  readonly clock: Clock;
}

/** Whoever wants no traces loads nothing of what makes them. */
async function observe({ monitor, traces }: Config, { clock, log }: Parts): Promise<Observer> {
  const tracer = traces === null ? noTracer : (await import('./observe/otlp.ts')).createOtlpTracer(traces, log);
  return createObserver({ clock, tracer, process: monitor !== null });
}

/** Wrong credentials end the start; a GitHub that is down does not, because webhooks must be kept all the same. */
async function readPermissions(
  { repositories }: Forge,
  log: Log,
): Promise<Awaited<ReturnType<Repositories['permissions']>>> {
  try {
    return await repositories.permissions();
  } catch (error) {
    const fault = asFault(error);
    if (!faultCodes[fault.code].retry) throw fault;
    log.warn({ code: fault.code }, `GitHub cannot be reached: ${fault.message}`);
    return {};
  }
}
