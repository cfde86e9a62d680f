import { setImmediate as immediately, setTimeout as sleep } from 'node:timers/promises';
import { toText } from '../../base/bytes.ts';
import { Fault } from '../../base/fault.ts';

export interface Line {
  /** From 1. */
  readonly number: number;
  readonly text: string;
}

/** What is appended together: at most so much that it fits into memory many times over. */
export const MOST_LINES = 8_192;
/** An entry has at most 65,535 bytes; whatever is longer is no request. */
const LONGEST_LINE_BYTES = 1_000_000;
/** Longer than a pipe takes to bring what was written at once, shorter than somebody waits. */
const LULL_MILLISECONDS = 20;

const NEWLINE = 0x0a;

/**
 * The lines of a stream, in groups: as many as there are, but nobody who writes a line and waits is kept waiting. Empty
 * lines are passed over. Throws Fault `cli.unreadable` on a line that is too long or not UTF-8.
 */
export async function* readGroups(input: AsyncIterable<Uint8Array>): AsyncGenerator<readonly Line[]> {
  const splitter = new LineSplitter();
  const reader = input[Symbol.asyncIterator]();
  let group: Line[] = [];
  for (let next = reader.next(); ; next = reader.next()) {
    const isLull = group.length > 0 && (await isSlow(next));
    if (isLull) {
      yield group;
      group = [];
    }
    const { done, value } = await next;
    const lines = done === true ? splitter.end() : splitter.push(value);
    for (const line of lines) {
      group.push(line);
      if (group.length < MOST_LINES) continue;
      yield group;
      group = [];
    }
    if (done === true) break;
  }
  if (group.length > 0) yield group;
}

async function isSlow(next: Promise<unknown>): Promise<boolean> {
  let isThere = false;
  const arrive = async (): Promise<void> => {
    await next;
    isThere = true;
  };
  const stop = new AbortController();
  const lull = sleep(LULL_MILLISECONDS, undefined, { signal: stop.signal }).catch(() => undefined);
  await Promise.race([arrive(), lull]);
  stop.abort();
  // After a long computation the timer is due before the input was looked at: one look, then it counts.
  if (!isThere) await immediately();
  return !isThere;
}

class LineSplitter {
  #rest: Buffer = Buffer.alloc(0);
  #number = 0;

  *push(chunk: Uint8Array): Generator<Line> {
    let rest = this.#rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#rest, chunk]);
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
      yield* this.#line(rest.subarray(0, end));
      rest = rest.subarray(end + 1);
    }
    if (rest.length > LONGEST_LINE_BYTES)
      throw this.#refuse(this.#number + 1, `is longer than ${LONGEST_LINE_BYTES} bytes`);
    this.#rest = rest;
  }

  *end(): Generator<Line> {
    yield* this.#line(this.#rest);
  }

  *#line(bytes: Buffer): Generator<Line> {
    this.#number += 1;
    const text = toText(bytes);
    if (text === null) throw this.#refuse(this.#number, 'is not UTF-8');
    if (text.trim() !== '') yield { number: this.#number, text };
  }

  #refuse(number: number, what: string): Fault {
    return new Fault('cli.unreadable', `Line ${number} of the input ${what}`);
  }
}
