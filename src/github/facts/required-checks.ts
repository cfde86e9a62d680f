import { type Known, known, unknown } from '../../policy/facts.ts';
import type { Reader } from '../reader.ts';
import { failureWhy } from '../section.ts';

/** A check that must pass before a branch moves, and of which app; null: of any, `unsaid`: GitHub does not tell. */
export interface RequiredCheck {
  readonly context: string;
  readonly appId: number | null | 'unsaid';
}

/** GraphQL, on a Ref: rules of rule sets of every level, and what classic protection shows to everybody. */
export const requiredCheckFields = `rules(first: 100) { totalCount nodes { type
    parameters { ... on RequiredStatusChecksParameters { requiredStatusChecks { context integrationId } } } } }
  refUpdateRule { requiredStatusCheckContexts }`;

/** @param failure the type of the error that GitHub gave for the rules; null: none */
export function readRequiredChecks(ref: Reader, failure: string | null): Known<readonly RequiredCheck[]> {
  if (ref.isNothing) return unknown('unavailable', 'the base branch is gone');
  if (failure !== null) return { known: false, why: failureWhy(failure, 'the rules of the branch') };
  const rules = ref.at('rules');
  if (rules.isNothing) return unknown('forbidden', 'the app may not read the rules of the branch');
  const nodes = rules.at('nodes').list();
  if (rules.at('totalCount').count() !== nodes.length) {
    return unknown('too-many', 'the branch has more than 100 rules');
  }
  const byRules = nodes.filter((rule) => rule.at('type').text() === 'REQUIRED_STATUS_CHECKS').flatMap(readRule);
  const contexts = new Set(byRules.map(({ context }) => context));
  return known([...byRules, ...readProtection(ref).filter(({ context }) => !contexts.has(context))]);
}

function readRule(rule: Reader): readonly RequiredCheck[] {
  return rule
    .at('parameters')
    .at('requiredStatusChecks')
    .list()
    .map((check) => ({
      context: check.at('context').text(),
      appId: check.at('integrationId').maybe((id) => id.count()),
    }));
}

/** Classic protection names no apps here. */
function readProtection(ref: Reader): readonly RequiredCheck[] {
  const contexts = ref.at('refUpdateRule').at('requiredStatusCheckContexts');
  return (contexts.maybe((list) => list.list()) ?? []).map((context) => ({ context: context.text(), appId: 'unsaid' }));
}
