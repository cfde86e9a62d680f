import { numberOf } from '../finding-data.ts';
import type { LayerVerdict, Verdict } from '../verdict.ts';
import { missingOf, summaryOf } from './approval-data.ts';
import { observedTitle } from './enforcement.ts';
import { findExplainer } from './explainers.ts';
import type { Leaf } from './leaves.ts';
import { findReasons, isOpen, type RuleContext } from './rule.ts';
import { nameSubject } from './subject-words.ts';
import { countOf, shortOid, toPlain } from './words.ts';

/** What GitHub shows of a check's title before it cuts. */
export const TITLE_LIMIT = 70;

/** A verb, a number, who. */
export function makeTitle(verdict: Verdict, rules: readonly RuleContext[]): string {
  if (verdict.none) return 'No policy applies here';
  if (verdict.result === 'allow') return observedTitle(verdict) ?? allowed(rules);
  const verb = verdict.result === 'pending' ? 'Waiting for' : 'Blocked:';
  const problem = verdict.layers.flatMap(describeProblem)[0];
  if (problem !== undefined) return fit([`${verb} ${problem}`]);
  const blocking = rules
    .filter(({ rule }) => rule.enforce === 'block' && isOpen(rule))
    .toSorted((a, b) => weight(a) - weight(b));
  const [main] = blocking;
  if (main === undefined) return `${verb} no rule of the policy applies to this ${nameSubject(verdict.kind)}`;
  // A second rule that waits for the same thing is no second thing to do.
  const others = blocking.filter((rule) => mainCondition(rule) !== mainCondition(main)).length;
  const more = others > 0 ? ` (+${others})` : '';
  const headlines = describeRule(main);
  return fit([
    ...headlines.map((headline) => `${verb} ${headline}${more}`),
    `${verb} ${countOf(blocking.length, 'rule')}`,
  ]);
}

/** What somebody has to change comes before what could not be read, and that before waiting, for more people first. */
function weight({ rule }: RuleContext): number {
  if (rule.state !== 'pending') return rule.state === 'unmet' ? -2_000 : -1_000;
  return -Math.max(
    0,
    ...findReasons(rule).map(({ outcome }) => (outcome.name === 'approved' ? missingOf(summaryOf(outcome)) : 0)),
  );
}

function mainReason(rule: RuleContext['rule']): Leaf | undefined {
  const reasons = findReasons(rule);
  return reasons.find(({ truth }) => truth === rule.state) ?? reasons[0];
}

function mainCondition({ rule }: RuleContext): string {
  return mainReason(rule)?.outcome.name ?? '';
}

function describeRule({ rule, scene }: RuleContext): readonly string[] {
  const leaf = mainReason(rule);
  const named = `“${toPlain(rule.rule)}” is not met`;
  if (leaf === undefined || leaf.negated) return [named, 'a rule is not met'];
  return [...findExplainer(leaf.outcome.name).headlines(leaf.outcome, scene), named];
}

function describeProblem({ layer, problems }: LayerVerdict): readonly string[] {
  const [first] = problems;
  if (first === undefined) return [];
  const file = layer === 'floor' ? 'the organisation’s floor' : 'the policy';
  if (first.code === 'policy.removed')
    return [`${file} was removed${first.commits[0] === undefined ? '' : ` by ${shortOid(first.commits[0])}`}`];
  if (first.code === 'policy.unreadable') return [`${file} could not be read`];
  const line = numberOf(first.data['line']);
  return [
    `${file} is invalid${line > 0 ? ` at line ${line}` : ''}${problems.length > 1 ? ` (${countOf(problems.length, 'problem')})` : ''}`,
  ];
}

function allowed(rules: readonly RuleContext[]): string {
  const met = rules.filter(({ rule }) => rule.state === 'met').length;
  const warnings = rules.filter(({ rule }) => rule.enforce === 'warn' && isOpen(rule)).length;
  return `Allowed: ${countOf(met, 'rule')} met${warnings === 0 ? '' : `, ${countOf(warnings, 'warning')}`}`;
}

/** The first that fits; else the shortest, cut. */
function fit(candidates: readonly string[]): string {
  const plain = candidates.map(toPlain);
  const found = plain.find((candidate) => candidate.length <= TITLE_LIMIT);
  if (found !== undefined) return found;
  const [shortest = ''] = plain.toSorted((a, b) => a.length - b.length);
  return `${Array.from(shortest)
    .slice(0, TITLE_LIMIT - 1)
    .join('')}…`;
}
