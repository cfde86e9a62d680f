import type { Api } from '../../github/api.ts';
import { requirementsOf } from '../../github/check-requirement.ts';
import {
  type BranchRule,
  listBranchRules,
  listRulesets,
  type RepositoryNames,
  type Ruleset,
  readRuleset,
} from '../../github/rulesets.ts';
import { EVIDENCE_BRANCH, LEDGER_BRANCH } from '../../ledger/layout.ts';
import { isPattern, type WantedRuleset } from './wanted.ts';

/** What stands at GitHub, as far as it concerns what is wanted. */
export interface Situation {
  /** Active rules of every level on each branch that is named without a pattern, and on those that the app writes. */
  readonly branches: ReadonlyMap<string, readonly BranchRule[]>;
  /** Ours, those whose rules hold on these branches, and those that are not active. */
  readonly rulesets: readonly Ruleset[];
}

export async function readSituation(
  api: Api,
  names: RepositoryNames,
  wanted: readonly WantedRuleset[],
): Promise<Situation> {
  const literal = wanted.flatMap(({ bases }) => bases.filter((base) => !isPattern(base)));
  const asked = [...new Set([...literal, LEDGER_BRANCH, EVIDENCE_BRANCH])];
  const heads = await listRulesets(api, names);
  const branches = new Map(
    await Promise.all(asked.map(async (branch) => [branch, await listBranchRules(api, names, branch)] as const)),
  );
  const applied = new Set([...branches.values()].flat().map(({ ruleset }) => ruleset));
  const ours = new Set(wanted.map(({ definition }) => definition.name));
  const looked = heads.filter(
    ({ id, name, enforcement }) => applied.has(id) || ours.has(name) || enforcement !== 'active',
  );
  const rulesets = await Promise.all(looked.map(async ({ id }) => readRuleset(api, names, id)));
  return { branches, rulesets };
}

/** The ruleset of ours, by its name, on the repository itself; null: there is none. */
export function findOurs({ rulesets }: Situation, { definition }: WantedRuleset): Ruleset | null {
  return rulesets.find(({ name, level }) => name === definition.name && level === 'Repository') ?? null;
}

/** The active rulesets that require the check of a branch, and take it from our app only. */
export function pinnedOn(situation: Situation, branch: string, wanted: WantedRuleset): readonly Ruleset[] {
  const { check } = wanted;
  if (check === null) return [];
  const ids = (situation.branches.get(branch) ?? [])
    .filter((rule) =>
      requirementsOf(rule).some(({ context, appId }) => context === check.context && appId === check.appId),
    )
    .map(({ ruleset }) => ruleset);
  return situation.rulesets.filter(({ id }) => ids.includes(id));
}
