import { negate } from '../truth.ts';
import type { Outcome, Truth } from '../verdict.ts';

/** A condition as one place of a rule sees it. */
export interface Leaf {
  readonly outcome: Outcome;
  /** Under an odd number of `not`: the rule wants the opposite. */
  readonly negated: boolean;
  /** What it says in this place. */
  readonly truth: Truth;
}

/** The conditions that a combination is made of. */
export function leavesOf(outcome: Outcome, negated = false): readonly Leaf[] {
  if (outcome.name !== 'all' && outcome.name !== 'any' && outcome.name !== 'not') {
    return [{ outcome, negated, truth: negated ? negate(outcome.truth) : outcome.truth }];
  }
  return outcome.parts.flatMap((part) => leavesOf(part, outcome.name === 'not' ? !negated : negated));
}

/** Those that keep it from holding; of `any`, every choice that is left. */
export function openLeaves(outcome: Outcome, negated = false): readonly Leaf[] {
  const truth = negated ? negate(outcome.truth) : outcome.truth;
  if (truth === 'met') return [];
  const inner = outcome.parts.flatMap((part) => openLeaves(part, outcome.name === 'not' ? !negated : negated));
  return outcome.parts.length > 0 ? inner : leavesOf(outcome, negated);
}
