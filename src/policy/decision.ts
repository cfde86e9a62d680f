import { toRfc3339 } from '../base/clock.ts';
import { type Approvals, approvalsOf } from './approvals.ts';
import type { SubjectKind } from './facts.ts';
import { ruleNameOf } from './rule-name.ts';
import { earliest } from './truth.ts';
import {
  ENGINE,
  type Enforcement,
  type Finding,
  type LayerName,
  type Outcome,
  type Result,
  type RuleState,
  type RuleVerdict,
  type Verdict,
} from './verdict.ts';

/**
 * What a verdict is in the ledger: ids, codes and counts, nothing that an outsider wrote. A replay makes it of the verdict
 * again, so whatever changes here for the same verdict raises ENGINE.
 */
export interface Decision {
  readonly kind: SubjectKind;
  readonly verdict: Result;
  /** Of a merge group. */
  readonly members?: readonly { readonly number: number; readonly verdict: Result }[];
  readonly engine: string;
  readonly rules: Readonly<Record<RuleState, number>>;
  readonly findings: readonly DecisionFinding[];
  readonly approvals: Approvals;
  /** RFC 3339. */
  readonly validUntil: string | null;
}

export interface DecisionFinding {
  readonly layer: LayerName;
  /** Of a merge group: the number of the pull request. */
  readonly change?: number;
  readonly rule: string | null;
  readonly enforce: Enforcement;
  readonly state: OpenState;
  readonly codes: readonly string[];
}

type OpenState = 'unmet' | 'pending' | 'unknown';

/** One pull request of a merge group. */
export interface MemberVerdict {
  readonly number: number;
  readonly verdict: Verdict;
}

export function decisionOf(verdict: Verdict): Decision {
  return {
    kind: verdict.kind,
    verdict: verdict.result,
    engine: verdict.engine,
    rules: countRules([verdict]),
    findings: findingsOf(verdict),
    approvals: approvalsOf(verdict),
    validUntil: toTime(verdict.validUntil),
  };
}

/** One decision for the whole group; its pull requests in the order in which they land. */
export function groupDecisionOf(members: readonly MemberVerdict[]): Decision {
  const verdicts = members.map(({ verdict }) => verdict);
  const approvals = verdicts.map(approvalsOf);
  return {
    kind: 'merge_group',
    verdict: worstOf(verdicts.map(({ result }) => result)),
    members: members.map(({ number, verdict }) => ({ number, verdict: verdict.result })),
    engine: verdicts[0]?.engine ?? ENGINE,
    rules: countRules(verdicts),
    findings: members.flatMap(({ number, verdict }) =>
      findingsOf(verdict).map((finding) => ({ ...finding, change: number })),
    ),
    approvals: {
      counted: approvals.flatMap(({ counted }) => counted),
      notCounted: approvals.flatMap(({ notCounted }) => notCounted),
    },
    validUntil: toTime(earliest(verdicts.map(({ validUntil }) => validUntil))),
  };
}

export const WORST_FIRST: readonly Result[] = ['deny', 'unknown', 'pending', 'allow'];

/** Of nothing at all nothing is known. */
export function worstOf(results: readonly Result[]): Result {
  return WORST_FIRST.find((result) => results.includes(result)) ?? 'unknown';
}

function toTime(instant: number | null): string | null {
  return instant === null ? null : toRfc3339(instant);
}

/** Those of every enforcement. */
function countRules(verdicts: readonly Verdict[]): Decision['rules'] {
  const counts = { met: 0, unmet: 0, pending: 0, unknown: 0, skipped: 0 };
  for (const { layers } of verdicts) for (const { rules } of layers) for (const { state } of rules) counts[state] += 1;
  return counts;
}

const MOST_CODES = 20;

function findingsOf(verdict: Verdict): readonly DecisionFinding[] {
  return verdict.layers.flatMap(({ layer, rules, problems, otherwise, result, policyReadAt }) => [
    ...(policyReadAt === undefined
      ? []
      : [{ layer, rule: null, enforce: 'warn' as const, state: 'unknown' as const, codes: ['policy.read-earlier'] }]),
    ...problems.map(({ truth, code }) => ({
      layer,
      rule: null,
      enforce: 'block' as const,
      state: openState(truth),
      codes: [code],
    })),
    ...(otherwise === 'deny' && result !== 'allow' && rules.every(({ state }) => state === 'skipped')
      ? [{ layer, rule: null, enforce: 'block' as const, state: 'unmet' as const, codes: ['policy.no-rule-applies'] }]
      : []),
    ...rules.flatMap((rule, position) => {
      if (rule.state === 'met' || rule.state === 'skipped') return [];
      const name = ruleNameOf(rule.rule, position);
      return [{ layer, rule: name, enforce: rule.enforce, state: rule.state, codes: codesOf(rule) }];
    }),
  ]);
}

function openState(truth: Outcome['truth']): OpenState {
  return truth === 'met' ? 'unknown' : truth;
}

/** Codes of everything that kept the rule from being met, each once, in the order of the policy. */
function codesOf({ when, require }: RuleVerdict): readonly string[] {
  const outcomes = [when, require].filter((outcome) => outcome !== null);
  const open = outcomes.flatMap((outcome) => findingsIn(outcome).filter(({ truth }) => truth !== 'met'));
  // Under a `not`, what kept the rule from being met is that something is met.
  const said = open.length > 0 ? open : outcomes.flatMap(findingsIn);
  return [...new Set(said.map(({ code }) => code))].slice(0, MOST_CODES);
}

function findingsIn(outcome: Outcome): readonly Finding[] {
  return [...outcome.findings, ...outcome.parts.flatMap(findingsIn)];
}
