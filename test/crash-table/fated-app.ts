import { type App, serve } from '../../src/app/app.ts';
import type { Context } from '../../src/app/context.ts';
import { systemClock } from '../../src/base/clock.ts';
import { Fault } from '../../src/base/fault.ts';
import { QUEUES } from '../../src/store/boss.ts';
import type { Database, Listener } from '../../src/store/database.ts';
import { buildStore } from '../../src/store/open-store.ts';
import { testLog } from '../whole/running-app.ts';
import { nameStep } from './name-step.ts';

/** How a step can go wrong. `read`s have no effect to be before or after, and fail only. */
export type Mode = 'killed before' | 'killed after' | 'failed, not stored' | 'failed, but stored';

/** Asked at each step of the pipeline; null: it goes well. */
export type Fate = (step: string) => Mode | null;

/**
 * A process on a database that survives it. When it is killed, whatever it was doing fails, and nothing that it tries
 * afterwards reaches the database or GitHub.
 */
export interface Life {
  /** Where webhooks are received. */
  readonly url: string;
  readonly context: Context;
  readonly isOver: () => boolean;
  /** Makes it look for jobs that became due without a notification. */
  wake(): void;
  /** Stops what is left of it. */
  end(): Promise<void>;
}

/** What all lives have in common. */
export interface World {
  readonly database: Database;
  readonly context: Omit<Context, 'store'>;
}

interface Course {
  readonly fate: Fate;
  readonly listeners: Set<Listener>;
  /** Calls that have not come back: a process that was killed does not wait for them, and whoever comes after it does. */
  readonly underWay: Set<Promise<unknown>>;
  isDead: boolean;
}

/** The port to discard, where nothing answers. */
const NOBODY_LISTENS = 'http://127.0.0.1:9';

export async function live(world: World, fate: Fate): Promise<Life> {
  const course: Course = { fate, listeners: new Set(), underWay: new Set(), isDead: false };
  const store = await buildStore(mortal(world.database, course), { log: testLog, clock: systemClock });
  const context: Context = {
    ...world.context,
    store: fated(store, { course, name: 'store' }),
    forge: fated(world.context.forge, { course, name: 'forge' }),
    compared: new Map(),
    comparing: new Map(),
    signed: new Map(),
    failures: new Map(),
    owner: `life-${Math.random()}`,
  };
  // It may end as it starts, as a process does that cannot: nobody listens then.
  const app: App | null = await serve(context).catch(() => {
    course.isDead = true;
    return null;
  });
  return {
    url: app?.url ?? NOBODY_LISTENS,
    context,
    isOver: () => course.isDead,
    wake: () => {
      for (const listener of course.listeners) for (const queue of QUEUES) listener.message(queue);
    },
    end: async () => {
      try {
        if (app !== null) await app.stop();
        else await store.close();
      } catch (error) {
        if (!course.isDead) throw error;
        await store.close().catch(() => undefined);
      } finally {
        // Leases outlive what a dead process had sent; here they end at once.
        await Promise.allSettled(course.underWay);
      }
    },
  };
}

function assertAlive({ isDead }: Course): void {
  if (isDead) throw new Fault('store.unavailable', 'the process was killed');
}

/** The connection breaks with the process: what is not committed is rolled back. Nobody closes the database itself. */
function mortal(database: Database, course: Course): Database {
  return {
    kind: database.kind,
    query: async (text, parameters) => {
      assertAlive(course);
      return await database.query(text, parameters);
    },
    script: async (text) => {
      assertAlive(course);
      return await database.script(text);
    },
    transaction: async (work) => {
      assertAlive(course);
      return await database.transaction(async (sql) => {
        const result = await work({
          query: async (text, parameters) => {
            assertAlive(course);
            return await sql.query(text, parameters);
          },
        });
        assertAlive(course);
        return result;
      });
    },
    listen: async (channel, listener) => {
      course.listeners.add(listener);
      return await database.listen(channel, listener);
    },
    close: async () => undefined,
  };
}

interface Door {
  readonly course: Course;
  readonly name: string;
}

/** What no fate meets: it hands out or ends work, and does none. */
const SPARED: ReadonlySet<string> = new Set(['close', 'work', 'stop', 'onLost', 'silence']);

function fated<T extends object>(door: T, { course, name }: Door): T {
  return new Proxy(door, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key);
      // The doors of other urgencies lead to the same.
      const path = `${name}.${String(key)}`.replace(/^forge\.as(\.\w+)?/, 'forge');
      if (typeof value === 'object' && value !== null) return fated(value, { course, name: path });
      if (typeof value !== 'function' || SPARED.has(String(key))) return value;
      const call = (given: readonly unknown[]): unknown => Reflect.apply(value, target, given);
      if (key === 'ledgerBranch')
        return (...given: readonly unknown[]) =>
          fated(call(given) as object, { course, name: `branch ${String(given[1])}` });
      return async (...given: readonly unknown[]): Promise<unknown> => await meet(course, { path, given, call });
    },
  });
}

/** What the store itself does (its clock, its end) is no step. */
const IN_A_DOOR = /^(store|forge)\.\w+\.\w+$|^branch\.\w+$/;

interface Call {
  readonly path: string;
  readonly given: readonly unknown[];
  readonly call: (given: readonly unknown[]) => unknown;
}

async function meet(course: Course, { path, given, call }: Call): Promise<unknown> {
  assertAlive(course);
  const [method, ...which] = nameStep(path, given);
  const step = [method, ...which].join(' ');
  const mode = IN_A_DOOR.test(method) ? course.fate(step) : null;
  if (mode === 'killed before') course.isDead = true;
  assertAlive(course);
  if (mode === 'failed, not stored') throw failure(method, step);
  const answer = await noted(course, call(given));
  // Another step of the same process may have been its last meanwhile.
  if (mode === 'killed after') course.isDead = true;
  assertAlive(course);
  if (mode === 'failed, but stored') throw failure(method, step);
  return answer;
}

async function noted(course: Course, called: unknown): Promise<unknown> {
  const running = Promise.resolve(called);
  course.underWay.add(running);
  try {
    return await running;
  } finally {
    course.underWay.delete(running);
  }
}

function failure(method: string, step: string): Fault {
  return new Fault(method.startsWith('store.') ? 'store.unavailable' : 'github.unavailable', `the table fails ${step}`);
}
