import type { Bypass, RulesetHead } from '../../github/rulesets.ts';

/** GitHub's built-in roles, by the ids that bypass lists name them with. */
const ROLES: Readonly<Record<number, string>> = { 2: 'maintain', 4: 'write', 5: 'admin' };

/** Somebody on a bypass list, and how far. GitHub gives ids only. */
export function sayActor({ kind, id, mode }: Bypass): string {
  const modes: Readonly<Record<string, string>> = {
    always: '',
    pull_request: ' (in pull requests only)',
    exempt: ' (without a trace)',
  };
  return `${sayKind(kind, id)}${modes[mode] ?? ` (${mode})`}`;
}

function sayKind(kind: string, id: number | null): string {
  switch (kind) {
    case 'Integration':
      return `app ${id}`;
    case 'OrganizationAdmin':
      return 'every owner of the organisation';
    case 'RepositoryRole':
      return `everybody with the role ${ROLES[id ?? 0] ?? id}`;
    case 'Team':
      return `team ${id}`;
    case 'DeployKey':
      return 'every deploy key';
    case 'User':
      return `user ${id}`;
    default:
      return `${kind}${id === null ? '' : ` ${id}`}`;
  }
}

/** `the ruleset "x"`, and of whom where it is not the repository's own. */
export function sayRuleset({ name, level, source }: RulesetHead): string {
  return `the ruleset ${JSON.stringify(name)}${level === 'Repository' ? '' : ` of ${source}`}`;
}

export function sayEnforcement(enforcement: string): string {
  if (enforcement === 'evaluate') return 'is only evaluated: it refuses nothing';
  return enforcement === 'disabled' ? 'is disabled: it refuses nothing' : `is ${enforcement}, not active`;
}
