import type { JobWithMetadata, PgBoss } from 'pg-boss';
import { SECOND } from '../base/clock.ts';
import { asFault } from '../base/fault.ts';
import type { Log } from '../base/log.ts';
import type { JobData } from './jobs.ts';
import type { Around, Job, QueueName } from './store.ts';

/** Fetches jobs of one queue as long as there is room for them, and runs each by itself. */
export interface Worker {
  wake(): void;
  /** Milliseconds since it last looked for jobs, or found that it has no room for any. */
  silence(): number;
  /** No more jobs. Resolves with those that still run after `grace` milliseconds. */
  stop(grace: number): Promise<readonly RunningJob[]>;
}

export type RunningJob = JobWithMetadata<JobData>;

export interface WorkerOptions {
  readonly boss: PgBoss;
  readonly queue: QueueName;
  readonly concurrency: number;
  readonly handle: (job: Job) => Promise<void>;
  readonly around?: Around;
  readonly log: Log;
  /** Puts a job that may not be done yet in place of this one, for in so many milliseconds. */
  readonly defer: (job: RunningJob, delay: number) => Promise<void>;
}

/** Finds what nobody is notified of: jobs to be tried again, and those whose notification was lost. */
const POLL = 2 * SECOND;
/** A third of what the queue allows (boss.ts): a process that dies is noticed, one that is busy is not taken for dead. */
const HEARTBEAT = 20 * SECOND;

const alone: Around = (_, act) => act();

/**
 * pg-boss' own `work` hands out batches and fetches again when the slowest job of a batch has ended, so one that waits for
 * GitHub would hold back all others; this fetches whenever a place is free. A key that runs here is not fetched: its next
 * job waits for the running one. Across processes the same key may run twice; leases decide who may store.
 */
export function startWorker({ boss, queue, concurrency, handle, around = alone, log, defer }: WorkerOptions): Worker {
  const running = new Map<string, RunningJob>();
  const chains = new Map<string, Promise<void>>();
  const fetching = { isAsked: false, isBusy: false };
  let isStopped = false;
  let lookedAt = performance.now();

  const fetchJobs = async (): Promise<void> => {
    while (fetching.isAsked && !isStopped && running.size < concurrency) {
      fetching.isAsked = false;
      const room = concurrency - running.size;
      const jobs = await boss.fetch<JobData>(queue, {
        batchSize: room,
        includeMetadata: true,
        ignoreGroups: [...chains.keys()],
      });
      for (const job of jobs) start(job);
      if (jobs.length === room) fetching.isAsked = true;
    }
  };
  const wake = (): void => {
    fetching.isAsked = true;
    if (fetching.isBusy) return;
    fetching.isBusy = true;
    fetchJobs()
      .catch((error: unknown) =>
        log.warn({ queue, error: asFault(error).message }, 'Jobs could not be fetched; they are looked for again'),
      )
      .finally(() => {
        fetching.isBusy = false;
        lookedAt = performance.now();
        // Asked after the last look and before this line: nobody else would look.
        if (fetching.isAsked && !isStopped && running.size < concurrency) wake();
      });
  };
  const start = (job: RunningJob): void => {
    running.set(job.id, job);
    const { key } = job.data;
    // One fetch may bring two jobs of a key, a delayed one and a new one.
    const before = chains.get(key) ?? Promise.resolve();
    const chain = after(before, job).finally(() => {
      if (chains.get(key) === chain) chains.delete(key);
      wake();
    });
    chains.set(key, chain);
  };
  const after = async (before: Promise<void>, job: RunningJob): Promise<void> => {
    await before;
    await around({ id: job.id, ...job.data }, async () => await run(job));
    running.delete(job.id);
  };
  const run = async (job: RunningJob): Promise<void> => {
    const { key, data } = job.data;
    try {
      await handle({ id: job.id, key, data });
    } catch (error) {
      return await settle(job, async () => await fail(job, error));
    }
    await settle(job, async () => await boss.deleteJob(queue, job));
  };
  const fail = async (job: RunningJob, error: unknown): Promise<void> => {
    const { code, message, details } = asFault(error);
    const wait = details['retryAfter'];
    if (code === 'github.rate-limited' && typeof wait === 'number') {
      log.info({ queue, key: job.data.key, wait }, `A job waits: ${message}`);
      return await defer(job, wait);
    }
    const isLast = job.retryCount >= job.retryLimit;
    const fields = { queue, key: job.data.key, code, attempt: job.retryCount + 1 };
    if (isLast) log.error(fields, `A job failed for the last time: ${message}`);
    else log.warn(fields, `A job failed and is tried again: ${message}`);
    await boss.fail(queue, job, { code, message });
  };
  /** When this cannot be stored, nobody says that we are alive, and the job comes again. */
  const settle = async (job: RunningJob, store: () => Promise<unknown>): Promise<void> => {
    try {
      await store();
    } catch (error) {
      log.warn(
        { queue, key: job.data.key, error: asFault(error).message },
        'The end of a job could not be stored; it will come again',
      );
    }
  };
  const beat = async (): Promise<void> => {
    if (running.size > 0) await boss.touch(queue, [...running.values()]);
  };

  const poll = setInterval(wake, POLL);
  const heartbeat = setInterval(() => {
    beat().catch((error: unknown) =>
      log.warn({ queue, error: asFault(error).message }, 'The queue could not be told that its jobs still run'),
    );
  }, HEARTBEAT);
  poll.unref();
  heartbeat.unref();
  wake();
  return {
    wake,
    silence: () => performance.now() - lookedAt,
    stop: async (grace) => {
      isStopped = true;
      clearInterval(poll);
      await endOf([...chains.values()], grace);
      clearInterval(heartbeat);
      return [...running.values()];
    },
  };
}

/** Resolves when all have ended or the time is over. */
async function endOf(promises: readonly Promise<void>[], grace: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, grace);
  });
  await Promise.race([Promise.all(promises), timeout]);
  clearTimeout(timer);
}
