import type { EvidenceLease } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { LedgerBranch } from '../ports.ts';
import { compareFirst } from './compare-first.ts';
import { type SortedFiles, sortFiles } from './evidence-files.ts';
import { strangersSince } from './evidence-ours.ts';
import { type Repair, sayRepair } from './repair.ts';

/**
 * Is the branch at the commit that we left? Otherwise every file is compared with the database: what is lost waits again
 * and comes back with the next batches, what the database lost is to be read, and what is nobody's is to go. Commits of
 * ours are found to be ours, whether their answer was lost or the database went back. Whatever somebody else did is said
 * before anything is put right.
 */
export async function compareEvidence(
  context: Context,
  lease: EvidenceLease,
  branch: LedgerBranch,
): Promise<EvidenceLease> {
  const head = await branch.head();
  if (head === lease.head) return lease;
  const sorted = await sortFiles(context, lease, { branch, head });
  const hand = await findHand(context, lease, { branch, head, sorted });
  const { present, lost, unknown, gone, erased, strays, fixed } = sorted;
  if (hand !== null) {
    const restored = lost.length + erased.length + strays.length;
    // Nobody is accused on the word of a copy that may be old.
    await branch.assertHead(head);
    // A database that was lost knows only then whether this ledger has begun.
    const ledger = await compareFirst(context, lease.ledger);
    await sayRepair(context, ledger, { ...hand, before: lease.head, found: head, restored });
  }
  for (const digest of gone) {
    context.log.error(
      { ledger: lease.ledger.id, evidence: digest },
      'A piece of evidence is lost: it is nowhere any more',
    );
    await context.store.evidence.adopt(lease, digest, null);
  }
  const untidy = head !== null && erased.length + strays.length + fixed.length > 0;
  await context.store.evidence.compared(lease, { head, present, lost, unknown, untidy });
  return { ...lease, head, untidy: lease.untidy || untidy };
}

interface Found {
  readonly branch: LedgerBranch;
  readonly head: string | null;
  readonly sorted: SortedFiles;
}

/** What somebody else did; null: nobody did anything. */
async function findHand(
  context: Context,
  lease: EvidenceLease,
  { branch, head, sorted }: Found,
): Promise<Pick<Repair, 'code' | 'commits'> | null> {
  const { lost, erased, strays, unknown, present } = sorted;
  if (head === null) return { code: 'evidence.deleted', commits: [] };
  const isStrange = lost.length + erased.length + strays.length > 0;
  // Where we knew of no branch, either the answer to its birth was lost, or the database was.
  if (lease.head === null) return isStrange ? { code: 'evidence.replaced', commits: [head] } : null;
  const since = await branch.between(lease.head, head);
  // We were about to tidy it, or to replace it, and so it is: the answer was lost.
  const isTidied = (lease.untidy || lease.purge) && !isStrange && present.length + unknown.length === 0;
  if (isTidied && (since === null ? lease.purge || lease.untidy : since.length === 1)) return null;
  if (since === null) return { code: 'evidence.replaced', commits: [head] };
  const commits = await strangersSince(context, lease, { branch, before: lease.head, since, present, unknown });
  if (lost.length > 0) return { code: 'evidence.changed', commits };
  return commits.length > 0 ? { code: 'evidence.commit-added', commits } : null;
}
