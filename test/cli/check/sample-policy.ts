import { parsePolicy } from '../../../src/policy/parse.ts';
import type { Policy } from '../../../src/policy/policy.ts';

/** A policy from the rules part of its file. */
export function policyOf(rules: string, rest = ''): Policy {
  const parsed = parsePolicy(policyText(rules, rest));
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.policy;
}

export function policyText(rules: string, rest = ''): string {
  return `version: 1
people: { maintainers: { teams: [acme/maintainers] } }
tickets: { jira: { pattern: 'SHOP-\\d+' } }
${rest}rules:
${rules}`;
}
