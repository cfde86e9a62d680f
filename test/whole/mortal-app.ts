import { type App, serve } from '../../src/app/app.ts';
import type { Config } from '../../src/app/config.ts';
import type { Context } from '../../src/app/context.ts';
import { systemClock } from '../../src/base/clock.ts';
import { Fault } from '../../src/base/fault.ts';
import type { Database } from '../../src/store/database.ts';
import { buildStore } from '../../src/store/open-store.ts';
import { testLog } from './running-app.ts';

/**
 * A process that is killed before one of its writing calls, on a database that survives it. Whatever it was doing then fails,
 * and nothing that it tries afterwards reaches the database or GitHub.
 */
export interface Life {
  readonly url: string;
  /** Writing calls so far, by name. */
  readonly calls: readonly string[];
  readonly isOver: () => boolean;
  /** Stops what is left of it. */
  end(): Promise<void>;
}

/** What all lives have in common. */
export interface World {
  readonly database: Database;
  readonly config: Config;
  readonly context: Omit<Context, 'store' | 'config'>;
}

const WRITES: ReadonlySet<string> = new Set([
  'accept',
  'dispatched',
  'touch',
  'take',
  'settle',
  'release',
  'drop',
  'open',
  'decide',
  'sign',
  'publish',
  'adopt',
  'add',
  'write',
  'refresh',
  'set',
  'forget',
  'send',
  'commit',
  'birth',
]);

interface Fate extends Lot {
  readonly calls: string[];
  isDead: boolean;
}

/** The port to discard, where nothing answers. */
const NOBODY_LISTENS = 'http://127.0.0.1:9';

export interface Doom {
  readonly call: string;
  readonly occurrence: number;
}

export interface Lot {
  /** The writing call that is never made: its name, and which one of that name. */
  readonly dieAt?: Doom;
  /** Asked before and after each call: should it fail now? The process lives on. */
  readonly stumbles?: (call: string, when: 'before' | 'after') => boolean;
}

export async function live(world: World, lot: Lot = {}): Promise<Life> {
  const fate: Fate = { ...lot, calls: [], isDead: false };
  const database = mortal(world.database, fate);
  const store = await buildStore(database, { log: testLog, clock: systemClock });
  const context: Context = {
    ...world.context,
    config: world.config,
    store: watched(store, { fate, name: 'store' }),
    forge: watched(world.context.forge, { fate, name: 'forge' }),
    compared: new Set(),
    comparing: new Map(),
    signed: new Map(),
    failures: new Map(),
    owner: `life-${Math.random()}`,
  };
  // It may die as it starts: nobody listens then, and there is nothing to stop.
  const app: App | null = await serve(context).catch((error: unknown) => {
    if (!fate.isDead) throw error;
    return null;
  });
  return {
    url: app?.url ?? NOBODY_LISTENS,
    calls: fate.calls,
    isOver: () => fate.isDead,
    end: async () => {
      try {
        if (app === null) await store.close();
        else await app.stop();
      } catch (error) {
        if (!fate.isDead) throw error;
        await store.close().catch(() => undefined);
      }
    },
  };
}

function assertAlive({ isDead }: Fate): void {
  if (isDead) throw new Fault('store.unavailable', 'the process was killed');
}

/** The connection breaks with the process: what is not committed is rolled back. Nobody closes the database itself. */
function mortal(database: Database, fate: Fate): Database {
  return {
    kind: database.kind,
    query: async (text, parameters) => {
      assertAlive(fate);
      return await database.query(text, parameters);
    },
    script: async (text) => {
      assertAlive(fate);
      return await database.script(text);
    },
    transaction: async (work) => {
      assertAlive(fate);
      return await database.transaction(async (sql) => {
        const result = await work({
          query: async (text, parameters) => {
            assertAlive(fate);
            return await sql.query(text, parameters);
          },
        });
        assertAlive(fate);
        return result;
      });
    },
    listen: (channel, listener) => database.listen(channel, listener),
    close: async () => undefined,
  };
}

/** Every method of every door is counted where it writes; the fatal one and all after it fail. */
function watched<T extends object>(door: T, { fate, name }: { readonly fate: Fate; readonly name: string }): T {
  return new Proxy(door, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key);
      // The doors of other urgencies lead to the same.
      const path = `${name}.${String(key)}`.replace(/^forge\.as(\.\w+)?/, 'forge');
      if (typeof value === 'object' && value !== null) return watched(value, { fate, name: path });
      if (typeof value !== 'function' || ['close', 'work', 'stop'].includes(String(key))) return value;
      const call = (args: readonly unknown[]): unknown => Reflect.apply(value, target, args);
      if (key === 'ledgerBranch')
        return (...args: readonly unknown[]) => watched(call(args) as object, { fate, name: 'ledgerBranch' });
      return async (...args: readonly unknown[]): Promise<unknown> => {
        if (WRITES.has(String(key))) fate.calls.push(path);
        const { dieAt, calls } = fate;
        const isDoomed = path === dieAt?.call && calls.filter((each) => each === path).length === dieAt.occurrence;
        if (isDoomed) fate.isDead = true;
        assertAlive(fate);
        stumble(fate, path, 'before');
        const result = await call(args);
        stumble(fate, path, 'after');
        return result;
      };
    },
  });
}

function stumble({ stumbles }: Fate, path: string, when: 'before' | 'after'): void {
  if (stumbles?.(path, when) !== true) return;
  const isStore = path.startsWith('store.');
  throw new Fault(isStore ? 'store.unavailable' : 'github.unavailable', `${path} failed ${when} its effect`);
}
