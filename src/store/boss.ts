import { randomUUID } from 'node:crypto';
import { type Db, getConstructionPlans, PgBoss } from 'pg-boss';
import { DAY, MINUTE, SECOND } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import type { Log } from '../base/log.ts';
import { MOST_ATTEMPTS } from './attempts.ts';
import type { Database, Parameter, Sql } from './database.ts';
import { databaseFault } from './database-fault.ts';
import type { QueueName } from './store.ts';

/** Our own schema, so that another application's pg-boss may live in the same database. */
export const BOSS_SCHEMA = 'countersign_jobs';
export const QUEUES: readonly QueueName[] = ['evaluate', 'flush', 'evidence', 'report', 'sweep', 'witness'];

const seconds = (milliseconds: number): number => milliseconds / SECOND;

/**
 * `short`: one waiting job per singleton key, any number of active ones. At most about seven hours of attempts, ten minutes
 * apart in the end (attempts.ts: fewer, where more cannot help); what still fails then stays in the state `failed` for a
 * month, to be listed and sent again.
 */
export const QUEUE_SETTINGS = {
  policy: 'short',
  notify: true,
  retryLimit: MOST_ATTEMPTS - 1,
  retryBackoff: true,
  retryDelay: 1,
  retryDelayMax: seconds(10 * MINUTE),
  expireInSeconds: seconds(30 * MINUTE),
  retentionSeconds: seconds(30 * DAY),
  deleteAfterSeconds: seconds(30 * DAY),
  heartbeatSeconds: seconds(MINUTE),
} as const;

/** Beyond this, polling finds the job soon enough. */
const LONGEST_TIMER = 5 * MINUTE;
/** A job is due by the database's clock, which may be a moment behind ours. */
const TIMER_SLACK = 5;

export interface Boss {
  readonly boss: PgBoss;
  /** Called with a queue's name when jobs of it may be fetched, with null when any queue's may. */
  onWake(wake: (queue: string | null) => void): void;
  /** Called when the connection to the database broke. */
  onLost(act: () => void): void;
  /** Wakes the queue in so many milliseconds: of a job that becomes due, nobody is notified. */
  readonly wakeAfter: (queue: QueueName, delay: number) => void;
  stop(): Promise<void>;
}

/** What this version of pg-boss makes in an empty database, as SQL. */
export function bossTables(): string {
  return getConstructionPlans(BOSS_SCHEMA);
}

/** Starts pg-boss on our database, with its queues made and known to it. */
export async function startBoss(database: Database, log: Log): Promise<Boss> {
  const wakers: ((queue: string | null) => void)[] = [];
  const wake = (queue: string | null): void => wakers.forEach((each) => each(queue));
  const onLoss: (() => void)[] = [];
  const lose = (): void => onLoss.forEach((each) => each());
  const boss = new PgBoss({
    db: bossDatabase(database, { wake, lose }),
    backend: database.kind,
    schema: BOSS_SCHEMA,
    useListenNotify: true,
    schedule: false,
    // REINDEX CONCURRENTLY runs into the statement timeout on large tables; rows live too shortly to need it.
    reindex: false,
    monitorVacuum: false,
    superviseIntervalSeconds: 30,
    monitorIntervalSeconds: 30,
  });
  boss.on('error', (error) => log.error({ error: error.message }, 'The job queue failed'));
  boss.on('warning', ({ message, data }) => log.warn({ ...data }, message));
  const stop = async (): Promise<void> => await boss.stop({ graceful: false, close: false });
  try {
    await oneAtATime(database, async () => {
      await unwrapped(() => boss.start());
      await makeQueues(boss);
    });
  } catch (error) {
    await stop();
    throw databaseFault(error);
  }
  return {
    boss,
    onWake: (waker) => void wakers.push(waker),
    onLost: (act) => void onLoss.push(act),
    wakeAfter: (queue, delay) => {
      if (delay <= LONGEST_TIMER) setTimeout(wake, delay + TIMER_SLACK, queue).unref();
    },
    stop,
  };
}

/** Any number, the same for ever; another one than that of our own migrations. */
const LOCK = 7_302_112_656;

/** Two processes that start together on an empty database would both make pg-boss' schema, and one of them fail. */
async function oneAtATime(database: Database, act: () => Promise<void>): Promise<void> {
  if (database.kind === 'pglite') return await act();
  await database.transaction(async (sql) => {
    await sql.query('select pg_advisory_xact_lock($1)', [LOCK]);
    await act();
  });
}

/**
 * pg-boss keeps what it knows of its queues in memory, and reads it from the database the first time: inside a
 * transaction on PGlite's one connection that would wait for ever, so it is read here.
 */
async function makeQueues(boss: PgBoss): Promise<void> {
  const known = new Set((await boss.getQueues()).map(({ name }) => name));
  const { policy, ...settings } = QUEUE_SETTINGS;
  for (const queue of QUEUES) {
    if (known.has(queue)) await boss.updateQueue(queue, settings);
    else await boss.createQueue(queue, { policy, ...settings });
    await boss.touch(queue, randomUUID());
  }
}

/** pg-boss on a connection, or on a transaction, of ours. It reads SQLSTATEs, so it gets the driver's own errors. */
export function bossSql(sql: Sql): Db {
  return {
    executeSql: async (text, values) => ({ rows: [...(await unwrapped(() => sql.query(text, toParameters(values))))] }),
  };
}

interface Heard {
  readonly wake: (queue: string | null) => void;
  readonly lose: () => void;
}

function bossDatabase(database: Database, { wake, lose }: Heard): Db {
  return {
    executeSql: async (text, values) => {
      // Without values it may be several statements, transactions of their own among them.
      const rows = await unwrapped(() =>
        values === undefined || values.length === 0
          ? database.script(text)
          : database.query(text, toParameters(values)),
      );
      return { rows: [...rows] };
    },
    listen: async (channel, onNotification, onReconnect) => {
      const stop = await database.listen(channel, {
        message: (queue) => {
          onNotification(queue);
          wake(queue);
        },
        connected: () => {
          onReconnect();
          wake(null);
        },
        lost: lose,
      });
      return { close: stop };
    },
  };
}

function toParameters(values: readonly unknown[] | undefined): readonly Parameter[] {
  return (values ?? []) as readonly Parameter[];
}

async function unwrapped<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw error instanceof Fault && error.cause !== undefined ? error.cause : error;
  }
}
