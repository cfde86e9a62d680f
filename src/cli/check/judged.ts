import type { Outcome, RuleVerdict, Verdict } from '../../policy/verdict.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { findUnjudged } from './localize.ts';

/**
 * What can be said of a rule from a repository alone. `not-judged-here`: it depends on what only GitHub knows.
 * `undetermined`: it could have been judged here, but a fact could not be read.
 */
export type LocalState = 'met' | 'unmet' | 'skipped' | 'not-judged-here' | 'undetermined';

export interface JudgedRule {
  readonly verdict: RuleVerdict;
  readonly state: LocalState;
  /** The conditions, by their names in the policy file, that kept it from being judged. */
  readonly open: readonly string[];
}

/** Why a local fact may be missing; everything else that is unknown is so because it is not here. */
const UNREAD: ReadonlySet<unknown> = new Set(['incomplete', 'too-many', 'unavailable', 'forbidden']);

export function judgeLocally(verdict: Verdict): readonly JudgedRule[] {
  return verdict.layers.flatMap(({ rules }) => rules).map(toJudged);
}

function toJudged(verdict: RuleVerdict): JudgedRule {
  const { state, when, require } = verdict;
  if (state === 'met' || state === 'unmet' || state === 'skipped') return { verdict, state, open: [] };
  const open = [...new Set([...findUnjudged(when), ...findUnjudged(require)])];
  return { verdict, state: isUnread(when) || isUnread(require) ? 'undetermined' : 'not-judged-here', open };
}

function isUnread(outcome: Outcome | null): boolean {
  if (outcome === null) return false;
  return (
    outcome.parts.some(isUnread) ||
    outcome.findings.some(({ truth, data }) => truth === 'unknown' && UNREAD.has(data['why']))
  );
}

/** No first; then what could not be read; what only GitHub can judge counts when the user is strict. */
export function toExitCode(verdict: Verdict, rules: readonly JudgedRule[], isStrict: boolean): ExitCode {
  if (verdict.result === 'deny') return EXIT.no;
  if (rules.some(({ state, verdict: { enforce } }) => state === 'undetermined' && enforce === 'block'))
    return EXIT.undetermined;
  return isStrict && rules.some(({ state }) => state === 'not-judged-here' || state === 'undetermined')
    ? EXIT.undetermined
    : EXIT.yes;
}
