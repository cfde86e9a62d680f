import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { deflateSync, inflateSync } from 'node:zlib';
import type { GitCommit, GitObject } from '../git-contract.ts';
import { type Answer, LineProcess } from './line-process.ts';
import {
  decodeCommit,
  decodeTree,
  hashObject,
  isObjectType,
  type ObjectType,
  type Oid,
  type RawTreeEntry,
} from './object-format.ts';

const CACHED_OBJECT_BYTES = 256 * 1024;
const CACHE_BYTES = 64 * 1024 * 1024;

/**
 * The objects of one repository network (a repository and its forks share one directory, as on GitHub). Objects are
 * written as loose files by this process, which costs no git process; what is not loose (it came in a pack) is read
 * through `git cat-file --batch`. Nothing here ever deletes an object, so what was read once stays true.
 */
export class ObjectStore {
  readonly #objects: string;
  readonly #batch: LineProcess;
  readonly #cache = new Map<Oid, GitObject>();
  readonly #commits = new Map<Oid, GitCommit>();
  readonly #trees = new Map<Oid, readonly RawTreeEntry[]>();
  #cachedBytes = 0;
  #written = 0;

  constructor(gitDirectory: string) {
    this.#objects = path.join(gitDirectory, 'objects');
    this.#batch = new LineProcess(gitDirectory, ['cat-file', '--batch']);
  }

  /** The object, or null when the repository network does not have it. */
  async read(oid: Oid): Promise<GitObject | null> {
    if (!/^[0-9a-f]{40}$/.test(oid)) return null;
    const known = this.#cache.get(oid) ?? this.#readLoose(oid);
    if (known !== null) return known;
    const read = await this.#batch.ask(`${oid}\n`, readBatchAnswer);
    if (read !== null) this.#remember(oid, read);
    return read;
  }

  async has(oid: Oid): Promise<boolean> {
    return this.#commits.has(oid) || this.#trees.has(oid) || (await this.read(oid)) !== null;
  }

  /** The parsed commit, or null when there is no such object or it is no commit (tags are followed). */
  async commit(oid: Oid): Promise<GitCommit | null> {
    const known = this.#commits.get(oid);
    if (known !== undefined) return known;
    const object = await this.read(oid);
    if (object?.type === 'tag') return this.commit(object.bytes.toString('latin1', 7, 47));
    if (object?.type !== 'commit') return null;
    const commit = decodeCommit(oid, object.bytes);
    this.#commits.set(oid, commit);
    return commit;
  }

  async tree(oid: Oid): Promise<readonly RawTreeEntry[] | null> {
    const known = this.#trees.get(oid);
    if (known !== undefined) return known;
    const object = await this.read(oid);
    if (object?.type !== 'tree') return null;
    const entries = decodeTree(object.bytes);
    this.#trees.set(oid, entries);
    return entries;
  }

  /** Stores the object (at once, readable by git when this returns) and gives its id. */
  write(type: ObjectType, bytes: Buffer): Oid {
    const oid = hashObject(type, bytes);
    if (this.#cache.has(oid)) return oid;
    const folder = path.join(this.#objects, oid.slice(0, 2));
    const file = path.join(folder, oid.slice(2));
    const temporary = path.join(this.#objects, `tmp_obj_${process.pid}_${this.#written++}`);
    writeFileSync(
      temporary,
      deflateSync(Buffer.concat([Buffer.from(`${type} ${bytes.length}\0`), bytes]), { level: 1 }),
      { mode: 0o444 },
    );
    try {
      renameSync(temporary, file);
    } catch {
      mkdirSync(folder, { recursive: true });
      renameSync(temporary, file);
    }
    this.#remember(oid, { type, oid, bytes });
    return oid;
  }

  close(): void {
    this.#batch.close();
  }

  #readLoose(oid: Oid): GitObject | null {
    let packed: Buffer;
    try {
      packed = readFileSync(path.join(this.#objects, oid.slice(0, 2), oid.slice(2)));
    } catch {
      return null;
    }
    const raw = inflateSync(packed);
    const end = raw.indexOf(0);
    const type = raw.toString('latin1', 0, raw.indexOf(0x20));
    if (!isObjectType(type)) return null;
    const object = { type, oid, bytes: raw.subarray(end + 1) };
    this.#remember(oid, object);
    return object;
  }

  #remember(oid: Oid, object: GitObject): void {
    if (object.bytes.length > CACHED_OBJECT_BYTES || this.#cache.has(oid)) return;
    this.#cache.set(oid, object);
    this.#cachedBytes += object.bytes.length;
    for (const [oldest, dropped] of this.#cache) {
      if (this.#cachedBytes <= CACHE_BYTES) break;
      this.#cache.delete(oldest);
      this.#cachedBytes -= dropped.bytes.length;
    }
  }
}

/** `<oid> <type> <size>\n<bytes>\n`, or `<oid> missing\n`. */
function readBatchAnswer(received: Buffer): Answer<GitObject | null> | number {
  const newline = received.indexOf(0x0a);
  if (newline < 0) return received.length + 1;
  const [oid = '', type, size] = received.toString('latin1', 0, newline).split(' ');
  if (size === undefined || type === undefined || !isObjectType(type)) return { answer: null, length: newline + 1 };
  const end = newline + 1 + Number(size);
  if (received.length < end + 1) return end + 1;
  return {
    answer: { type, oid, bytes: Buffer.from(received.subarray(newline + 1, end)) },
    length: end + 1,
  };
}
