import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { Fault } from '../../base/fault.ts';
import type { CommitRead } from '../../ledger/verify/commit-checkpoint.ts';
import type { BundleFile, EntriesRead } from '../../ledger/verify/entries.ts';
import { type NotedCommit, packCommits, unpackReads } from './packed-commits.ts';
import { type Job, type JobResult, type JobTerms, jobRunner } from './verify-job.ts';

/** Above this more threads only wait for git, which reads the objects in one. */
const MOST_THREADS = 4;
/** Results that are waited for at once, for each thread: one in work, one behind it. What waits is in memory. */
const AHEAD_PER_THREAD = 3;
/** What a thread reads is garbage at once: a small nursery lets go of it, and of the bundles that it holds, sooner. */
const LIMITS = { maxYoungGenerationSizeMb: 6 };

/** Where the jobs of a verification are done. */
export interface JobRoom extends AsyncDisposable {
  /** How many jobs it takes at once without any of them waiting long. */
  readonly ahead: number;
  bundles(files: readonly BundleFile[]): Promise<readonly EntriesRead[]>;
  commits(commits: readonly NotedCommit[]): Promise<readonly CommitRead[]>;
}

/** Here, one after another: for a ledger that is read before a thread would have started. */
export function workHere(terms: JobTerms): JobRoom {
  const run = jobRunner(terms);
  const one = async (job: Job): Promise<JobResult> => run(job);
  return { ...roomOf(one), ahead: 1, [Symbol.asyncDispose]: async () => undefined };
}

/** In threads, as many as there are cores. */
export function workInThreads(terms: JobTerms, count = Math.min(availableParallelism(), MOST_THREADS)): JobRoom {
  const threads = Array.from({ length: count }, () => new Thread(terms));
  const least = (): Thread | undefined => threads.toSorted((a, b) => a.waiting - b.waiting)[0];
  const one = async (job: Job): Promise<JobResult> => {
    const thread = least();
    if (thread === undefined) throw new Fault('internal.bug', 'There is no thread to verify in');
    return thread.run(job);
  };
  return {
    ...roomOf(one),
    ahead: count * AHEAD_PER_THREAD,
    [Symbol.asyncDispose]: async () => void (await Promise.all(threads.map((thread) => thread.stop()))),
  };
}

function roomOf(run: (job: Job) => Promise<JobResult>): Pick<JobRoom, 'bundles' | 'commits'> {
  const mixedUp = new Fault('internal.bug', 'A job was answered with the result of another');
  return {
    async bundles(files) {
      const result = await run({ is: 'bundles', files });
      if (result.is !== 'bundles') throw mixedUp;
      return result.reads;
    },
    async commits(commits) {
      const result = await run({ is: 'commits', commits: packCommits(commits) });
      if (result.is !== 'commits') throw mixedUp;
      return unpackReads(result.reads);
    },
  };
}

interface Waiting {
  readonly resolve: (result: JobResult) => void;
  readonly reject: (error: unknown) => void;
}

/** One thread; it answers in the order in which it was asked. */
class Thread {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  #failed: unknown = null;

  constructor(terms: JobTerms) {
    // In a checkout the source runs as it is; dist holds what was compiled of it.
    const file = import.meta.url.endsWith('.ts') ? './verify-thread.ts' : './verify-thread.js';
    this.#worker = new Worker(new URL(file, import.meta.url), {
      workerData: terms,
      resourceLimits: LIMITS,
      execArgv: [],
    });
    this.#worker.on('message', (result: JobResult) => this.#waiting.shift()?.resolve(result));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Fault('internal.bug', 'A thread that verifies ended by itself')));
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  run(job: Job): Promise<JobResult> {
    return new Promise((resolve, reject) => {
      if (this.#failed !== null) return reject(this.#failed);
      this.#worker.postMessage(job, transferable(job));
      this.#waiting.push({ resolve, reject });
    });
  }

  async stop(): Promise<void> {
    this.#worker.removeAllListeners('exit');
    await this.#worker.terminate();
  }

  #fail(error: unknown): void {
    this.#failed ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failed);
  }
}

/** A bundle that has its memory for itself is handed over instead of copied. */
function transferable(job: Job): ArrayBuffer[] {
  if (job.is !== 'bundles') return [];
  return job.files.flatMap(({ bytes }) => {
    const memory = bytes?.buffer;
    const isOwn = memory instanceof ArrayBuffer && memory.byteLength === bytes?.byteLength && memory.byteLength > 0;
    return isOwn ? [memory] : [];
  });
}
