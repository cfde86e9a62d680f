import { evaluate } from '../../../src/policy/evaluate.ts';
import { makeScene, type Scene } from '../../../src/policy/explain/explainer.ts';
import type { RuleContext } from '../../../src/policy/explain/rule.ts';
import { explain } from '../../../src/policy/explain.ts';
import type { Explanation, Sentence } from '../../../src/policy/explanation.ts';
import type { Facts } from '../../../src/policy/facts.ts';
import type { Layer } from '../../../src/policy/layer.ts';
import type { Outcome, Verdict } from '../../../src/policy/verdict.ts';
import { layerOf, makeFacts, now, policyOf } from '../scenery.ts';

/** A sentence as text, its kinds of pieces marked: `code`, @login, «outside». */
export function plain(sentence: Sentence): string {
  return sentence
    .map((piece) => {
      if ('text' in piece) return piece.text;
      if ('code' in piece) return `\`${piece.code}\``;
      if ('compared' in piece) return `${piece.compared.from.slice(0, 7)}..${piece.compared.to.slice(0, 7)}`;
      return 'login' in piece ? `@${piece.login}` : `«${piece.outside}»`;
    })
    .join('');
}

export function tell(
  layers: readonly Layer[],
  facts: Facts = makeFacts(),
): Explanation & { readonly verdict: Verdict } {
  const verdict = evaluate({ layers, facts, at: now });
  return { ...explain({ verdict, facts, layers }), verdict };
}

/** One rule with this `require`, judged on these facts. */
export function judgeRule(requirement: string, facts: Facts = makeFacts(), more = ''): RuleContext {
  const on = facts.kind === 'pull_request' ? '' : `    on: [${facts.kind}]\n`;
  const verdict = evaluate({ layers: [layerOf(policyOf(requirement, `${on}${more}`))], facts, at: now });
  const rule = verdict.layers[0]?.rules[0];
  if (rule === undefined) throw new Error('the rule was not judged');
  return { layer: 'repository', rule, scene: makeScene(facts) };
}

export function judgeOne(
  requirement: string,
  facts: Facts = makeFacts(),
): { readonly outcome: Outcome; readonly scene: Scene } {
  const { rule, scene } = judgeRule(requirement, facts);
  if (rule.require === null) throw new Error('the rule was skipped');
  return { outcome: rule.require, scene };
}
