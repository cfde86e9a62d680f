import { evidenceMessage } from '../../ledger/evidence-branch.ts';
import type { EvidenceLease } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { LedgerBranch } from '../ports.ts';
import { sortFiles } from './evidence-files.ts';

/** Paths in one commit that only deletes. */
const MOST_DELETIONS = 2_000;

/**
 * Takes away what must not stand on the branch. What is nobody's goes with a commit on top. Erased pieces go from the
 * history too: the branch is replaced by one commit without parents, the only time that a branch of ours is forced. If we
 * die after it, the comparison finds everything as it should be.
 */
export async function tidyEvidence(
  context: Context,
  lease: EvidenceLease,
  branch: LedgerBranch,
): Promise<EvidenceLease> {
  const head = lease.head === null ? null : await tidy(context, lease, { branch, head: lease.head });
  const at = context.clock.now();
  const { isWhole } = head ?? { isWhole: true };
  const tidied = { head: head?.oid ?? null, at, digests: [], purged: lease.purge && isWhole, tidied: isWhole };
  await context.store.evidence.publish(lease, tidied);
  return { ...lease, head: tidied.head, purge: lease.purge && !isWhole, untidy: !isWhole };
}

interface Tidied {
  readonly oid: string;
  /** Nothing is left to take away. */
  readonly isWhole: boolean;
}

async function tidy(
  context: Context,
  lease: EvidenceLease,
  at: { readonly branch: LedgerBranch; readonly head: string },
): Promise<Tidied> {
  const { branch, head } = at;
  const { erased, strays, fixed } = await sortFiles(context, lease, at);
  const deletions = [...erased, ...strays].slice(0, MOST_DELETIONS);
  const isWhole = deletions.length === erased.length + strays.length;
  const change = { additions: fixed, deletions, expectedHead: head };
  if (lease.purge || erased.length > 0) {
    const oid = await branch.replace({ ...change, message: evidenceMessage('erased', erased.length) });
    context.log.info({ ledger: lease.ledger.id, pieces: erased.length, head: oid }, 'The evidence branch was replaced');
    return { oid, isWhole };
  }
  if (deletions.length + fixed.length === 0) return { oid: head, isWhole };
  return { oid: await branch.commit({ ...change, message: evidenceMessage('tidied') }), isWhole };
}
