import type { RulesetRule } from './rulesets.ts';

/** A check that a rule of a ruleset requires. */
export interface CheckRequirement {
  readonly context: string;
  /** The one app that may set it; null: anybody who can write. */
  readonly appId: number | null;
  /** May a branch be made at a commit that has no such check? */
  readonly exemptsNewBranches: boolean;
}

/** A check that only one app may set. */
export interface PinnedCheck {
  readonly context: string;
  readonly appId: number;
}

const RULE = 'required_status_checks';

/** The checks that a rule requires; none for any other rule. What cannot be read as a check is left out. */
export function requirementsOf({ type, parameters }: RulesetRule): readonly CheckRequirement[] {
  if (type !== RULE) return [];
  const exemptsNewBranches = parameters?.['do_not_enforce_on_create'] === true;
  return listChecks(parameters).flatMap(({ context, integration_id: id }) =>
    typeof context === 'string' ? { context, appId: typeof id === 'number' ? id : null, exemptsNewBranches } : [],
  );
}

/**
 * Rules of which one requires the check: these, mended. Other checks and other rules stay as they are.
 * A new rule exempts new branches when asked to.
 */
export function requireCheck(
  rules: readonly RulesetRule[],
  check: PinnedCheck,
  { exemptsNewBranches }: { readonly exemptsNewBranches: boolean },
): readonly RulesetRule[] {
  const at = rules.findIndex(({ type }) => type === RULE);
  if (at >= 0) return rules.map((rule, index) => (index === at ? withCheck(rule, check) : rule));
  const parameters = { strict_required_status_checks_policy: false, do_not_enforce_on_create: exemptsNewBranches };
  return [...rules, withCheck({ type: RULE, parameters }, check)];
}

function withCheck({ type, parameters }: RulesetRule, { context, appId }: PinnedCheck): RulesetRule {
  const others = listChecks(parameters).filter((check) => check.context !== context);
  return {
    type,
    parameters: { ...parameters, required_status_checks: [...others, { context, integration_id: appId }] },
  };
}

interface RawCheck {
  readonly context?: unknown;
  readonly integration_id?: unknown;
}

function listChecks(parameters: RulesetRule['parameters']): readonly RawCheck[] {
  const list: unknown = parameters?.['required_status_checks'];
  return Array.isArray(list) ? list.filter((each): each is RawCheck => typeof each === 'object' && each !== null) : [];
}
