import { callOn, type Repository } from './git.ts';
import { readLines } from './lines.ts';
import { streamGit } from './process.ts';

/** One commit of a history with what it changed against its first parent; a root commit against nothing. */
export interface HistoryStep {
  readonly oid: string;
  readonly parents: readonly string[];
  /** As UTF-8; what cannot be decoded is U+FFFD. */
  readonly message: string;
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

/** Ends with the message: no other field can begin like it, because paths are counted and all else begins with a colon. */
const FORMAT = 'commit %H%n%P%n%B';

/**
 * The line of first parents that ends at `tip`, oldest first, with the blobs that each commit changed: two git processes
 * for the whole history, however long it is. A grafted end (a shallow clone) is told like a root commit.
 */
export async function* readHistory(repository: Repository, tip: string): AsyncGenerator<HistoryStep> {
  const listed = streamGit(callOn(repository, ['rev-list', '--topo-order', '--reverse', '--first-parent', tip, '--']));
  async function* lines(): AsyncGenerator<string> {
    for await (const chunk of listed) yield chunk.toString('latin1');
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
    '--no-notes',
    '--encoding=UTF-8',
    `--format=${FORMAT}`,
  ];
  let step: ReturnType<typeof readHead> | null = null;
  let header: string | null = null;
  for await (const field of readLines(streamGit({ ...callOn(repository, args), input: lines() }), '\0')) {
    if (header !== null) {
      const [, mode = '', previousOid = '', oid = '', letter = 'X'] = header.split(' ');
      step?.changes.push({ path: field, mode, previousOid, oid, letter: letter.charAt(0) });
      header = null;
    } else if (/^\n?:/.test(field)) header = field;
    else {
      if (step !== null) yield step;
      step = readHead(field);
    }
  }
  if (step !== null) yield step;
}

function readHead(field: string): HistoryStep & { readonly changes: BlobChange[] } {
  const [, oid = '', parents = '', message = ''] = /^commit ([0-9a-f]+)\n([^\n]*)\n(.*)$/s.exec(field) ?? [];
  return { oid, parents: parents === '' ? [] : parents.split(' '), message, changes: [] };
}
