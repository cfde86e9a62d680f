import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { Fault } from '../base/fault.ts';
import { callOn, isObjectId, type Repository } from './git.ts';
import { drained, firstComplaint, listen, spawnGit, startFault } from './process.ts';

const MEGABYTE = 1024 * 1024;
/** How many objects `readAll` asks for ahead of the one that is read. */
const AHEAD = 64;
/** A header line is an object id, a type and a size; anything longer is not git talking. */
const LONGEST_HEADER = 200;

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
    if (!child.stdin.write(`${oid}\n`)) await Promise.race([drained(child), answer.catch(() => undefined)]);
    return answer;
  }

  /** Reads objects in the order asked, a few ahead: memory holds a window of them, never all. */
  async *readAll(oids: AsyncIterable<string> | Iterable<string>): AsyncGenerator<ObjectRead> {
    const ahead: Promise<ObjectRead>[] = [];
    for await (const oid of oids) {
      const answer = this.read(oid);
      answer.catch(() => undefined);
      ahead.push(answer);
      const first = ahead.length >= AHEAD ? ahead.shift() : undefined;
      if (first !== undefined) yield await first;
    }
    for (const answer of ahead) yield await answer;
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
    const reason = `Object ${first.oid} cannot be read: ${firstComplaint(errors) || 'git ended without an answer'}`;
    first.reject(failed ?? new Fault('git.repository', reason, { next: 'Run git fsck; fetch the object again.' }));
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

/** Cuts the output of `cat-file --batch` into answers, whatever pieces it comes in. */
export class AnswerReader {
  readonly #limit: number;
  #header: Buffer = Buffer.alloc(0);
  #body: {
    readonly oid: string;
    readonly type: ObjectType;
    readonly size: number;
    left: number;
    readonly chunks: Buffer[];
  } | null = null;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The answers that this piece completes. Throws Fault `git.failed` when it is not what git writes. */
  *push(chunk: Buffer): Generator<ObjectRead> {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#body !== null) {
        const taken = rest.subarray(0, this.#body.left);
        if (this.#body.size <= this.#limit) this.#body.chunks.push(taken);
        this.#body.left -= taken.length;
        rest = rest.subarray(taken.length);
        if (this.#body.left === 0) yield this.#finish();
        continue;
      }
      const newline = rest.indexOf(0x0a);
      this.#header = Buffer.concat([this.#header, newline < 0 ? rest : rest.subarray(0, newline)]);
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
    // One more byte: the newline that follows the content.
    this.#body = { oid, type, size, left: size + 1, chunks: [] };
    return null;
  }

  #finish(): ObjectRead {
    const body = this.#body;
    this.#body = null;
    if (body === null) throw new Fault('internal.bug', 'An object ended before it began');
    const { oid, type, size } = body;
    if (size > this.#limit) return { state: 'too-large', oid, type, size };
    return { state: 'found', oid, type, bytes: Buffer.concat(body.chunks).subarray(0, size) };
  }
}
