import { requirementsOf } from '../../github/check-requirement.ts';
import type { BranchRule, Ruleset } from '../../github/rulesets.ts';
import { EVIDENCE_BRANCH, LEDGER_BRANCH } from '../../ledger/layout.ts';
import { findOurs, pinnedOn, type Situation } from './situation.ts';
import { isHarmless, isPattern, type WantedRuleset } from './wanted.ts';
import { sayActor, sayEnforcement, sayRuleset } from './words.ts';

/** Something that stands between these rulesets and real enforcement. */
export interface Lack {
  readonly code:
    | 'not-required'
    | 'not-pinned'
    | 'merge-queue'
    | 'not-active'
    | 'bypass'
    | 'bypass-unread'
    | 'new-branches'
    | 'app-blocked'
    | 'administrators';
  /** One sentence, with the branch or the ruleset in it. */
  readonly text: string;
}

export interface LackRequest {
  readonly situation: Situation;
  readonly wanted: readonly WantedRuleset[];
  readonly appId: number;
  /** `acme/shop`; a repository of a person has nobody above its administrators. */
  readonly repository: string;
  readonly isOfOrganization: boolean;
}

/** What is left to do, whatever the plan: everything here is said, nothing of it is changed. */
export function findLacks(request: LackRequest): readonly Lack[] {
  const { situation, wanted } = request;
  const checks = wanted.filter(({ check }) => check !== null);
  const found = [
    ...checks.flatMap((each) => [
      ...each.bases.filter((base) => !isPattern(base)).flatMap((branch) => judgeBranch(situation, branch, each)),
      ...findInactive(situation, each),
      ...findNewBranches(situation, each),
    ]),
    ...(wanted.length > checks.length ? [LEDGER_BRANCH, EVIDENCE_BRANCH] : []).flatMap((branch) =>
      findBlocks(request, branch),
    ),
    ...judgeAdministrators(request, checks),
  ];
  return [...new Map(found.map((lack) => [lack.text, lack])).values()];
}

function judgeBranch(situation: Situation, branch: string, wanted: WantedRuleset): readonly Lack[] {
  const rules = situation.branches.get(branch) ?? [];
  const context = wanted.check?.context ?? '';
  const required = rules.flatMap(requirementsOf).filter((check) => check.context === context);
  const pinned = pinnedOn(situation, branch, wanted);
  if (pinned.length > 0) return judgeBypass(pinned, branch);
  const queue = rules.some(({ type }) => type === 'merge_queue');
  if (required.length > 0) {
    const text = `${context} is required on ${branch}, but not from app ${wanted.check?.appId} alone: whoever can write may post a check of that name.`;
    return [{ code: 'not-pinned', text }];
  }
  return [
    { code: 'not-required', text: `Nothing requires ${context} on ${branch}: a pull request merges without it.` },
    ...(queue
      ? [{ code: 'merge-queue' as const, text: `The merge queue of ${branch} does not wait for ${context}.` }]
      : []),
  ];
}

/** Whoever bypasses has to bypass every ruleset that requires the check; one without a bypass is enough. */
function judgeBypass(pinned: readonly Ruleset[], branch: string): readonly Lack[] {
  if (pinned.some(({ bypass }) => bypass !== null && bypass.length === 0)) return [];
  return pinned.flatMap((ruleset): readonly Lack[] => {
    if (ruleset.bypass === null) {
      const text = `Who may bypass ${sayRuleset(ruleset)} could not be read: GitHub shows it only to those who may change it.`;
      return [{ code: 'bypass-unread', text }];
    }
    return ruleset.bypass.map((actor) => ({
      code: 'bypass',
      text: `${capitalize(sayActor(actor))} may bypass ${sayRuleset(ruleset)} on ${branch}.`,
    }));
  });
}

/** Of others; about ours the plan says it. */
function findInactive(situation: Situation, wanted: WantedRuleset): readonly Lack[] {
  const ours = findOurs(situation, wanted);
  return situation.rulesets
    .filter((ruleset) => ruleset !== ours && ruleset.enforcement !== 'active')
    .filter(({ rules }) => rules.flatMap(requirementsOf).some(({ context }) => context === wanted.check?.context))
    .map((ruleset) => ({
      code: 'not-active',
      text: `${capitalize(sayRuleset(ruleset))} names ${wanted.check?.context}, but ${sayEnforcement(ruleset.enforcement)}.`,
    }));
}

function findNewBranches(situation: Situation, wanted: WantedRuleset): readonly Lack[] {
  const rules = findOurs(situation, wanted)?.rules ?? wanted.definition.rules;
  const own = rules.flatMap(requirementsOf).filter(({ context }) => context === wanted.check?.context);
  if (!own.some(({ exemptsNewBranches }) => exemptsNewBranches)) return [];
  const name = JSON.stringify(wanted.definition.name);
  const text = `A branch that the ruleset ${name} covers may be made at any commit: the check counts from then on. Forbid deletion where branches must not be made again.`;
  return [{ code: 'new-branches', text }];
}

/** A rule for all branches, of the organisation for example, holds on the branches of the app as well. */
function findBlocks({ situation, wanted, appId }: LackRequest, branch: string): readonly Lack[] {
  const ours = new Set(wanted.map((each) => findOurs(situation, each)?.id));
  const rules = (situation.branches.get(branch) ?? []).filter(
    ({ type, ruleset }) => !ours.has(ruleset) && !isHarmless(branch, type),
  );
  const byRuleset = Map.groupBy(rules, ({ ruleset }) => ruleset);
  return situation.rulesets.flatMap((ruleset) => {
    const blocking = byRuleset.get(ruleset.id) ?? [];
    if (
      blocking.length === 0 ||
      ruleset.bypass?.some(({ kind, id }) => kind === 'Integration' && id === appId) === true
    )
      return [];
    return { code: 'app-blocked' as const, text: sayBlock(ruleset, blocking, branch) };
  });
}

function sayBlock(ruleset: Ruleset, rules: readonly BranchRule[], branch: string): string {
  const types = [...new Set(rules.map(({ type }) => type))].join(', ');
  const unless = ruleset.bypass === null ? 'unless it may bypass that, which could not be read, ' : '';
  return `${capitalize(sayRuleset(ruleset))} holds on ${branch} too (${types}): ${unless}the app cannot write there. Put the app on its bypass list, or except refs/heads/countersign/**.`;
}

function judgeAdministrators(
  { situation, repository, isOfOrganization }: LackRequest,
  checks: readonly WantedRuleset[],
): readonly Lack[] {
  const isAbove =
    checks.length > 0 &&
    checks.every((wanted) =>
      wanted.bases.every((base) => pinnedOn(situation, base, wanted).some(({ level }) => level !== 'Repository')),
    );
  if (isAbove) return [];
  const remedy = isOfOrganization ? '; a ruleset of the organisation is out of their reach' : '';
  return [{ code: 'administrators', text: `Administrators of ${repository} can change its rulesets${remedy}.` }];
}

const capitalize = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
