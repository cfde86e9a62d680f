/** The rule `merge_queue`: where it may stand, what it may say, and what it says for a branch. */
import type { Organization, Repository, Rule } from '../model.ts';
import { rulesFor } from '../rules.ts';
import type { MergeQueueParameters } from './records.ts';

/** null: the branch has no queue. Of several rules the oldest ruleset's holds. */
export function queueParameters(repository: Repository, branch: string): MergeQueueParameters | null {
  for (const { rule } of rulesFor(repository, `refs/heads/${branch}`)) {
    if (rule.type === 'merge_queue') return rule.parameters;
  }
  return null;
}

export interface RulesetDraft {
  readonly source: Repository | Organization;
  readonly target: string;
  readonly include: readonly string[];
  readonly rules: readonly Rule[];
}

const bounds = {
  check_response_timeout_minutes: [1, 360],
  // GitHub's description lets the limits be 0; its pages, where they say what they mean, begin at 1.
  max_entries_to_build: [1, 100],
  max_entries_to_merge: [1, 100],
  min_entries_to_merge: [1, 100],
  min_entries_to_merge_wait_minutes: [0, 360],
} as const;

const words = {
  grouping_strategy: ['ALLGREEN', 'HEADGREEN'],
  merge_method: ['MERGE', 'SQUASH', 'REBASE'],
} as const;

/** What is wrong with the queues that a ruleset asks for; empty when it asks for none. */
export function findQueueProblems({ source, target, include, rules }: RulesetDraft): readonly string[] {
  return rules.flatMap((rule) => {
    if (rule.type !== 'merge_queue') return [];
    const problems = [...findParameterProblems(rule.parameters)];
    if (!('gitDir' in source)) problems.push('A merge queue is required by rulesets of repositories only.');
    else if (source.owner.type !== 'Organization') problems.push('Merge queues need a repository of an organization.');
    if (target !== 'branch') problems.push('A merge queue belongs to a branch.');
    if (include.some((pattern) => pattern === '~ALL' || pattern.includes('*')))
      problems.push('A merge queue cannot be required by a pattern with wildcards.');
    return problems;
  });
}

function findParameterProblems(given: unknown): readonly string[] {
  const parameters = Object(given) as Readonly<Record<string, unknown>>;
  const problems = Object.keys(parameters)
    .filter((name) => !(name in bounds) && !(name in words))
    .map((name) => `merge_queue has no parameter ${name}.`);
  for (const [name, [least, most]] of Object.entries(bounds)) {
    const value = parameters[name];
    if (!Number.isInteger(value) || Number(value) < least || Number(value) > most)
      problems.push(`${name} must be a whole number from ${least} to ${most}.`);
  }
  for (const [name, allowed] of Object.entries(words)) {
    if (!(allowed as readonly unknown[]).includes(parameters[name]))
      problems.push(`${name} must be one of ${allowed.join(', ')}.`);
  }
  if (Number(parameters['min_entries_to_merge']) > Number(parameters['max_entries_to_merge']))
    problems.push('min_entries_to_merge must not be above max_entries_to_merge.');
  return problems;
}
