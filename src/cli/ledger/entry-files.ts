import { Fault } from '../../base/fault.ts';
import { CatFile, type ObjectRead } from '../../git/cat-file.ts';
import { listTree } from '../../git/tree.ts';
import { bundleEntries } from '../../ledger/bundle-entries.ts';
import { type Checkpoint, parseCheckpoint } from '../../ledger/checkpoint.ts';
import { BUNDLE_SIZE, bundleCount, paths, tailStart } from '../../ledger/layout.ts';
import type { LedgerSource } from './source.ts';

const MEGABYTE = 1024 * 1024;
/** A bundle of 256 entries of 65,535 bytes has half of it. */
const LARGEST_FILE_BYTES = 32 * MEGABYTE;
/** A bundle of ours has 360 kB; of hostile ones no more than so many are in memory at once. */
const FILES_AHEAD = 12;

/** One file of entries: a bundle, or one of the tail. */
export interface EntryFile {
  /** Index of its first entry. */
  readonly first: number;
  readonly path: string;
}

export type Order = 'newest-first' | 'oldest-first';

/**
 * The entries of a ledger, file by file, as the branch's tip holds them and its checkpoint counts them. Nothing is
 * verified. Throws Fault `ledger.not-found` (no checkpoint), `ledger.checkpoint` (none that can be read),
 * `ledger.inconsistent` (a file that the checkpoint promises is missing or holds another number of entries).
 */
export class EntryFiles implements Disposable {
  readonly source: LedgerSource;
  readonly checkpoint: Checkpoint;
  readonly #blobs: ReadonlyMap<string, string>;
  readonly #cat: CatFile;

  private constructor(source: LedgerSource, checkpoint: Checkpoint, of: { blobs: Map<string, string>; cat: CatFile }) {
    this.source = source;
    this.checkpoint = checkpoint;
    this.#blobs = of.blobs;
    this.#cat = of.cat;
  }

  static async open(source: LedgerSource): Promise<EntryFiles> {
    const blobs = new Map<string, string>();
    for await (const { mode, path, oid } of listTree(source.repository, source.tip)) {
      // A submodule has no content here.
      if (mode !== '160000') blobs.set(path, oid);
    }
    const note = blobs.get(paths.checkpoint);
    if (note === undefined) throw new Fault('ledger.not-found', `The branch ${source.ref} holds no checkpoint`);
    const cat = new CatFile(source.repository, LARGEST_FILE_BYTES);
    try {
      const checkpoint = parseCheckpoint(contentOf(paths.checkpoint, await cat.read(note)));
      return new EntryFiles(source, checkpoint, { blobs, cat });
    } catch (error) {
      cat.close();
      throw error;
    }
  }

  /** Each file with its content, a few read ahead. `from`: oldest first, files that end before this index are left out. */
  async *read(order: Order, from = 0): AsyncGenerator<{ readonly file: EntryFile; readonly bytes: Buffer }> {
    const { size } = this.checkpoint;
    yield* this.#readFiles(order === 'oldest-first' ? oldestFirst(size, from) : newestFirst(size));
  }

  /** One entry's bytes; null where the ledger ends before it. */
  async entry(index: number): Promise<Buffer | null> {
    const { size } = this.checkpoint;
    if (index >= size) return null;
    for await (const { file, bytes } of this.#readFiles([fileOf(index, size)])) {
      return entriesIn(file, bytes)[index - file.first] ?? null;
    }
    return null;
  }

  /** Is there a file at this path? */
  has(path: string): boolean {
    return this.#blobs.has(path);
  }

  /** One file of the branch. */
  async content(path: string): Promise<Buffer> {
    return contentOf(path, await this.#cat.read(this.#oidOf(path)));
  }

  async *#readFiles(files: Iterable<EntryFile>): AsyncGenerator<{ readonly file: EntryFile; readonly bytes: Buffer }> {
    const asked: EntryFile[] = [];
    const oids = function* (this: EntryFiles): Generator<string> {
      for (const file of files) {
        asked.push(file);
        yield this.#oidOf(file.path);
      }
    };
    for await (const read of this.#cat.readAll(oids.call(this), FILES_AHEAD)) {
      const file = asked.shift();
      if (file === undefined) throw new Fault('internal.bug', 'More files were read than asked for');
      yield { file, bytes: contentOf(file.path, read) };
    }
  }

  #oidOf(path: string): string {
    const oid = this.#blobs.get(path);
    if (oid === undefined) throw damaged(`${path} is missing`);
    return oid;
  }

  [Symbol.dispose](): void {
    this.#cat.close();
  }
}

/** The entries of a file, without copying. Throws Fault `ledger.inconsistent` where a bundle holds fewer or more than 256. */
export function entriesIn({ first, path }: EntryFile, bytes: Buffer): readonly Buffer[] {
  // A file of the tail holds one entry and nothing else; only a bundle has lines.
  if (path === paths.tail(first)) return [bytes];
  return bundleEntries(first / BUNDLE_SIZE, bytes).map(({ buffer, byteOffset, length }) =>
    Buffer.from(buffer, byteOffset, length),
  );
}

function fileOf(index: number, size: number): EntryFile {
  return index < tailStart(size) ? bundle(Math.floor(index / BUNDLE_SIZE)) : tail(index);
}

function* oldestFirst(size: number, from: number): Generator<EntryFile> {
  for (let at = bundleCount(from); at < bundleCount(size); at += 1) yield bundle(at);
  for (let at = Math.max(from, tailStart(size)); at < size; at += 1) yield tail(at);
}

function* newestFirst(size: number): Generator<EntryFile> {
  for (let at = size - 1; at >= tailStart(size); at -= 1) yield tail(at);
  for (let at = bundleCount(size) - 1; at >= 0; at -= 1) yield bundle(at);
}

function bundle(at: number): EntryFile {
  return { first: at * BUNDLE_SIZE, path: paths.bundle(at) };
}

function tail(index: number): EntryFile {
  return { first: index, path: paths.tail(index) };
}

function contentOf(path: string, read: ObjectRead): Buffer {
  if (read.state === 'found') return read.bytes;
  if (read.state === 'too-large') throw damaged(`${path} has ${read.size} bytes`);
  throw new Fault('git.repository', `The repository lacks the content of ${path}: it is a partial clone, or damaged`, {
    next: 'Clone the branch again, without --filter.',
  });
}

function damaged(what: string): Fault {
  return new Fault('ledger.inconsistent', `The ledger is not what its checkpoint counts: ${what}`, {
    next: 'Run `countersign ledger verify` and see what it names.',
  });
}
