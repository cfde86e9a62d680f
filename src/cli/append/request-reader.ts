import { Worker } from 'node:worker_threads';
import { toRfc3339 } from '../../base/clock.ts';
import { Fault } from '../../base/fault.ts';
import { headerAt } from './local-genesis.ts';
import { type Group, MOST_LINES } from './read-groups.ts';
import { type RequestLine, readRequests } from './read-requests.ts';
import type { ThreadAnswer, ThreadQuestion } from './request-thread.ts';
import { splitLines } from './split-lines.ts';

/**
 * Reads groups of lines. A full group means that there are many: from then on they are read in a thread, while this one
 * orders, hashes and hands to git what came before.
 */
export class RequestReader implements AsyncDisposable {
  readonly #origin: string;
  #thread: Thread | null = null;

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** May be called again before it has answered: groups are read in their order. Their bytes are handed over. */
  async read(group: Group, now: number): Promise<readonly RequestLine[]> {
    const terms = { origin: this.#origin, defaults: headerAt(toRfc3339(now)) };
    if (this.#thread === null && group.lines < MOST_LINES) return readRequests(splitLines(group), terms);
    this.#thread ??= new Thread();
    const answer = await this.#thread.ask({ group, terms });
    if ('requests' in answer) return answer.requests;
    const { code, message, ...more } = answer.fault;
    throw new Fault(code, message, more);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#thread?.stop();
  }
}

/** It answers in the order in which it is asked. */
class Thread {
  readonly #worker: Worker;
  readonly #waiting: PromiseWithResolvers<ThreadAnswer>[] = [];
  #failed: unknown = null;

  constructor() {
    // In a checkout the source runs as it is; dist holds what was compiled of it.
    const file = import.meta.url.endsWith('.ts') ? './request-thread.ts' : './request-thread.js';
    this.#worker = new Worker(new URL(file, import.meta.url), { execArgv: [] });
    this.#worker.on('message', (answer: ThreadAnswer) => this.#waiting.shift()?.resolve(answer));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Fault('internal.bug', 'The thread that reads requests ended')));
  }

  ask(question: ThreadQuestion): Promise<ThreadAnswer> {
    const answer = Promise.withResolvers<ThreadAnswer>();
    if (this.#failed !== null) answer.reject(this.#failed);
    this.#waiting.push(answer);
    this.#worker.postMessage(question, memoryOf(question.group));
    return answer.promise;
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #fail(error: unknown): void {
    this.#failed ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failed);
  }
}

/** A group that has its memory for itself is handed over instead of copied. */
function memoryOf({ bytes }: Group): ArrayBuffer[] {
  const memory = bytes.buffer;
  return memory instanceof ArrayBuffer && memory.byteLength === bytes.byteLength ? [memory] : [];
}
