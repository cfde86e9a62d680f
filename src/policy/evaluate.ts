import type { Instant } from '../base/clock.ts';
import type { Case } from './condition.ts';
import type { Facts } from './facts.ts';
import { makeFinding } from './findings.ts';
import { judgeNode } from './judge.ts';
import type { Layer, LayerSource } from './layer.ts';
import type { Rule } from './policy.ts';
import { allOf, anyOf, earliest, negate } from './truth.ts';
import {
  ENGINE,
  type Finding,
  type LayerVerdict,
  type Outcome,
  type Result,
  type RuleVerdict,
  type Truth,
  type Verdict,
} from './verdict.ts';

export interface Question {
  /** In the order in which they are shown: the floor first. */
  readonly layers: readonly Layer[];
  readonly facts: Facts;
  readonly at: Instant;
}

/** The verdict of all layers on one snapshot of facts. Total: it never throws, and a missing fact is never "met". */
export function evaluate(question: Question): Verdict {
  const layers = question.layers.map((layer) => judgeLayer(layer, question)).filter((layer) => layer !== null);
  const outcomes = layers.flatMap(({ rules }) => rules.flatMap(({ when, require }) => [when, require]));
  return {
    engine: ENGINE,
    kind: question.facts.kind,
    result: toResult(allOf(layers.map(({ result }) => toTruth(result)))),
    none: layers.length === 0,
    layers,
    validUntil: earliest(outcomes.map((outcome) => outcome?.validUntil ?? null)),
  };
}

/** Null where the layer does not speak of this kind of subject at all. */
function judgeLayer({ layer, source }: Layer, { facts, at }: Question): LayerVerdict | null {
  if (source.state === 'absent') return null;
  if (source.state !== 'policy') return refuse(layer, source);
  const { policy } = source;
  const rules = policy.rules.filter((rule) => rule.on.includes(facts.kind));
  if (rules.length === 0 || (layer === 'floor' && isElsewhere({ facts, policy, at }))) return null;

  const verdicts = rules.map((rule) => judgeRule(rule, { facts, policy, at }));
  const applies = anyOf(verdicts.map(({ when }) => when?.truth ?? 'met'));
  const blocking = verdicts
    .filter(({ enforce }) => enforce === 'block')
    .flatMap(({ state }) => (state === 'skipped' ? [] : [state]));
  // Whether no rule applies is itself a truth: while it is open, `otherwise: deny` holds the answer open too.
  const otherwise = anyOf([applies, policy.otherwise === 'allow' ? 'met' : 'unmet']);
  return {
    layer,
    result: toResult(allOf([...blocking, otherwise])),
    rules: verdicts,
    otherwise: applies === 'met' ? null : policy.otherwise,
    problems: [],
    ...(source.readAt === undefined ? {} : { policyReadAt: source.readAt }),
  };
}

/** Does the floor surely not speak of this repository? While that is not known, it speaks. */
export function isElsewhere(judged: Case): boolean {
  const { appliesTo } = judged.policy;
  return appliesTo !== null && judgeNode(appliesTo, judged).truth === 'unmet';
}

/** A rule says "when → require", that is any(not when, require); it is skipped only when `when` is surely unmet. */
function judgeRule(rule: Rule, judged: Case): RuleVerdict {
  const when = rule.when === null ? null : judgeNode(rule.when, judged);
  const shown = { rule: rule.name, line: rule.line, enforce: rule.enforce, when };
  if (when?.truth === 'unmet') return { ...shown, state: 'skipped', require: null };
  const require: Outcome = judgeNode(rule.require, judged);
  return { ...shown, state: anyOf([negate(when?.truth ?? 'met'), require.truth]), require };
}

function refuse(
  layer: LayerVerdict['layer'],
  source: Exclude<LayerSource, { state: 'policy' | 'absent' }>,
): LayerVerdict {
  const problems = findProblems(source);
  return { layer, result: toResult(allOf(problems.map(({ truth }) => truth))), rules: [], otherwise: null, problems };
}

function findProblems(source: Exclude<LayerSource, { state: 'policy' | 'absent' }>): readonly Finding[] {
  if (source.state === 'unreadable') {
    const data = { why: source.why.code, detail: source.why.detail };
    return [{ code: 'policy.unreadable', truth: 'unknown', commits: [], data }];
  }
  if (source.state === 'removed') {
    return [{ code: 'policy.removed', truth: 'unmet', commits: source.by === null ? [] : [source.by], data: {} }];
  }
  return source.problems.length === 0
    ? [makeFinding('policy.invalid', 'unmet')]
    : source.problems.map((problem) => makeFinding('policy.invalid', 'unmet', { ...problem }));
}

function toResult(truth: Truth): Result {
  if (truth === 'met') return 'allow';
  return truth === 'unmet' ? 'deny' : truth;
}

function toTruth(result: Result): Truth {
  if (result === 'allow') return 'met';
  return result === 'deny' ? 'unmet' : result;
}
