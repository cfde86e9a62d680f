import { checkNameOf } from '../../app/check-name.ts';
import { type PinnedCheck, requireCheck } from '../../github/check-requirement.ts';
import type { Bypass, RulesetDefinition, RulesetRule } from '../../github/rulesets.ts';
import { EVIDENCE_BRANCH, LEDGER_BRANCH } from '../../ledger/layout.ts';

/** Bases that one check judges; the first is a branch by name and lends its name to the check. */
export type Bases = readonly [string, ...string[]];

/** A ruleset that has to stand at GitHub, and what about it may be otherwise. */
export interface WantedRuleset {
  readonly purpose: 'check' | 'writers' | 'append-only';
  readonly definition: RulesetDefinition;
  /** The check that it requires; null: it protects the ledger. */
  readonly check: PinnedCheck | null;
  /** The branches and patterns of branches that it names. */
  readonly bases: readonly string[];
  /** May it name more branches than it has to? */
  readonly mayNameMore: boolean;
  /** May somebody have added this rule? One that stops the app from writing its ledger may not stay. */
  mayAlsoHave(rule: string): boolean;
}

const plain = (type: string): RulesetRule => ({ type, parameters: null });
const refOf = (branch: string): string => `refs/heads/${branch}`;

/**
 * The rulesets of a repository: one for each check, two for the branches that the app writes, where it writes them here. A
 * bypass counts for a whole ruleset, so what the app may do and what nobody may do cannot stand in one.
 */
export function wantedRulesets(
  appId: number,
  checks: readonly Bases[],
  { keepsLedger = true }: { readonly keepsLedger?: boolean } = {},
): readonly WantedRuleset[] {
  const required = checks.map((bases) => requiredCheck(appId, bases));
  return keepsLedger ? [...required, onlyAppWrites(appId), appendOnly()] : required;
}

/** One ruleset a check: in a common one every branch would need the checks of all others. */
function requiredCheck(appId: number, bases: Bases): WantedRuleset {
  const check = { context: checkNameOf(bases[0]), appId };
  // A branch that a pattern names is made at a commit that nobody judged for it; a branch by name stands already, and
  // must not be deleted and made again at another commit to get around the check.
  const exemptsNewBranches = bases.some(isPattern);
  return {
    purpose: 'check',
    definition: branchRuleset(`countersign: required check on ${bases[0]}`, {
      bypass: [],
      bases,
      rules: requireCheck([], check, { exemptsNewBranches }),
    }),
    check,
    bases,
    mayNameMore: true,
    mayAlsoHave: () => true,
  };
}

/** Where a key was lost, another ledger goes on beside the first. */
const LEDGER_BRANCHES: readonly string[] = [LEDGER_BRANCH, `${LEDGER_BRANCH}-*`];

/** The branch with evidence is covered by this one only: to erase evidence the app rewrites it. */
function onlyAppWrites(appId: number): WantedRuleset {
  const bases = [...LEDGER_BRANCHES, EVIDENCE_BRANCH];
  // `always` leaves a trace of each bypass in GitHub's own records; `exempt` would not.
  const bypass = [{ kind: 'Integration', id: appId, mode: 'always' }];
  const rules = ['creation', 'update', 'deletion', 'non_fast_forward'].map(plain);
  return {
    purpose: 'writers',
    definition: branchRuleset('countersign: only the app writes', { bypass, bases, rules }),
    check: null,
    bases,
    mayNameMore: false,
    mayAlsoHave: () => true,
  };
}

/** Without any bypass: not even the app, nor whoever steals its key, rewrites the ledger. */
function appendOnly(): WantedRuleset {
  const bases = LEDGER_BRANCHES;
  const rules = ['deletion', 'non_fast_forward'].map(plain);
  return {
    purpose: 'append-only',
    definition: branchRuleset('countersign: append-only ledger', { bypass: [], bases, rules }),
    check: null,
    bases,
    mayNameMore: false,
    mayAlsoHave: (rule) => isHarmless(LEDGER_BRANCH, rule),
  };
}

interface Contents {
  readonly bypass: readonly Bypass[];
  readonly bases: readonly string[];
  readonly rules: readonly RulesetRule[];
}

function branchRuleset(name: string, { bypass, bases, rules }: Contents): RulesetDefinition {
  return { name, target: 'branch', enforcement: 'active', bypass, include: bases.map(refOf), exclude: [], rules };
}

/** What the app's own commits keep to: one parent, signed by GitHub. */
const KEPT: ReadonlySet<string> = new Set(['required_linear_history', 'required_signatures']);
/** What the ledger keeps to besides; evidence is rewritten when something has to be erased. */
const APPEND_ONLY: ReadonlySet<string> = new Set(['deletion', 'non_fast_forward']);

/** Can the app write this branch as it has to under such a rule, without a bypass? */
export function isHarmless(branch: string, rule: string): boolean {
  return KEPT.has(rule) || (branch === LEDGER_BRANCH && APPEND_ONLY.has(rule));
}

/** GitHub's patterns are fnmatch; none of these characters may stand in the name of a branch. */
export function isPattern(base: string): boolean {
  return /[*?[\]]/.test(base);
}
