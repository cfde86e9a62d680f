import type { FetchOptions, JobWithMetadata, PgBoss } from 'pg-boss';
import { SECOND } from '../base/clock.ts';
import { asFault, type Fault } from '../base/fault.ts';
import type { Log } from '../base/log.ts';
import { isLastAttempt } from './attempts.ts';
import { type JobData, LAST } from './jobs.ts';
import type { Around, Job, QueueName } from './store.ts';
import { storeTogether } from './store-together.ts';

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
  readonly share?: number;
  readonly handle: (job: Job) => Promise<void>;
  readonly around?: Around;
  readonly log: Log;
  /** Puts a job that may not be done yet in place of this one, for in so many milliseconds. */
  readonly defer: (job: RunningJob, delay: number) => Promise<void>;
  /** The job is tried no more, and kept with what it failed of. */
  readonly giveUp: (job: RunningJob, failed: Pick<Fault, 'code' | 'message'>) => Promise<void>;
}

/** Finds what nobody is notified of: jobs to be tried again, and those whose notification was lost. */
const POLL = 2 * SECOND;
/** A third of what the queue allows (boss.ts): a process that dies is noticed, one that is busy is not taken for dead. */
const HEARTBEAT = 20 * SECOND;

/**
 * Milliseconds in which jobs that end are taken from the queue together, and others fetched in their places together: to
 * begin and end a job is a third of what the database does for it.
 */
const GATHER = 20;

const alone: Around = (_, act) => act();

/**
 * pg-boss' own `work` hands out batches and fetches again when the slowest job of a batch has ended, so one that waits for
 * GitHub would hold back all others; this fetches whenever a place is free. A key that runs here is not fetched: its next
 * job waits for the running one. Across processes the same key may run twice; leases decide who may store. Nor is anything
 * fetched of an installation that has its share of the places.
 */
export function startWorker(options: WorkerOptions): Worker {
  const { boss, queue, concurrency, share = concurrency, handle, around = alone, log, defer, giveUp } = options;
  const running = new Map<string, RunningJob>();
  const chains = new Map<string, Promise<void>>();
  const fetching = { isAsked: false, isBusy: false };
  const remove = storeTogether<RunningJob>(async (jobs) => void (await boss.deleteJob(queue, [...jobs])), GATHER);
  let isStopped = false;
  let lookedAt = performance.now();

  const fetchJobs = async (): Promise<void> => {
    while (fetching.isAsked && !isStopped && running.size < concurrency) {
      fetching.isAsked = false;
      const { room, without } = roomFor([...running.values()], { concurrency, share });
      const jobs = await boss.fetch<JobData>(queue, {
        batchSize: room,
        includeMetadata: true,
        ignoreGroups: [...chains.keys()],
        ...without,
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
      // Those that ended together leave their places together.
      setImmediate(wake);
    });
    chains.set(key, chain);
  };
  const after = async (before: Promise<void>, job: RunningJob): Promise<void> => {
    await before;
    await around(toJob(job), async () => await run(job));
    running.delete(job.id);
  };
  const run = async (job: RunningJob): Promise<void> => {
    try {
      await handle(toJob(job));
    } catch (error) {
      return await settle(job, async () => await fail(job, error));
    }
    await settle(job, async () => await remove(job, (ended) => isStopped || ended >= running.size));
  };
  const fail = async (job: RunningJob, error: unknown): Promise<void> => {
    const { code, message, details } = asFault(error);
    const wait = details['retryAfter'];
    if (code === 'github.rate-limited' && typeof wait === 'number') {
      log.info({ queue, key: job.data.key, wait }, `A job waits: ${message}`);
      return await defer(job, wait);
    }
    const { attempt } = toJob(job);
    const fields = { queue, key: job.data.key, code, attempt };
    if (job.retryCount >= job.retryLimit || isLastAttempt(code, attempt)) {
      log.error(fields, `A job failed for the last time: ${message}`);
      return await giveUp(job, { code, message });
    }
    log.warn(fields, `A job failed and is tried again: ${message}`);
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

function toJob({ id, data: { key, data }, priority, retryCount, createdOn }: RunningJob): Job {
  return { id, key, data, priority: LAST - priority, attempt: retryCount + 1, since: createdOn.getTime() };
}

/** What an integer of PostgreSQL holds, and nobody reaches. */
const UNBOUNDED = 1_000_000;

interface Bounds {
  readonly concurrency: number;
  readonly share: number;
}

/**
 * How many jobs may be fetched, and without whose. All of them may be one installation's, so there are never more than the
 * one that has most, below its share, may still get. pg-boss leaves a tier out whose groups may have none running.
 */
function roomFor(
  running: readonly Pick<RunningJob, 'groupTier'>[],
  { concurrency, share }: Bounds,
): { readonly room: number; readonly without: Pick<FetchOptions, 'groupConcurrency'> } {
  const byInstallation = Map.groupBy(
    running.flatMap(({ groupTier }) => groupTier ?? []),
    (installation) => installation,
  );
  const counts = [...byInstallation].map(([installation, jobs]) => ({ installation, count: jobs.length }));
  const full = counts.filter(({ count }) => count >= share).map(({ installation }) => [installation, 0] as const);
  const most = Math.max(0, ...counts.map(({ count }) => count).filter((count) => count < share));
  const tiers = Object.fromEntries(full);
  return {
    room: Math.min(concurrency - running.length, share - most),
    without: full.length === 0 ? {} : { groupConcurrency: { default: UNBOUNDED, tiers } },
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
