import { callOn, type Repository } from './git.ts';
import { readLines } from './lines.ts';
import { streamGit } from './process.ts';

/** One commit of a history with what it changed against its first parent; a root commit against nothing. */
export interface HistoryStep {
  readonly oid: string;
  readonly parents: readonly string[];
  readonly changes: readonly BlobChange[];
}

export interface BlobChange {
  readonly path: string;
  /** Of the file afterwards; all zeros when it was deleted. */
  readonly oid: string;
  /** Of the file before; all zeros when it is new. */
  readonly previousOid: string;
  readonly mode: string;
  /** git's: A added, M modified, D deleted, T type changed. */
  readonly letter: string;
}

/**
 * The line of first parents that ends at `tip`, oldest first, with the blobs that each commit changed: two git processes
 * for the whole history, however long it is. A grafted end (a shallow clone) is told like a root commit.
 */
export async function* readHistory(repository: Repository, tip: string): AsyncGenerator<HistoryStep> {
  const parents = new Map<string, readonly string[]>();
  const listed = streamGit(
    callOn(repository, ['rev-list', '--topo-order', '--reverse', '--first-parent', '--parents', tip, '--']),
  );
  async function* remember(): AsyncGenerator<string> {
    for await (const line of readLines(listed, '\n')) {
      const [oid = '', ...its] = line.split(' ');
      parents.set(oid, its);
      yield `${oid}\n`;
    }
  }
  const args = [
    'diff-tree',
    '--stdin',
    '--always',
    '-r',
    '-z',
    '--root',
    '--raw',
    '--no-abbrev',
    '--no-renames',
    '--diff-merges=first-parent',
    '--no-ext-diff',
  ];
  let step: { oid: string; changes: BlobChange[] } | null = null;
  const finish = (done: { oid: string; changes: BlobChange[] }): HistoryStep => {
    const its = parents.get(done.oid) ?? [];
    parents.delete(done.oid);
    return { ...done, parents: its };
  };
  let header: string | null = null;
  for await (const field of readLines(streamGit({ ...callOn(repository, args), input: remember() }), '\0')) {
    if (header !== null) {
      const [, mode = '', previousOid = '', oid = '', letter = 'X'] = header.split(' ');
      step?.changes.push({ path: field, mode, previousOid, oid, letter: letter.charAt(0) });
      header = null;
    } else if (field.startsWith(':')) header = field;
    else {
      if (step !== null) yield finish(step);
      step = { oid: field.trim(), changes: [] };
    }
  }
  if (step !== null) yield finish(step);
}
