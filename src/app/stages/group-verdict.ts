import type { Instant } from '../../base/clock.ts';
import { WORST_FIRST, worstOf } from '../../policy/decision.ts';
import { evaluate as judge } from '../../policy/evaluate.ts';
import { explainGroup } from '../../policy/explain/group.ts';
import { explain } from '../../policy/explain.ts';
import { waitsForPeople } from '../../policy/people-wait.ts';
import { earliest } from '../../policy/truth.ts';
import { ENGINE, type Result, type Verdict } from '../../policy/verdict.ts';
import type { GatheredMember } from './group-members.ts';
import type { JudgedAt } from './put-facts.ts';
import type { Remembered } from './remembered.ts';

export interface JudgedMember extends GatheredMember, JudgedAt {}

/** All at the same instant. */
export function judgeMembers(members: readonly GatheredMember[], at: Instant): readonly JudgedMember[] {
  return members.map((member) => {
    const { layers, facts } = member.gathered;
    return { ...member, at, verdict: judge({ layers, facts, at }) };
  });
}

/** A group is as good as the worst of its pull requests. Of none at all nothing is known. */
export function resultOf(members: readonly { readonly verdict: Pick<Verdict, 'result'> }[]): Result {
  return worstOf(members.map(({ verdict }) => verdict.result));
}

/** Fails a group at once: nobody can approve what stands in a queue, and everybody behind it waits. */
export function isFailing({ verdict }: Pick<JudgedMember, 'verdict'>): boolean {
  return verdict.result === 'deny' || verdict.result === 'unknown' || waitsForPeople(verdict);
}

/**
 * What the report stage shows. What waits for people fails, whatever the policy's `pending` says; what only machines have
 * to end is waited for.
 */
export function rememberVerdict(
  members: readonly JudgedMember[],
): Pick<Remembered, 'verdict' | 'explanation' | 'number' | 'author' | 'pending' | 'members'> {
  const result = resultOf(members);
  const explained = members
    .map(({ number, verdict, gathered }) => ({
      number,
      verdict,
      isHeld: waitsForPeople(verdict),
      explanation: explain({ verdict, facts: gathered.facts, layers: gathered.layers }),
    }))
    .toSorted((a, b) => WORST_FIRST.indexOf(a.verdict.result) - WORST_FIRST.indexOf(b.verdict.result));
  return {
    verdict: {
      engine: ENGINE,
      kind: 'merge_group',
      result,
      none: members.every(({ verdict }) => verdict.none),
      layers: [],
      validUntil: earliest(members.map(({ verdict }) => verdict.validUntil)),
    },
    explanation: explainGroup(explained, result),
    number: null,
    author: null,
    pending: explained.some(({ isHeld }) => isHeld) ? 'failure' : 'in_progress',
    members: explained.map(({ number, verdict, explanation }) => ({ number, verdict, explanation })),
  };
}
