import { Fault } from '../../base/fault.ts';
import type { Subject } from '../../ledger/terms.ts';
import { groupDecisionOf } from '../../policy/decision.ts';
import type { Context } from '../context.ts';
import type { OpenGroup } from '../open-groups.ts';
import { pullRequestSubject } from '../subject.ts';
import { type DraftOn, draftEntryOn, type SubjectDraft } from './decision.ts';
import { type EvidenceBox, toJson } from './evidence.ts';
import type { JudgedMember } from './group-verdict.ts';
import { putFacts } from './put-facts.ts';

interface JudgedGroup extends Pick<DraftOn, 'ledger' | 'subject' | 'guids' | 'versions'> {
  readonly about: Subject;
  readonly group: OpenGroup;
  readonly members: readonly JudgedMember[];
}

/**
 * One entry for the whole group: the number, the verdict and the findings of each pull request. Their facts are kept as
 * those of a pull request are, beside them, so that what did not change since it was judged there is stored once; the
 * document that the entry commits to names them.
 */
export async function draftGroupEntry(
  context: Context,
  { about, group, members, ...judged }: JudgedGroup,
  open: (scope: string) => EvidenceBox,
): Promise<SubjectDraft> {
  const named: { readonly number: number; readonly head: string; readonly facts: string }[] = [];
  for (const { number, head, gathered, ...judgedAt } of members) {
    const subject = pullRequestSubject(judged.subject, number);
    named.push({
      number,
      head,
      facts: await putFacts({ ledger: judged.ledger, subject, open, versions: judged.versions }, gathered, judgedAt),
    });
  }
  const { head, base, baseOid } = group;
  const document = { kind: 'merge_group', head, base, baseOid, members: named };
  const digest = await open(judged.subject.key).put('group', toJson(document));
  const [first] = members;
  if (first === undefined) throw new Fault('internal.bug', 'a group of nothing is not decided');
  return await draftEntryOn(context, {
    ...judged,
    about,
    gathered: first.gathered,
    evidence: [{ uri: 'urn:countersign:evidence:group', digest: { sha256: digest } }],
    said: groupDecisionOf(members),
  });
}
