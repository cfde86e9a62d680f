import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { Fault, isFault } from '../base/fault.ts';
import { callOn, isObjectId, type Repository } from './git.ts';
import { drained, firstComplaint, listen, spawnGit, startFault, streamGit } from './process.ts';

const MEGABYTE = 1024 * 1024;
/** How many objects `readAll` usually asks for ahead of the one that is read. */
const AHEAD = 64;
/** A header line is an object id, a type and a size; anything longer is not git talking. */
const LONGEST_HEADER = 200;
const OWN_MEMORY = 16 * 1024;

const OBJECT_TYPES = ['blob', 'tree', 'commit', 'tag'] as const;
export type ObjectType = (typeof OBJECT_TYPES)[number];

/** What became of reading one object. An object above the limit is passed over without being held in memory. */
export type ObjectRead =
  | { readonly state: 'found'; readonly oid: string; readonly type: ObjectType; readonly bytes: Buffer }
  | { readonly state: 'missing'; readonly oid: string }
  | { readonly state: 'too-large'; readonly oid: string; readonly type: ObjectType; readonly size: number };

interface Question {
  readonly oid: string;
  readonly resolve: (read: ObjectRead) => void;
  readonly reject: (fault: unknown) => void;
}

/**
 * One long-lived `git cat-file --batch`: questions are written ahead, answers come in their order. When git dies over a
 * damaged object, only that question fails; the others are asked again of a new process. Close it when done, or
 * Node waits for it.
 */
export class CatFile {
  readonly #repository: Repository;
  readonly #limit: number;
  #child: ChildProcessWithoutNullStreams | null = null;
  #waiting: Question[] = [];
  #drain: { readonly child: ChildProcessWithoutNullStreams; readonly done: Promise<void> } | null = null;
  #reader = new AnswerReader(0);

  constructor(repository: Repository, limit = 64 * MEGABYTE) {
    this.#repository = repository;
    this.#limit = limit;
  }

  /** Reads one object by its full id. Rejects with Fault `git.repository` when it is damaged. */
  async read(oid: string): Promise<ObjectRead> {
    if (!isObjectId(this.#repository.format, oid))
      throw new Fault('git.revision', `Not a full object id: ${JSON.stringify(oid)}`);
    const child = this.#child ?? this.#start();
    const answer = new Promise<ObjectRead>((resolve, reject) => this.#waiting.push({ oid, resolve, reject }));
    // The pipe may be full: then the answers must be read first, which happens by itself; the next writer waits.
    if (!child.stdin.write(`${oid}\n`)) await Promise.race([this.#drained(child), answer.catch(() => undefined)]);
    return answer;
  }

  /** Reads objects in the order asked, `window` of them ahead: memory holds no more. Fewer, where they are large. */
  async *readAll(oids: AsyncIterable<string> | Iterable<string>, window = AHEAD): AsyncGenerator<ObjectRead> {
    const ahead: Promise<ObjectRead>[] = [];
    for await (const oid of oids) {
      const answer = this.read(oid);
      answer.catch(() => undefined);
      ahead.push(answer);
      const first = ahead.length >= window ? ahead.shift() : undefined;
      if (first !== undefined) yield await first;
    }
    for (const answer of ahead) yield await answer;
  }

  /** One for all who wait: each would listen by itself otherwise. */
  async #drained(child: ChildProcessWithoutNullStreams): Promise<void> {
    if (this.#drain?.child !== child) this.#drain = { child, done: drained(child) };
    const { done } = this.#drain;
    await done;
    if (this.#drain?.done === done) this.#drain = null;
  }

  /** Ends the process. Questions that wait fail. */
  close(): void {
    const child = this.#child;
    this.#child = null;
    child?.stdin.end();
    child?.kill();
    for (const question of this.#waiting.splice(0)) question.reject(new Fault('git.failed', 'Reading was stopped'));
  }

  #start(): ChildProcessWithoutNullStreams {
    const child = spawnGit(callOn(this.#repository, ['cat-file', '--batch']));
    const heard = listen(child);
    this.#child = child;
    this.#reader = new AnswerReader(this.#limit);
    child.on('error', (error) => {
      if (this.#child === child) this.#recover(startFault(error), '');
    });
    child.stdout.on('data', (chunk: Buffer) => {
      if (this.#child === child) this.#receive(child, chunk);
    });
    child.on('close', () => {
      if (this.#child === child) this.#recover(null, heard());
    });
    return child;
  }

  #receive(child: ChildProcessWithoutNullStreams, chunk: Buffer): void {
    try {
      for (const read of this.#reader.push(chunk)) this.#waiting.shift()?.resolve(read);
    } catch (error) {
      // Out of step with git: nothing that follows can be believed.
      this.#child = null;
      child.kill('SIGKILL');
      for (const question of this.#waiting.splice(0)) question.reject(error);
    }
  }

  /** The process ended by itself: its first open question is the reason. */
  #recover(failed: Fault | null, errors: string): void {
    this.#child = null;
    const [first, ...others] = this.#waiting;
    this.#waiting = [];
    if (first === undefined) return;
    first.reject(failed ?? unreadable(`Object ${first.oid}`, firstComplaint(errors) || 'git ended without an answer'));
    if (failed !== null) {
      for (const question of others) question.reject(failed);
      return;
    }
    if (others.length === 0) return;
    const child = this.#start();
    this.#waiting = others;
    child.stdin.write(others.map((question) => `${question.oid}\n`).join(''));
  }
}

/**
 * Reads many small objects in the order asked. git answers in large pieces, so this takes a third of the time of asking
 * a CatFile; the price is that a damaged object ends it, with Fault `git.repository`.
 */
export async function* readObjects(
  repository: Repository,
  oids: readonly string[],
  limit = 64 * MEGABYTE,
): AsyncGenerator<ObjectRead, undefined> {
  if (oids.length === 0) return;
  async function* input(): AsyncGenerator<string> {
    yield `${oids.join('\n')}\n`;
  }
  const reader = new AnswerReader(limit);
  const call = { ...callOn(repository, ['cat-file', '--batch', '--buffer']), input: input() };
  try {
    for await (const chunk of streamGit(call)) yield* reader.push(chunk);
  } catch (error) {
    throw isFault(error, 'git.failed') ? unreadable('An object', error.message) : error;
  }
}

/** In a partial clone git gives up by itself, because it is not let fetch: see environment.ts. */
function unreadable(what: string, complaint: string): Fault {
  return complaint.includes('promisor remote')
    ? new Fault('git.repository', `${what} is not here, because this is a partial clone: ${complaint}`, {
        next: 'Clone again, without --filter; nothing is fetched while it is read.',
      })
    : new Fault('git.repository', `${what} cannot be read: ${complaint}`, {
        next: 'Run git fsck; fetch the object again.',
      });
}

/** Cuts the output of `cat-file --batch` into answers, whatever pieces it comes in. */
export class AnswerReader {
  readonly #limit: number;
  #header: Buffer = Buffer.alloc(0);
  #body: {
    readonly oid: string;
    readonly type: ObjectType;
    readonly size: number;
    /** Bytes still to come, the newline behind the content included. */
    left: number;
    /** Null: above the limit. */
    readonly bytes: Buffer | null;
  } | null = null;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The answers that this piece completes. Throws Fault `git.failed` when it is not what git writes. */
  *push(chunk: Buffer): Generator<ObjectRead> {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#body !== null) {
        const { size, left, bytes } = this.#body;
        // What does not fit is the newline.
        if (bytes !== null) rest.copy(bytes, size + 1 - left);
        const taken = Math.min(left, rest.length);
        this.#body.left -= taken;
        rest = rest.subarray(taken);
        if (this.#body.left === 0) yield this.#finish();
        continue;
      }
      const newline = rest.indexOf(0x0a);
      const piece = newline < 0 ? rest : rest.subarray(0, newline);
      this.#header = this.#header.length === 0 ? piece : Buffer.concat([this.#header, piece]);
      if (this.#header.length > LONGEST_HEADER)
        throw new Fault('git.failed', 'git cat-file answered something else than objects');
      if (newline < 0) return;
      rest = rest.subarray(newline + 1);
      const missing = this.#begin();
      if (missing !== null) yield missing;
    }
  }

  #begin(): ObjectRead | null {
    const line = this.#header.toString('latin1');
    this.#header = Buffer.alloc(0);
    const missing = /^([0-9a-f]+) missing$/.exec(line);
    if (missing !== null) return { state: 'missing', oid: missing[1] ?? '' };
    const [oid = '', word, length = ''] = line.split(' ');
    const type = OBJECT_TYPES.find((each) => each === word);
    if (type === undefined || !/^[0-9a-f]+ \w+ \d+$/.test(line))
      throw new Fault('git.failed', `git cat-file answered ${JSON.stringify(line)}`);
    const size = Number(length);
    // Memory of its own for a large one, so that it can be handed to another thread as it is.
    const bytes = size < OWN_MEMORY ? Buffer.allocUnsafe(size) : Buffer.allocUnsafeSlow(Math.min(size, this.#limit));
    this.#body = { oid, type, size, left: size + 1, bytes: size > this.#limit ? null : bytes };
    return null;
  }

  #finish(): ObjectRead {
    const body = this.#body;
    this.#body = null;
    if (body === null) throw new Fault('internal.bug', 'An object ended before it began');
    const { oid, type, size, bytes } = body;
    return bytes === null ? { state: 'too-large', oid, type, size } : { state: 'found', oid, type, bytes };
  }
}
