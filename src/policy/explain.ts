import { enforcementNotes } from './explain/enforcement.ts';
import { makeScene } from './explain/explainer.ts';
import { makeNotes } from './explain/notes.ts';
import { explainProblems } from './explain/problems.ts';
import { readEarlierNotes } from './explain/read-earlier.ts';
import { explainRule, type RuleContext } from './explain/rule.ts';
import { makeSteps } from './explain/steps.ts';
import { makeTitle } from './explain/title.ts';
import type { Explanation } from './explanation.ts';
import type { Facts } from './facts.ts';
import type { Layer } from './layer.ts';
import type { Verdict } from './verdict.ts';

export interface Told {
  readonly verdict: Verdict;
  readonly facts: Facts;
  /** As they were given to `evaluate`. */
  readonly layers: readonly Layer[];
}

/** A verdict in plain statements; the facts and layers are those that it was made from. */
export function explain({ verdict, facts }: Told): Explanation {
  const scene = makeScene(facts);
  const rules: readonly RuleContext[] = verdict.layers.flatMap(({ layer, rules: verdicts }) =>
    verdicts.map((rule) => ({ layer, rule, scene })),
  );
  const told = rules.map(explainRule);
  const problems = verdict.layers.map((layer) => explainProblems(layer, verdict.kind));
  return {
    title: makeTitle(verdict, rules),
    result: verdict.result,
    steps: [...problems.flatMap(({ steps }) => steps), ...makeSteps(rules, scene)],
    rows: [...problems.flatMap(({ rows }) => rows), ...told.map(({ row }) => row)],
    details: told.flatMap(({ detail }) => (detail === null ? [] : [detail])),
    notes: [...readEarlierNotes(verdict), ...enforcementNotes(verdict, rules), ...makeNotes(rules)],
    annotations: problems.flatMap(({ annotations }) => annotations),
  };
}
