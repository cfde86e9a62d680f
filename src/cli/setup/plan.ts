import type { Ruleset, RulesetDefinition } from '../../github/rulesets.ts';
import { compareRuleset, mendRuleset } from './compare.ts';
import { findOurs, pinnedOn, type Situation } from './situation.ts';
import { isPattern, type WantedRuleset } from './wanted.ts';
import { sayRuleset } from './words.ts';

/** How one of the wanted rulesets stands. */
export interface Item {
  readonly wanted: WantedRuleset;
  /** `unread`: it stands, but who may bypass it is shown to administrators only. */
  readonly state: 'there' | 'missing' | 'differs' | 'unread';
  /** The ruleset of ours; null: there is none, or `by` others does the same. */
  readonly id: number | null;
  readonly differences: readonly string[];
  /** Rulesets of somebody else that require the check already. */
  readonly by: readonly string[];
  /** What has to be written; null: nothing. */
  readonly definition: RulesetDefinition | null;
}

export function makePlan(
  situation: Situation,
  wanted: readonly WantedRuleset[],
  defaultBranch: string,
): readonly Item[] {
  return wanted.map((each) => {
    const found = findOurs(situation, each);
    return found === null ? planMissing(situation, each) : planFound(found, each, defaultBranch);
  });
}

/** A check that others require already, on every branch, needs no ruleset of ours. */
function planMissing(situation: Situation, wanted: WantedRuleset): Item {
  const pinned = wanted.bases.map((base) => (isPattern(base) ? [] : pinnedOn(situation, base, wanted)));
  const isRequired = pinned.every((rulesets) => rulesets.length > 0);
  return {
    wanted,
    state: isRequired ? 'there' : 'missing',
    id: null,
    differences: [],
    by: isRequired ? [...new Set(pinned.flat().map(sayRuleset))] : [],
    definition: isRequired ? null : wanted.definition,
  };
}

function planFound(found: Ruleset, wanted: WantedRuleset, defaultBranch: string): Item {
  const differences = compareRuleset(found, wanted, defaultBranch);
  const differs = differences.length > 0;
  return {
    wanted,
    state: differs ? 'differs' : found.bypass === null ? 'unread' : 'there',
    id: found.id,
    differences,
    by: [],
    definition: differs ? mendRuleset(found, wanted) : null,
  };
}
