import { Fault } from '../base/fault.ts';
import { callOn, type Repository } from './git.ts';
import { readLines } from './lines.ts';
import { streamGit } from './process.ts';

export interface ChangedFile {
  /** Bytes that are not UTF-8 are U+FFFD. */
  readonly path: string;
  /** Before a rename. */
  readonly previousPath: string | null;
  readonly change: 'added' | 'modified' | 'deleted' | 'renamed' | 'copied' | 'changed';
  /** Lines; 0 for binary files, as git counts them. */
  readonly additions: number;
  readonly deletions: number;
}

/** git's letters: T is a change of type (a file that became a link), which GitHub calls "changed". */
const LETTERS: Readonly<Record<string, ChangedFile['change']>> = {
  A: 'added',
  M: 'modified',
  D: 'deleted',
  R: 'renamed',
  C: 'copied',
  T: 'changed',
};

/**
 * What differs between two commits or trees, renames found as git finds them by default (half of the content alike).
 * Above `diff.renameLimit` files a rename is told as a deletion and an addition: both paths stand there either way.
 */
export async function listChanges(repository: Repository, from: string, to: string): Promise<readonly ChangedFile[]> {
  const args = ['diff-tree', '-r', '-z', '-M', '--raw', '--numstat', '--no-ext-diff', '--no-textconv', from, to, '--'];
  return parseChanges(readLines(streamGit(callOn(repository, args)), '\0'));
}

/** Reads `--raw --numstat -z`: first every file with its letter, then every file with its counts, in the same order. */
export async function parseChanges(fields: AsyncIterable<string>): Promise<readonly ChangedFile[]> {
  const files: ChangedFile[] = [];
  const reader = fields[Symbol.asyncIterator]();
  const next = async (): Promise<string> => {
    const { done, value } = await reader.next();
    if (done === true) throw new Fault('git.failed', 'git diff-tree ended in the middle of a file');
    return value;
  };
  let counted = 0;
  for (let item = await reader.next(); item.done !== true; item = await reader.next()) {
    const field = item.value;
    if (field.startsWith(':')) {
      const letter = field.split(' ')[4]?.charAt(0) ?? '';
      const previousPath = letter === 'R' || letter === 'C' ? await next() : null;
      files.push({
        path: await next(),
        previousPath,
        change: LETTERS[letter] ?? 'changed',
        additions: 0,
        deletions: 0,
      });
      continue;
    }
    // A path may hold tabs itself. None at all: a rename, whose two paths follow as fields of their own.
    const [, additions = '', deletions = '', path = ''] = /^([^\t]*)\t([^\t]*)\t(.*)$/s.exec(field) ?? [];
    if (path === '') {
      await next();
      await next();
    }
    const file = files[counted];
    if (file === undefined) throw new Fault('git.failed', 'git diff-tree counted a file that it did not name');
    files[counted] = { ...file, additions: Number(additions) || 0, deletions: Number(deletions) || 0 };
    counted += 1;
  }
  return files;
}
