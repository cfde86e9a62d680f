import type { Entry } from '../../ledger/entry.ts';
import { evidenceOf } from '../../ledger/evidence-names.ts';
import { EVIDENCE_BRANCH, paths } from '../../ledger/layout.ts';
import type { Subject } from '../../ledger/terms.ts';
import type { Evidence, LedgerState } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { readContent } from './evidence-read.ts';
import { subjectText } from './known-policies.ts';

/**
 * What a lost database needs at once of the evidence branch: the policies in force, and what their names meant. Without it
 * a name could be somebody else's from now on, and every policy would seem to be a new version. The rest is read bit by bit.
 */
export async function adoptPolicyEvidence(
  context: Context,
  ledger: LedgerState,
  entries: readonly Entry[],
): Promise<void> {
  const policies = entries.filter(({ kind }) => kind === 'policy');
  const newest = new Map(policies.map((entry) => [subjectOf(entry), entry]));
  if (newest.size === 0) return;
  const branch = context.forge.ledgerBranch(ledger, EVIDENCE_BRANCH);
  const head = await branch.head();
  const pieces: Evidence[] = [];
  for (const [subject, { statement }] of newest) {
    for (const { as, digest } of evidenceOf(statement)) {
      const bytes = head === null ? null : await branch.read(head, paths.evidence(digest));
      const content = readContent(digest, bytes);
      if (content === null)
        context.log.warn({ ledger: ledger.id, evidence: digest, as }, 'A document of a policy in force is lost');
      else pieces.push({ digest, ...content, subject, part: as });
    }
  }
  await context.store.evidence.restore(ledger.id, pieces);
}

function subjectOf({ statement }: Entry): string {
  const [subject] = statement['subject'] as unknown as readonly Subject[];
  return subject === undefined ? '' : subjectText(subject);
}
