import { findCondition } from '../../policy/conditions/registry.ts';
import type { ConditionNode, Policy } from '../../policy/policy.ts';
import type { Outcome } from '../../policy/verdict.ts';

/** Marks a condition that only GitHub can answer. No policy file can hold such a name; people may read it. */
const ELSEWHERE = ' (only on GitHub)';

/**
 * The policy as it can be judged from a repository alone: every condition that needs reviews, people, pushers, alerts or
 * what was deployed is replaced by one that the engine does not know, and what it does not know is never met. The truth
 * table is the engine's own, so `any` with another condition that holds is met all the same.
 */
export function localizePolicy(policy: Policy, options: { readonly isBaseKnown: boolean }): Policy {
  const localize = (node: ConditionNode): ConditionNode => {
    if (node.op === 'not') return { ...node, part: localize(node.part) };
    if (node.op !== 'test') return { ...node, parts: node.parts.map(localize) };
    return isLocal(node, policy, options) ? node : { ...node, name: `${node.name}${ELSEWHERE}` };
  };
  const rules = policy.rules.map((rule) => ({
    ...rule,
    when: rule.when === null ? null : localize(rule.when),
    require: localize(rule.require),
  }));
  return { ...policy, rules };
}

function isLocal(
  { name, settings }: Extract<ConditionNode, { op: 'test' }>,
  policy: Policy,
  { isBaseKnown }: { readonly isBaseKnown: boolean },
): boolean {
  // A range between two ids does not say which branch it wants to reach.
  if (name === 'base') return isBaseKnown;
  const condition = findCondition(name);
  // Nobody knows here when GitHub will have it judged.
  if (condition === undefined || name === 'within' || condition.watches.includes('deployments')) return false;
  if (condition.watches.includes('alerts')) return false;
  const needs = condition.needs(settings, policy);
  return !needs.reviews && !needs.pushers && needs.users.length === 0 && needs.teams.length === 0;
}

/** The conditions of an outcome that nobody could judge here, as the policy file names them, each once. */
export function findUnjudged(outcome: Outcome | null): readonly string[] {
  if (outcome === null) return [];
  const inner = outcome.parts.flatMap(findUnjudged);
  const isOpen = outcome.parts.length === 0 && outcome.truth === 'unknown';
  return [...new Set([...(isOpen ? [nameInFile(outcome)] : []), ...inner])];
}

/** Could this condition not be judged from a repository alone? */
export function isElsewhere({ name }: Outcome): boolean {
  return name.endsWith(ELSEWHERE);
}

/** The condition's name as the policy file writes it. */
export function nameInFile(outcome: Outcome): string {
  return isElsewhere(outcome) ? outcome.name.slice(0, -ELSEWHERE.length) : outcome.name;
}
