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
 * The line of first parents that ends at `tip`, oldest first, with the blobs that each commit changed: one git process
 * for the whole history, however long it is. A grafted end (a shallow clone) is told like a root commit. `log` is made
 * for people: whatever a repository's settings could change of its answer is said here.
 */
export async function* readHistory(repository: Repository, tip: string): AsyncGenerator<HistoryStep> {
  const args = [
    'log',
    '--reverse',
    '--first-parent',
    '-r',
    '-z',
    '--root',
    '--raw',
    '--no-abbrev',
    '--no-renames',
    '--no-relative',
    '--ignore-submodules=none',
    '--diff-merges=first-parent',
    '--no-ext-diff',
    '--no-notes',
    '--no-mailmap',
    '--no-decorate',
    '--no-color',
    '--no-show-signature',
    '--encoding=UTF-8',
    `--format=${FORMAT}`,
    tip,
    '--',
  ];
  let step: ReturnType<typeof readHead> | null = null;
  let header: string | null = null;
  for await (const field of readLines(streamGit(callOn(repository, args)), '\0')) {
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
