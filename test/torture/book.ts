import { execFileSync } from 'node:child_process';
import type { JsonObject } from '../../src/base/json.ts';

/** A ledger as its branch has it, read with git alone. */
export interface Book {
  readonly head: string;
  /** In the order of their indexes. */
  readonly entries: readonly JsonObject[];
  /** Every commit of the branch, oldest first, with the root and size that its message names. */
  readonly commits: readonly { readonly oid: string; readonly root: string | null }[];
}

export const LEDGER = 'refs/heads/countersign/ledger';

const git = (gitDir: string, ...args: readonly string[]): string =>
  execFileSync('git', ['--git-dir', gitDir, ...args], { encoding: 'utf8', maxBuffer: 2 ** 28 });

/** Null: there is no such branch. */
export function readBook(gitDir: string): Book | null {
  const head = git(gitDir, 'for-each-ref', '--format=%(objectname)', LEDGER).trim();
  if (head === '') return null;
  const paths = git(gitDir, 'ls-tree', '-r', '--name-only', head, 'bundle', 'tail').split('\n');
  const bundles = paths.filter((path) => path.endsWith('.jsonl')).toSorted();
  const tail = paths.filter((path) => path.startsWith('tail/')).toSorted((a, b) => indexOf(a) - indexOf(b));
  const texts = [...bundles, ...tail].map((path) => git(gitDir, 'cat-file', 'blob', `${head}:${path}`));
  const lines = texts.flatMap((text) => text.split('\n').filter((line) => line !== ''));
  const log = git(
    gitDir,
    'log',
    '--first-parent',
    '--reverse',
    '--format=%H %(trailers:key=Ledger-Root,valueonly,separator=)',
    head,
  );
  const commits = log
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ oid: line.slice(0, 40), root: line.slice(41).trim() || null }));
  return { head, entries: lines.map((line) => JSON.parse(line) as JsonObject), commits };
}

const indexOf = (path: string): number => Number(/(\d+)\.json$/.exec(path)?.[1]);
