import type { Case } from './condition.ts';
import { findCondition } from './conditions/registry.ts';
import type { ConditionNode } from './policy.ts';
import { allOf, anyOf, earliest, negate } from './truth.ts';
import type { Outcome } from './verdict.ts';

/** Judges a condition or a combination of them. Every part is looked at, so that a "no" names all its reasons. */
export function judgeNode(node: ConditionNode, judged: Case): Outcome {
  if (node.op === 'test') return judgeTest(node, judged);
  const parts = node.op === 'not' ? [judgeNode(node.part, judged)] : node.parts.map((part) => judgeNode(part, judged));
  const truths = parts.map(({ truth }) => truth);
  const truth = node.op === 'all' ? allOf(truths) : node.op === 'any' ? anyOf(truths) : negate(allOf(truths));
  return { name: node.op, truth, findings: [], parts, validUntil: earliest(parts.map(({ validUntil }) => validUntil)) };
}

function judgeTest({ name, settings }: Extract<ConditionNode, { op: 'test' }>, judged: Case): Outcome {
  const condition = findCondition(name);
  if (condition !== undefined) return condition.judge(settings, judged);
  // Parsing refuses unknown words; a policy from elsewhere must not pass because of one.
  const finding = { code: 'condition.unknown', truth: 'unknown', commits: [], data: { name } } as const;
  return { name, truth: 'unknown', findings: [finding], parts: [], validUntil: null };
}
