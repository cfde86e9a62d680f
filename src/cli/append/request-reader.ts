import { Worker } from 'node:worker_threads';
import { toRfc3339 } from '../../base/clock.ts';
import { Fault } from '../../base/fault.ts';
import { headerAt } from './local-genesis.ts';
import { type Line, MOST_LINES } from './read-groups.ts';
import { type RequestLine, readRequests } from './read-requests.ts';
import type { ThreadAnswer, ThreadQuestion } from './request-thread.ts';

/**
 * Reads groups of lines. A full group means that there are many: from then on they are read in a thread, while this one
 * orders, hashes and hands to git what came before.
 */
export class RequestReader implements AsyncDisposable {
  readonly #origin: string;
  #worker: Worker | null = null;

  constructor(origin: string) {
    this.#origin = origin;
  }

  async read(lines: readonly Line[], now: number): Promise<readonly RequestLine[]> {
    const terms = { origin: this.#origin, defaults: headerAt(toRfc3339(now)) };
    if (this.#worker === null && lines.length < MOST_LINES) return readRequests(lines, terms);
    this.#worker ??= startThread();
    const answer = await ask(this.#worker, { lines, terms });
    if ('requests' in answer) return answer.requests;
    const { code, message, ...more } = answer.fault;
    throw new Fault(code, message, more);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker?.terminate();
  }
}

function startThread(): Worker {
  // In a checkout the source runs as it is; dist holds what was compiled of it.
  const file = import.meta.url.endsWith('.ts') ? './request-thread.ts' : './request-thread.js';
  return new Worker(new URL(file, import.meta.url), { execArgv: [] });
}

async function ask(worker: Worker, question: ThreadQuestion): Promise<ThreadAnswer> {
  return await new Promise((resolve, reject) => {
    const end = (): void => reject(new Fault('internal.bug', 'The thread that reads requests ended by itself'));
    worker.once('error', reject);
    worker.once('exit', end);
    worker.once('message', (answer: ThreadAnswer) => {
      worker.off('error', reject);
      worker.off('exit', end);
      resolve(answer);
    });
    worker.postMessage(question, []);
  });
}
