import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { type Answer, LineProcess } from './line-process.ts';
import { type Oid, ZERO_OID } from './object-format.ts';

interface Update {
  /** Fully qualified: `refs/heads/main`. */
  readonly name: string;
  /** Forty zeros delete the ref. */
  readonly after: Oid;
  /** What the ref must point to now; forty zeros: it must not exist; left out: anything. */
  readonly before?: Oid;
}

/**
 * The refs of one repository. Reads look at the files, so they see at once what a `git push` in another process did.
 * Writes go through one `git update-ref --stdin`: all updates of a call happen, or none.
 */
export class RefStore {
  readonly #directory: string;
  #writer: LineProcess;
  #packed: { readonly stamp: string; readonly refs: ReadonlyMap<string, Oid> } = { stamp: '', refs: new Map() };
  #queue: Promise<unknown> = Promise.resolve();

  constructor(gitDirectory: string) {
    this.#directory = gitDirectory;
    this.#writer = new LineProcess(gitDirectory, ['update-ref', '--stdin']);
  }

  /** What the fully qualified ref points to, or null. */
  resolve(name: string): Oid | null {
    if (!isRefName(name)) return null;
    return this.#loose(name) ?? this.#readPacked().get(name) ?? null;
  }

  /** The full name of the default branch, which need not exist. */
  head(): string {
    return readFileSync(path.join(this.#directory, 'HEAD'), 'utf8')
      .trim()
      .replace(/^ref: /, '');
  }

  /** Refs whose names begin with the prefix, in the order of their names. */
  list(prefix = 'refs/'): readonly { readonly name: string; readonly oid: Oid }[] {
    const found = new Map<string, Oid>([...this.#readPacked()].filter(([name]) => name.startsWith(prefix)));
    const walk = (folder: string): void => {
      for (const entry of readFolder(path.join(this.#directory, folder))) {
        const name = `${folder}/${entry.name}`;
        if (entry.isDirectory()) {
          if (`${name}/`.startsWith(prefix) || prefix.startsWith(`${name}/`)) walk(name);
        } else if (name.startsWith(prefix) && !name.endsWith('.lock')) {
          const oid = this.#loose(name);
          if (oid !== null) found.set(name, oid);
        }
      }
    };
    walk('refs');
    return [...found].map(([name, oid]) => ({ name, oid })).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Null when everything was updated; otherwise git's reason, and nothing was updated. */
  update(updates: readonly Update[]): Promise<string | null> {
    const result = this.#queue.then(async () => {
      if (updates.some((each) => !isRefName(each.name))) return 'invalid ref name';
      // A process that lives long may remember refs that a push has deleted since: only a fresh one's "no" counts.
      const refused = await this.#transact(updates);
      return refused === null ? null : this.#transact(updates);
    });
    this.#queue = result;
    return result;
  }

  close(): void {
    this.#writer.close();
  }

  async #transact(updates: readonly Update[]): Promise<string | null> {
    const lines = updates.map(({ name, after, before }) => {
      if (before === ZERO_OID && after === ZERO_OID) return `verify ${name} ${ZERO_OID}\n`;
      if (after === ZERO_OID) return `delete ${name}${before === undefined ? '' : ` ${before}`}\n`;
      return `update ${name} ${after}${before === undefined ? '' : ` ${before}`}\n`;
    });
    try {
      await this.#writer.ask(`start\n${lines.join('')}prepare\ncommit\n`, readCommitted);
      return null;
    } catch (error) {
      this.#writer = new LineProcess(this.#directory, ['update-ref', '--stdin']);
      return error instanceof Error ? error.message : String(error);
    }
  }

  #loose(name: string): Oid | null {
    let text: string;
    try {
      text = readFileSync(path.join(this.#directory, name), 'latin1').trim();
    } catch {
      return null;
    }
    return text.startsWith('ref: ') ? this.resolve(text.slice(5)) : text || null;
  }

  #readPacked(): ReadonlyMap<string, Oid> {
    const file = path.join(this.#directory, 'packed-refs');
    const stat = statSync(file, { throwIfNoEntry: false });
    const stamp = stat === undefined ? '' : `${stat.ino} ${stat.size} ${stat.mtimeMs}`;
    if (stamp === this.#packed.stamp) return this.#packed.refs;
    const refs = new Map<string, Oid>();
    if (stamp !== '') {
      for (const line of readFileSync(file, 'utf8').split('\n')) {
        if (/^[0-9a-f]{40} /.test(line)) refs.set(line.slice(41), line.slice(0, 40));
      }
    }
    this.#packed = { stamp, refs };
    return refs;
  }
}

/** The rules of git-check-ref-format that keep a name inside `refs/` and on one line. */
export function isRefName(name: string): boolean {
  if (!/^refs\/[^/]+(\/[^/]+)*$/.test(name)) return false;
  if (/[\0-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\.|\.lock(\/|$)|\.$/.test(name)) return false;
  return name.split('/').length >= 2;
}

function readFolder(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function readCommitted(received: Buffer): Answer<true> | number {
  const end = received.indexOf('commit: ok\n');
  return end < 0 ? received.length + 1 : { answer: true, length: end + 'commit: ok\n'.length };
}
