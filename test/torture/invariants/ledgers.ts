import { createPrivateKey } from 'node:crypto';
import { ledgerKeys } from '../../../src/app/ledger-keys.ts';
import { runCli } from '../../cli/test-io.ts';
import type { Book } from '../book.ts';
import type { Scene } from '../scene.ts';
import type { Broken } from './broken.ts';

export interface Kept {
  readonly repository: string;
  readonly gitDir: string;
  readonly book: Book;
  /** Every head that the branch was ever seen at. */
  readonly seen: ReadonlySet<string>;
}

/**
 * `countersign ledger verify` finds nothing, in the history of the branch neither; and every head that was ever seen is
 * still part of that history, so that each checkpoint that anybody may have read is one which this log grew from.
 */
export async function checkLedger(
  { github, ledgerKey }: Scene,
  { repository, gitDir, book, seen }: Kept,
): Promise<readonly Broken[]> {
  const origin = `${new URL(github.url).host}/${repository}`;
  const key = ledgerKeys(createPrivateKey(ledgerKey)).vkey(origin);
  const { out, err } = await runCli(['ledger', 'verify', gitDir, '--key', key, '--format', 'json']);
  const broken = (message: string): Broken => ({ invariant: 'ledgers', about: repository, message });
  if (out === '') return [broken(`verify says nothing: ${err}`)];
  const { problems, size } = JSON.parse(out) as { readonly problems: readonly object[]; readonly size: number | null };
  const known = new Set(book.commits.map(({ oid }) => oid));
  return [
    ...problems.map((problem) => broken(`verify: ${JSON.stringify(problem)}`)),
    ...(size === book.entries.length
      ? []
      : [broken(`verify counts ${size} entries, the files ${book.entries.length}`)]),
    ...[...seen].filter((oid) => !known.has(oid)).map((oid) => broken(`the branch was seen at ${oid}, and it is gone`)),
  ];
}
