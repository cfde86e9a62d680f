import { createHash, randomUUID } from 'node:crypto';
import type { JobInsert } from 'pg-boss';
import { type Clock, SECOND } from '../base/clock.ts';
import type { JsonObject } from '../base/json.ts';
import { BOSS_SCHEMA, type Boss, bossSql } from './boss.ts';
import type { Sql } from './database.ts';
import { databaseFault } from './database-fault.ts';
import type { QueueName } from './store.ts';

export interface NewJob {
  readonly key: string;
  readonly data?: JsonObject;
  /** Milliseconds. */
  readonly delay?: number;
  /** 0 first … 9 last. */
  readonly priority?: number;
  /** Id of the installation whose work it is: a worker bounds how much of it one of them gets. */
  readonly installation?: number;
}

/** Sends jobs on the caller's connection or in its transaction, together with which they come into being or do not. */
export interface Jobs {
  /**
   * One job each; where one of the same key and data waits already, that one is enough, and becomes as urgent. It is then
   * held back until the caller's transaction commits, so that it cannot run before what it is to see is there.
   */
  send(sql: Sql, queue: QueueName, jobs: readonly NewJob[]): Promise<void>;
  /** The same without holding back, in one statement: for callers whose own rows make the waiting job wait for them. */
  sendNew(sql: Sql, queue: QueueName, jobs: readonly NewJob[]): Promise<void>;
}

/** What pg-boss keeps as a job's data. */
export interface JobData {
  readonly key: string;
  readonly data: JsonObject;
}

const MIDDLE = 4;
/** Milliseconds until the caller's transaction is over, as a rule; polling finds what it was not. */
const AFTER_COMMIT = 20;
/** Of ours; pg-boss takes the highest number first. */
export const LAST = 9;

export function createJobs({ boss, wakeAfter }: Pick<Boss, 'boss' | 'wakeAfter'>, clock: Clock): Jobs {
  const insert = async (sql: Sql, queue: QueueName, jobs: readonly NewJob[]): Promise<readonly JobInsert[]> => {
    const inserts = jobs.map((job) => toInsert(job, clock.now()));
    const stored = new Set(await boss.insert(queue, inserts, { db: bossSql(sql), returnId: true }));
    for (const { delay = 0 } of jobs) if (delay > 0) wakeAfter(queue, delay);
    const merged = inserts.filter(({ id }) => id === undefined || !stored.has(id));
    // Nobody waits yet for what is due later: it goes as urgently as the first that asked for it.
    const urgent = merged.filter(({ startAfter }) => startAfter === undefined);
    if (urgent.length > 0) await raise(sql, queue, urgent);
    return merged;
  };
  /** Somebody waits now for what nobody waited for. The row is locked until the caller commits: nobody is told when. */
  const raise = async (sql: Sql, queue: QueueName, merged: readonly JobInsert[]): Promise<void> => {
    const raised = await sql.query(
      `update ${BOSS_SCHEMA}.job j set priority = t.priority from unnest($2::text[], $3::integer[]) as t (key, priority)
       where j.name = $1 and coalesce(j.singleton_key, '') = t.key and j.state = 'created' and j.policy = 'short'
         and j.priority < t.priority returning j.id`,
      [queue, merged.map(({ singletonKey = '' }) => singletonKey), merged.map(({ priority = 0 }) => priority)],
    );
    if (raised.length > 0) wakeAfter(queue, AFTER_COMMIT);
  };
  return {
    send: async (sql, queue, jobs) => {
      if (jobs.length === 0) return;
      const inOrder = jobs.toSorted((a, b) => (a.key < b.key ? -1 : 1));
      await translated(async () => {
        for (const { singletonKey = '', data = {}, startAfter, group } of await insert(sql, queue, inOrder)) {
          const startNow = startAfter === undefined ? { startAfter: 0 } : {};
          await boss.upsert(queue, data, {
            singletonKey,
            ...startNow,
            ...(group === undefined ? {} : { group }),
            db: bossSql(sql),
          });
        }
      });
    },
    sendNew: async (sql, queue, jobs) => {
      if (jobs.length > 0) await translated(async () => void (await insert(sql, queue, jobs)));
    },
  };
}

function toInsert({ key, data = {}, delay = 0, priority = MIDDLE, installation }: NewJob, now: number): JobInsert {
  const content: JobData = { key, data };
  return {
    id: randomUUID(),
    data: content,
    singletonKey: singletonOf(content, delay > 0 ? now + delay : null),
    group: { id: key, ...(installation === undefined ? {} : { tier: String(installation) }) },
    priority: LAST - priority,
    ...(delay > 0 ? { startAfter: `${delay / SECOND} seconds` } : {}),
  };
}

/** Jobs with the same are one while they wait: same key, same data, and due in the same second where they are delayed. */
function singletonOf({ key, data }: JobData, due: number | null): string {
  const text = JSON.stringify(data);
  const content = text === '{}' ? '' : ` ${createHash('sha256').update(text).digest('hex')}`;
  return `${key}${content}${due === null ? '' : ` @${Math.ceil(due / SECOND)}`}`;
}

async function translated(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    throw databaseFault(error);
  }
}
