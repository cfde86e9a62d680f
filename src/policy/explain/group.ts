import type { Explanation } from '../explanation.ts';
import { countOf, list, say } from './words.ts';

/** One pull request of a merge group, explained. `isHeld`: it waits for people, who cannot be waited for in a queue. */
export interface ExplainedMember {
  readonly number: number;
  readonly isHeld: boolean;
  readonly explanation: Explanation;
}

/** What is said of the group as a whole, before its pull requests are explained one by one. */
export function explainGroup(members: readonly ExplainedMember[], result: Explanation['result']): Explanation {
  const open = members.filter(({ explanation }) => explanation.result !== 'allow');
  const blocking = open.filter(({ explanation, isHeld }) => isHeld || explanation.result !== 'pending');
  return {
    title: titleOf(members, { open, blocking }),
    result,
    steps: blocking.length === 0 ? [] : [{ sentence: stepOf(blocking), commands: [] }],
    rows: [],
    details: [],
    notes: [],
    annotations: [],
  };
}

interface Sorted {
  readonly open: readonly ExplainedMember[];
  readonly blocking: readonly ExplainedMember[];
}

function titleOf(members: readonly ExplainedMember[], { open, blocking }: Sorted): string {
  if (blocking.length > 0) return `Blocked: ${nameOf(blocking)} in this group`;
  return open.length > 0
    ? `Waiting for checks of ${nameOf(open)} in this group`
    : `Allowed: ${nameOf(members)} in this group`;
}

function nameOf(members: readonly ExplainedMember[]): string {
  return members.length === 1 ? `#${members[0]?.number}` : countOf(members.length, 'pull request');
}

function stepOf(blocking: readonly ExplainedMember[]): Explanation['steps'][number]['sentence'] {
  const names = list(blocking.map(({ number }) => ({ text: `#${number}` })));
  const what = blocking.length === 1 ? 'its own page' : 'their own pages';
  return say(
    'What is missing for ',
    names,
    ` is put right on ${what}; then GitHub can queue `,
    blocking.length === 1 ? 'it' : 'them',
    ' again.',
  );
}
