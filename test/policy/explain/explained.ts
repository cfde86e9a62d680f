import { findExplainer } from '../../../src/policy/explain/explainers.ts';
import type { Facts } from '../../../src/policy/facts.ts';
import { judgeOne, plain } from './telling.ts';

/** Everything that is said of one condition, as text. */
export interface Explained {
  readonly title: readonly string[];
  readonly row: string;
  readonly looked: string;
  readonly required: string;
  readonly found: readonly string[];
  readonly steps: readonly string[];
}

export function explained(requirement: string, facts?: Facts): Explained {
  const { outcome, scene } = judgeOne(requirement, facts);
  const explainer = findExplainer(outcome.name);
  const { looked, required, found } = explainer.detail(outcome, scene);
  return {
    title: explainer.headlines(outcome, scene),
    row: plain(explainer.row(outcome, scene)),
    looked: plain(looked),
    required: plain(required),
    found: found.map(plain),
    steps: explainer.steps(outcome, scene).flatMap(({ sentence, commands }) => [plain(sentence), ...commands]),
  };
}
