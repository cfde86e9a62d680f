import { setImmediate as immediately, setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '../../base/fault.ts';

/** Lines as they came, to be split where they are read. */
export interface Group {
  /** The number of its first line; the input's first is 1. */
  readonly first: number;
  readonly lines: number;
  /** Whole lines; the last one of the input may lack its newline. */
  readonly bytes: Uint8Array;
}

/** What is appended together: at most so much that it fits into memory many times over. */
export const MOST_LINES = 8_192;
/** Entries are short; lines that are not fill a group sooner. */
const ENOUGH_BYTES = 32 * 1024 * 1024;
/** An entry has at most 65,535 bytes; whatever is longer is no request. */
const LONGEST_LINE_BYTES = 1_000_000;
/** Longer than a pipe takes to bring what was written at once, shorter than somebody waits. */
const LULL_MILLISECONDS = 20;

const NEWLINE = 0x0a;

/**
 * The lines of a stream, in groups: as many as there are, but nobody who writes a line and waits is kept waiting. Throws
 * Fault `cli.unreadable` on a line that is too long.
 */
export async function* readGroups(input: AsyncIterable<Uint8Array>): AsyncGenerator<Group> {
  const collector = new Collector();
  const reader = input[Symbol.asyncIterator]();
  for (let next = reader.next(); ; next = reader.next()) {
    if (collector.lines > 0 && (await isSlow(next))) yield collector.take();
    const { done, value } = await next;
    if (done === true) break;
    yield* collector.push(value);
  }
  const last = collector.end();
  if (last !== null) yield last;
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

/** Puts pieces of the input together until there are lines enough. */
class Collector {
  #pieces: Uint8Array[] = [];
  #bytes = 0;
  /** Bytes behind the last newline. */
  #rest = 0;
  #first = 1;
  #lines = 0;

  get lines(): number {
    return this.#lines;
  }

  /** The groups that this piece completes. */
  *push(piece: Uint8Array): Generator<Group> {
    let taken = 0;
    let end = piece.indexOf(NEWLINE);
    if (end < 0) this.#rest += piece.length;
    for (; end >= 0; end = piece.indexOf(NEWLINE, end + 1)) {
      this.#lines += 1;
      this.#rest = piece.length - end - 1;
      if (this.#lines < MOST_LINES) continue;
      this.#add(piece.subarray(taken, end + 1));
      taken = end + 1;
      this.#rest = 0;
      yield this.take();
      this.#rest = piece.length - taken;
    }
    this.#add(piece.subarray(taken));
    if (this.#rest > LONGEST_LINE_BYTES) throw tooLong(this.#first + this.#lines);
    if (this.#bytes > ENOUGH_BYTES && this.#lines > 0) yield this.take();
  }

  /** The whole lines so far. */
  take(): Group {
    const bytes = Buffer.concat(this.#pieces);
    const end = bytes.length - this.#rest;
    this.#pieces = this.#rest === 0 ? [] : [Buffer.from(bytes.subarray(end))];
    this.#bytes = this.#rest;
    const group = { first: this.#first, lines: this.#lines, bytes: bytes.subarray(0, end) };
    this.#first += this.#lines;
    this.#lines = 0;
    return group;
  }

  /** All that is left. */
  end(): Group | null {
    if (this.#rest > 0) this.#lines += 1;
    this.#rest = 0;
    return this.#lines === 0 ? null : this.take();
  }

  #add(piece: Uint8Array): void {
    this.#pieces.push(piece);
    this.#bytes += piece.length;
  }
}

function tooLong(line: number): Fault {
  return new Fault('cli.unreadable', `Line ${line} of the input is longer than ${LONGEST_LINE_BYTES} bytes`);
}
