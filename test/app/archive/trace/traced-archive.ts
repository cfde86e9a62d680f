import { fileEntries } from '../../../../src/app/archive/file-entries.ts';
import { KnownEntries } from '../../../../src/app/archive/trace/known-entries.ts';
import type { LedgerState } from '../../../../src/store/store.ts';
import { momentOf, type Scene } from '../../../ledger/trace/scene.ts';
import { type Bench, newLedger } from '../../stages/bench.ts';
import { archiveThese } from '../archived.ts';

/** A ledger of its own in the archive that tells this scene, filed. */
export async function archiveScene({ context, store }: Bench, { entries }: Scene): Promise<LedgerState> {
  const { ledger } = await newLedger(context);
  const archived = await archiveThese(store, ledger, entries, Date.parse(momentOf(entries.length)));
  // In batches, as the timer does it: what is filed leads on from what was.
  while ((await store.search.behind(1)).length > 0) await fileEntries({ store }, 41);
  return archived;
}

/** What is known of it: nothing yet. */
export async function knowNothing(
  { store }: Bench,
  { id }: LedgerState,
  repository: string | null = null,
): Promise<KnownEntries> {
  return await KnownEntries.open({ links: store.links, ledger: id, repository });
}
