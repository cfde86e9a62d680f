import { equalBytes } from '../../base/bytes.ts';
import { Fault, isFault } from '../../base/fault.ts';
import { CatFile } from '../../git/cat-file.ts';
import { readRef } from '../../git/revision.ts';
import { listTree } from '../../git/tree.ts';
import { type Checkpoint, parseCheckpoint } from '../../ledger/checkpoint.ts';
import { edgeTiles, rootOfTiles } from '../../ledger/edge-tiles.ts';
import { paths } from '../../ledger/layout.ts';
import { tilePath } from '../../ledger/tile.ts';
import { tilesFile } from '../../ledger/tiles-directory.ts';
import type { LedgerSource } from './source.ts';

/** A bundle of 256 entries of 65,535 bytes has half of it. */
const LARGEST_FILE_BYTES = 32 * 1024 * 1024;

/** What is served until the branch moves. */
interface Snapshot {
  readonly tip: string;
  readonly checkpoint: Checkpoint;
  /** Path on the branch → blob. */
  readonly blobs: ReadonlyMap<string, string>;
}

/**
 * A ledger branch read file by file as they are asked for. It follows the branch forward only: a tip whose tiles do not
 * give its own root, and every root that was served before, is said to `warn` and not served; who reads a log must
 * never be shown two checkpoints that contradict each other.
 */
export class ServedBranch implements Disposable {
  readonly #source: LedgerSource;
  readonly #warn: (message: string) => void;
  readonly #cat: CatFile;
  #snapshot: Snapshot | null = null;
  /** The tip that was looked at last, served or not: a bad one is complained about once. */
  #seen = '';
  #following: Promise<void> | null = null;

  private constructor(source: LedgerSource, warn: (message: string) => void) {
    this.#source = source;
    this.#warn = warn;
    this.#cat = new CatFile(source.repository, LARGEST_FILE_BYTES);
  }

  /** Throws Fault `ledger.not-found`, `ledger.checkpoint` or `ledger.inconsistent` when there is nothing to serve. */
  static async open(source: LedgerSource, warn: (message: string) => void): Promise<ServedBranch> {
    const branch = new ServedBranch(source, warn);
    try {
      await branch.#move(source.tip);
      return branch;
    } catch (error) {
      branch[Symbol.dispose]();
      throw error;
    }
  }

  get checkpoint(): Checkpoint {
    return this.#current().checkpoint;
  }

  /** The bytes of a path of the tiles directory, or null when it has none. Asking for the checkpoint looks at the branch. */
  async read(path: string): Promise<Uint8Array | null> {
    if (path === paths.checkpoint) await this.#follow();
    return this.#build(path, this.#current());
  }

  [Symbol.dispose](): void {
    this.#cat.close();
  }

  #current(): Snapshot {
    if (this.#snapshot === null) throw new Fault('internal.bug', 'A branch is served that was not read');
    return this.#snapshot;
  }

  /** However many ask at once, the branch is looked at once. */
  async #follow(): Promise<void> {
    this.#following ??= this.#look().finally(() => {
      this.#following = null;
    });
    await this.#following;
  }

  async #look(): Promise<void> {
    const { repository, ref } = this.#source;
    try {
      const tip = await readRef(repository, ref);
      if (tip === null) throw new Fault('ledger.not-found', `${ref} is gone`);
      if (tip !== this.#seen) await this.#move(tip);
    } catch (error) {
      if (!isFault(error)) throw error;
      // What git could not read just now may be read the next time; a tip that is wrong stays wrong.
      if (!error.code.startsWith('ledger.')) this.#seen = '';
      this.#warn(`still serving size ${this.checkpoint.size}: ${error.message}`);
    }
  }

  async #move(tip: string): Promise<void> {
    this.#seen = tip;
    const blobs = new Map<string, string>();
    for await (const { mode, path, oid } of listTree(this.#source.repository, tip)) {
      if (isFile(mode)) blobs.set(path, oid);
    }
    const blob = blobs.get(paths.checkpoint);
    if (blob === undefined) throw new Fault('ledger.not-found', `${this.#source.ref} at ${tip} holds no checkpoint`);
    const checkpoint = parseCheckpoint(await this.#readBlob(paths.checkpoint, blob));
    const next = { tip, checkpoint, blobs };
    await this.#requireRoot(next, checkpoint);
    if (this.#snapshot !== null) await this.#requireRoot(next, this.#snapshot.checkpoint);
    this.#snapshot = next;
  }

  /** Do the tiles of this tip give that checkpoint? */
  async #requireRoot(snapshot: Snapshot, { origin, size, root }: Checkpoint): Promise<void> {
    const wrong = `the branch at ${snapshot.tip} does not give the root of ${size} entries that was signed`;
    if (origin !== snapshot.checkpoint.origin || size > snapshot.checkpoint.size) throw altered(wrong);
    const contents: Uint8Array[] = [];
    for (const tile of edgeTiles(size)) {
      contents.push((await this.#build(tilePath(tile), snapshot)) ?? new Uint8Array());
    }
    if (!equalBytes(rootOfTiles(size, contents), root)) throw altered(wrong);
  }

  async #build(path: string, { checkpoint, blobs }: Snapshot): Promise<Uint8Array | null> {
    const file = tilesFile(path, checkpoint.size);
    if (file === null) return null;
    const contents = file.needs.map(async (need) => this.#readBlob(need, blobs.get(need)));
    return file.build(await Promise.all(contents));
  }

  async #readBlob(path: string, oid: string | undefined): Promise<Uint8Array> {
    if (oid === undefined) throw altered(`${path} is missing`);
    const read = await this.#cat.read(oid);
    if (read.state === 'found') return read.bytes;
    if (read.state === 'missing') throw new Fault('git.repository', `The repository lacks the content of ${path}`);
    throw altered(`${path} has ${read.size} bytes`);
  }
}

/** Links and submodules are no files of a ledger. */
const isFile = (mode: string): boolean => mode.startsWith('100');

function altered(message: string): Fault {
  return new Fault('ledger.inconsistent', message, {
    next: 'Run `countersign ledger verify`, which names every problem.',
  });
}
