import { randomBytes } from 'node:crypto';
import type { GitFileChange } from '../git-contract.ts';
import { type Answer, LineProcess } from './line-process.ts';
import type { Oid } from './object-format.ts';

const CACHED_DIFFS = 2_000;

const statuses: Readonly<Record<string, GitFileChange['status']>> = {
  A: 'added',
  C: 'copied',
  D: 'removed',
  M: 'modified',
  R: 'renamed',
  T: 'changed',
};

/**
 * Differences between trees by `git diff-tree --stdin`, with git's rename detection. A line that is no object id is
 * echoed by git after everything before it: that marks the end of an answer.
 */
export class TreeDiff {
  readonly #raw: LineProcess;
  readonly #patch: LineProcess;
  readonly #known = new Map<string, Promise<readonly GitFileChange[]>>();

  constructor(gitDirectory: string) {
    const command = ['diff-tree', '--stdin', '-r', '-M', '--full-index'];
    this.#raw = new LineProcess(gitDirectory, [...command, '-z', '--raw', '--numstat']);
    this.#patch = new LineProcess(gitDirectory, [...command, '-p', '--no-color', '--no-ext-diff']);
  }

  between(before: Oid, after: Oid, withPatch: boolean): Promise<readonly GitFileChange[]> {
    if (before === after) return Promise.resolve([]);
    const key = `${before} ${after} ${withPatch}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const computed = this.#compute(before, after, withPatch);
    this.#known.set(key, computed);
    computed.catch(() => this.#known.delete(key));
    if (this.#known.size > CACHED_DIFFS) this.#known.delete([...this.#known.keys()][0] ?? '');
    return computed;
  }

  close(): void {
    this.#raw.close();
    this.#patch.close();
  }

  async #compute(before: Oid, after: Oid, withPatch: boolean): Promise<readonly GitFileChange[]> {
    if (!withPatch) return parseRaw(await ask(this.#raw, before, after));
    const [changes, patches] = await Promise.all([this.between(before, after, false), ask(this.#patch, before, after)]);
    const parts = patches
      .toString('utf8')
      .split(/^diff --git /m)
      .slice(1);
    if (parts.length !== changes.length) throw new Error('git listed other files than it compared');
    return changes.map((change, at) => {
      const hunk = /^@@ /m.exec(parts[at] ?? '');
      return { ...change, patch: hunk === null ? null : (parts[at] ?? '').slice(hunk.index).replace(/\n$/, '') };
    });
  }
}

function ask(process: LineProcess, before: Oid, after: Oid): Promise<Buffer> {
  const header = `${before} ${after}\n`;
  const mark = `end-of-${randomBytes(12).toString('hex')}\n`;
  return process.ask(`${header}${mark}`, (received): Answer<Buffer> | number => {
    if (received.subarray(-mark.length).toString('latin1') !== mark) {
      const at = received.indexOf(mark);
      if (at < 0) return received.length + 1;
      return { answer: Buffer.from(received.subarray(header.length, at)), length: at + mark.length };
    }
    return { answer: Buffer.from(received.subarray(header.length, -mark.length)), length: received.length };
  });
}

/** `:<modes> <oids> <status>\0path[\0path]\0…` for every file, then `<added>\t<deleted>\t…` for every file. */
function parseRaw(output: Buffer): readonly GitFileChange[] {
  const fields = output.toString('utf8').split('\0');
  const files: { status: string; oid: string; path: string; previousPath: string | null }[] = [];
  let at = 0;
  while (fields[at]?.startsWith(':')) {
    const [, , before = '', after = '', status = ''] = (fields[at] ?? '').split(' ');
    const isPair = status.startsWith('R') || status.startsWith('C');
    files.push({
      status: status.slice(0, 1),
      oid: status === 'D' ? before : after,
      previousPath: isPair ? (fields[at + 1] ?? '') : null,
      path: fields[at + (isPair ? 2 : 1)] ?? '',
    });
    at += isPair ? 3 : 2;
  }
  return files.map(({ status, ...file }) => {
    const [added = '0', deleted = '0'] = (fields[at] ?? '').split('\t');
    at += file.previousPath === null ? 1 : 3;
    return {
      ...file,
      status: statuses[status] ?? 'changed',
      additions: added === '-' ? 0 : Number(added),
      deletions: deleted === '-' ? 0 : Number(deleted),
      patch: null,
    };
  });
}
