import type { Watch } from './condition.ts';
import { findCondition } from './conditions/registry.ts';
import { joinNeeds, type Needs, noNeeds } from './need-set.ts';
import type { ConditionNode, Policy } from './policy.ts';

export { allNeeds, coversNeeds, joinNeeds, type Needs, noNeeds } from './need-set.ts';

/** The facts that a policy asks for, whatever the kind of subject. What it does not name is not fetched. */
export function needsOf(policy: Policy): Needs {
  return joinNeeds(
    testsOf(policy).map(({ name, settings }) => findCondition(name)?.needs(settings, policy) ?? noNeeds),
  );
}

/** What can change the answers of a policy. Whatever is not in the list may be ignored until something else happens. */
export function watchesOf(policy: Policy): readonly Watch[] {
  return [...new Set(testsOf(policy).flatMap(({ name }) => findCondition(name)?.watches ?? []))].toSorted();
}

type Test = Extract<ConditionNode, { op: 'test' }>;

function testsOf({ rules, appliesTo }: Policy): readonly Test[] {
  const nodes = [appliesTo, ...rules.flatMap(({ when, require }) => [when, require])];
  return nodes.flatMap((node) => (node === null ? [] : flatten(node)));
}

function flatten(node: ConditionNode): readonly Test[] {
  if (node.op === 'test') return [node];
  return node.op === 'not' ? flatten(node.part) : node.parts.flatMap(flatten);
}
