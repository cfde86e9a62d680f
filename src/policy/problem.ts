import type { FaultCode } from '../base/fault-codes.ts';

/** One thing that is wrong with a policy file. `message` may quote the file: escape it where it is shown. */
export interface PolicyProblem {
  readonly code: Extract<FaultCode, `policy.${string}`>;
  /** One sentence without a full stop. */
  readonly message: string;
  /** From 1; the column counts UTF-16 units. */
  readonly line: number;
  readonly column: number;
  /** The known word that an unknown one was probably meant to be. */
  readonly nearest: string | null;
}

/** The problems in the order of the file, each once. */
export function sortProblems(problems: readonly PolicyProblem[]): readonly PolicyProblem[] {
  const seen = new Map(problems.map((problem) => [`${problem.line}:${problem.column}:${problem.message}`, problem]));
  return [...seen.values()].toSorted((a, b) => a.line - b.line || a.column - b.column);
}
