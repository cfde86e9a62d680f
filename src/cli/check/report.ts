import type { Explanation } from '../../policy/explanation.ts';
import type { Facts } from '../../policy/facts.ts';
import type { PolicyProblem } from '../../policy/problem.ts';
import type { Verdict } from '../../policy/verdict.ts';
import type { ExitCode } from '../exit-code.ts';
import type { JudgedRule } from './judged.ts';
import type { PolicySource } from './policy-source.ts';
import type { ResolvedRange } from './range.ts';

/** What `check` found out, before it is written in one of the formats. */
export type CheckReport = EmptyReport | InvalidReport | JudgedReport;

/** Nothing to judge: B has nothing that A does not have. */
export interface EmptyReport {
  readonly outcome: 'empty';
  readonly exit: ExitCode;
  readonly range: ResolvedRange;
}

/** The policy cannot be used, so nothing passes. */
export interface InvalidReport {
  readonly outcome: 'invalid-policy';
  readonly exit: ExitCode;
  readonly range: ResolvedRange;
  readonly source: PolicySource;
  readonly problems: readonly PolicyProblem[];
}

export interface JudgedReport {
  readonly outcome: 'judged';
  readonly exit: ExitCode;
  readonly range: ResolvedRange;
  readonly source: PolicySource;
  readonly facts: Facts;
  readonly verdict: Verdict;
  readonly rules: readonly JudgedRule[];
  /** Of the rules that could be judged; those that could not have no words there. */
  readonly explanation: Explanation;
}
