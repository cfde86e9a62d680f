import { requireCheck, requirementsOf } from '../../github/check-requirement.ts';
import type { Bypass, Ruleset, RulesetDefinition, RulesetRule } from '../../github/rulesets.ts';
import type { WantedRuleset } from './wanted.ts';
import { sayActor, sayEnforcement } from './words.ts';

/** What is the matter with a ruleset of ours, a clause each; nothing: it is as it has to be. */
export function compareRuleset(found: Ruleset, wanted: WantedRuleset, defaultBranch: string): readonly string[] {
  const { definition } = wanted;
  return [
    ...(found.target === definition.target ? [] : [`it is for ${found.target}, not for branches`]),
    ...(found.enforcement === definition.enforcement ? [] : [`it ${sayEnforcement(found.enforcement)}`]),
    ...compareBranches(found, wanted, defaultBranch),
    ...compareBypass(found.bypass ?? definition.bypass, definition.bypass),
    ...compareRules(found.rules, wanted),
  ];
}

/**
 * What the ruleset has to become: what is missing is added, what weakens it goes. What somebody else put in stays where
 * it does no harm: to drop a protection would be worse than to keep one too many.
 */
export function mendRuleset(found: Ruleset, wanted: WantedRuleset): RulesetDefinition {
  const { definition, check } = wanted;
  const more = wanted.mayNameMore ? found.include.filter((ref) => !definition.include.includes(ref)) : [];
  const kept = found.rules.filter((rule) => !isWeak(rule) && isWelcome(rule, wanted));
  const missing = definition.rules.filter(({ type }) => kept.every((rule) => rule.type !== type));
  return {
    ...definition,
    include: [...definition.include, ...more],
    rules: check === null ? [...kept, ...missing] : requireAgain(kept, wanted),
  };
}

/** For a new rule the answer to "may branches be made without it" is the wanted one's. */
function requireAgain(kept: readonly RulesetRule[], { definition, check }: WantedRuleset): readonly RulesetRule[] {
  const isThere = kept.some(({ type }) => definition.rules.some((rule) => rule.type === type));
  if (check === null || !isThere) return [...kept, ...definition.rules];
  return requireCheck(kept, check, { exemptsNewBranches: false });
}

function compareBranches(found: Ruleset, wanted: WantedRuleset, defaultBranch: string): readonly string[] {
  const { include } = wanted.definition;
  const missing = include.filter((ref) => !covers(found.include, ref, defaultBranch));
  const more = wanted.mayNameMore ? [] : found.include.filter((ref) => !include.includes(ref));
  return [
    ...missing.map((ref) => `it does not name ${ref}`),
    ...more.map((ref) => `it also names ${ref}`),
    ...found.exclude.map((ref) => `it leaves out ${ref}`),
  ];
}

function covers(include: readonly string[], ref: string, defaultBranch: string): boolean {
  if (include.includes(ref) || include.includes('~ALL')) return true;
  return ref === `refs/heads/${defaultBranch}` && include.includes('~DEFAULT_BRANCH');
}

function compareBypass(found: readonly Bypass[], wanted: readonly Bypass[]): readonly string[] {
  return [
    ...without(found, wanted).map((actor) => `${sayActor(actor)} may bypass it`),
    ...without(wanted, found).map((actor) => `${sayActor(actor)} may not bypass it`),
  ];
}

function without(actors: readonly Bypass[], others: readonly Bypass[]): readonly Bypass[] {
  return actors.filter((one) =>
    others.every((other) => one.kind !== other.kind || one.id !== other.id || one.mode !== other.mode),
  );
}

function compareRules(found: readonly RulesetRule[], wanted: WantedRuleset): readonly string[] {
  const { definition, check } = wanted;
  const missing = definition.rules.filter(({ type }) => found.every((rule) => rule.type !== type));
  return [
    ...missing.map(({ type }) => `it lacks the rule ${type}`),
    ...(check === null || missing.length > 0 ? [] : compareCheck(found, check)),
    ...found.filter((rule) => !isWelcome(rule, wanted)).map(({ type }) => `its rule ${type} stops the app`),
    ...found.filter(isWeak).map(({ type }) => `its rule ${type} lets changes from a parent repository in`),
  ];
}

function compareCheck(
  found: readonly RulesetRule[],
  { context, appId }: NonNullable<WantedRuleset['check']>,
): readonly string[] {
  const named = found.flatMap(requirementsOf).filter((check) => check.context === context);
  if (named.some((check) => check.appId === appId)) return [];
  if (named.length === 0) return [`it does not require the check ${context}`];
  const others = named.map((check) => (check.appId === null ? 'from anybody' : `from app ${check.appId}`));
  return [`it takes the check ${context} ${[...new Set(others)].join(' or ')}, not from app ${appId}`];
}

const isWelcome = ({ type }: RulesetRule, wanted: WantedRuleset): boolean =>
  wanted.mayAlsoHave(type) || wanted.definition.rules.some((rule) => rule.type === type);

/** GitHub's exception from `update` for forks: whoever may press "Sync fork" writes. */
const isWeak = ({ type, parameters }: RulesetRule): boolean =>
  type === 'update' && parameters?.['update_allows_fetch_and_merge'] === true;
