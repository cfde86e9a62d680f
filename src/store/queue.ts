import { Fault } from '../base/fault.ts';
import type { Log } from '../base/log.ts';
import { BOSS_SCHEMA, type Boss, bossSql } from './boss.ts';
import type { Database } from './database.ts';
import { databaseFault } from './database-fault.ts';
import { createJobRecords, type JobRow } from './failed-jobs.ts';
import type { JobRecords } from './job-records.ts';
import { type JobData, type Jobs, LAST } from './jobs.ts';
import { hurryRetries, noticeRecovery } from './recovered.ts';
import type { Queue, QueueName } from './store.ts';
import { type RunningJob, startWorker, type Worker } from './worker.ts';

export interface QueueParts {
  readonly database: Database;
  readonly boss: Boss;
  readonly jobs: Jobs;
  readonly log: Log;
}

export function createQueue({ database, boss, jobs, log }: QueueParts): Queue {
  const workers = new Map<QueueName, Worker>();
  boss.onWake((name) => {
    for (const [queue, worker] of workers) if (name === null || name === queue) worker.wake();
  });
  return {
    // In a transaction, because a job that waits already is held back until ours is over.
    send: async (queue, key, data, options = {}) =>
      await database.transaction(async (sql) => await jobs.send(sql, queue, [{ key, data, ...options }])),
    work: async (queue, options, handle) => {
      const defer = async (job: RunningJob, delay: number): Promise<void> =>
        await handBack({ database, boss, jobs, queue, left: [job], delay });
      const giveUp = async (job: RunningJob, failed: object): Promise<void> => {
        await database.query(
          `update ${BOSS_SCHEMA}.job set retry_limit = retry_count where name = $1 and id::text = $2 and state = 'active'`,
          [queue, job.id],
        );
        await boss.boss.fail(queue, job, failed);
      };
      if (workers.has(queue)) throw new Fault('internal.bug', `two handlers for the queue ${queue}`);
      const recovered = async (): Promise<void> => {
        const hurried = await hurryRetries(database, queue).catch(() => 0); // else each comes when its pause is over
        if (hurried > 0) log.info({ queue, hurried }, 'What was away is back: jobs that waited for it are due at once');
        workers.get(queue)?.wake();
      };
      const worker = { ...options, handle: noticeRecovery(handle, { recovered }), log, defer, giveUp };
      workers.set(queue, startWorker({ boss: boss.boss, queue, ...worker }));
    },
    silence: () => (workers.size === 0 ? null : Math.max(...[...workers.values()].map((worker) => worker.silence()))),
    stop: async (grace) => {
      const stopping = [...workers].map(async ([queue, worker]) => {
        const left = await worker.stop(grace);
        if (left.length > 0) await handBack({ database, boss, jobs, queue, left });
      });
      workers.clear();
      await Promise.all(stopping);
    },
  };
}

interface Unfinished {
  readonly database: Database;
  readonly boss: Boss;
  readonly jobs: Jobs;
  readonly queue: QueueName;
  readonly left: readonly Left[];
  /** Milliseconds until they may be tried again. */
  readonly delay?: number;
}

interface Left extends Omit<JobRow, 'data'> {
  readonly data: JobData;
}

/** What was given up and what waits, for whoever operates the app. */
export function createJobDoor(parts: Omit<Unfinished, 'queue' | 'left'>): JobRecords {
  return createJobRecords(parts.database, async (queue, left) => await handBack({ ...parts, queue, left }));
}

/** A new job in place of each: failing them would count as an attempt and make them wait. */
async function handBack({ database, boss, jobs, queue, left, ...when }: Unfinished): Promise<void> {
  try {
    await database.transaction(async (sql) => {
      await boss.boss.deleteJob(
        queue,
        left.map(({ id }) => id),
        { db: bossSql(sql) },
      );
      await jobs.send(
        sql,
        queue,
        left.map(({ data, priority, groupTier }) => ({
          ...data,
          priority: LAST - priority,
          ...(typeof groupTier === 'string' ? { installation: Number(groupTier) } : {}),
          ...when,
        })),
      );
    });
  } catch (error) {
    throw databaseFault(error);
  }
}

/**
 * At the start of the one process that can open this database: whatever is active was left by a process that died, and
 * is handed back at once instead of after its heartbeat ran out.
 */
export async function handBackOrphans(parts: Omit<Unfinished, 'queue' | 'left'>): Promise<void> {
  const orphans = await parts.database.query<Left & { name: QueueName }>(
    `select id, name, data, priority, group_tier as "groupTier" from ${BOSS_SCHEMA}.job where state = 'active'`,
  );
  const byQueue = Map.groupBy(orphans, ({ name }) => name);
  for (const [queue, left] of byQueue) await handBack({ ...parts, queue, left });
}
