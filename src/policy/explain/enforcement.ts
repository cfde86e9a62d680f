import type { Sentence } from '../explanation.ts';
import { observing } from '../observing.ts';
import type { Enforcement, Verdict } from '../verdict.ts';
import { isOpen, type RuleContext } from './rule.ts';
import { nameSubject } from './subject-words.ts';
import { code, countOf, say } from './words.ts';

/** The title of a verdict in which nothing but observing happened; null for any other. */
export function observedTitle(verdict: Verdict): string | null {
  const observed = observing(verdict);
  if (observed === null) return null;
  return observed.wouldBlock === 0
    ? `Only observing: ${countOf(observed.rules, 'rule')} met`
    : `Only observing: would have been blocked by ${countOf(observed.wouldBlock, 'rule')}`;
}

/** That rules which are not met do not block, wherever there are any: a mark in a table is easily misread. */
export function enforcementNotes(verdict: Verdict, rules: readonly RuleContext[]): readonly Sentence[] {
  const observed = observing(verdict);
  if (observed !== null) return [describeObserving(observed.wouldBlock, verdict)];
  const warned = countOpen(rules, 'warn');
  const seen = countOpen(rules, 'observe');
  if (warned + seen === 0) return [];
  const parts = [
    ...(warned === 0 ? [] : [countOf(warned, 'warning')]),
    ...(seen === 0 ? [] : [countOf(seen, 'observed rule')]),
  ];
  return [say(`Not met, and not blocking: ${parts.join(' and ')}.`)];
}

function describeObserving(wouldBlock: number, { kind }: Verdict): Sentence {
  const every = 'Nothing is blocked here: every rule that applies only observes.';
  if (wouldBlock === 0) return say(every);
  return say(
    `${every} With `,
    code('enforce: block'),
    ` this ${nameSubject(kind)} would have been blocked by ${countOf(wouldBlock, 'rule')}.`,
  );
}

function countOpen(rules: readonly RuleContext[], enforcement: Enforcement): number {
  return rules.filter(({ rule }) => rule.enforce === enforcement && isOpen(rule)).length;
}
