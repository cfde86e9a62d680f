import { commitTerm, term } from '../../../ledger/entry-terms.ts';
import type { Shipped } from '../../../ledger/trace/may-ship.ts';
import { commitsFrom } from '../../../ledger/trace/scope.ts';
import type { KnownEntries } from './known-entries.ts';

/** Reads every entry that names what is to ship. */
export async function gatherShipping(known: KnownEntries, shipped: Shipped): Promise<void> {
  if (shipped.is === 'commit') {
    const { prefix } = shipped;
    await known.named([commitTerm(prefix)], (entry) => commitsFrom(prefix, [entry]).size > 0);
  } else {
    const { sha256 } = shipped;
    await known.named([term('artifact', sha256)], ({ artifacts }) => artifacts.includes(sha256));
  }
}
