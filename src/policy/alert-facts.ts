import type { Instant } from '../base/clock.ts';

/** From the worst on. */
export type Severity = 'critical' | 'high' | 'medium' | 'low';

/** Numbers and severities alone: what an alert says is nobody's business here. */
export interface OpenAlerts {
  readonly groups: readonly AlertGroup[];
  /** False: there are more than were read. */
  readonly isAll: boolean;
}

export interface AlertGroup {
  /** Of code scanning only. Whoever uploads an analysis chooses it: escape where shown. */
  readonly tool: string | null;
  readonly severity: Severity;
  readonly count: number;
  /** GitHub's numbers of some of them. */
  readonly numbers: readonly number[];
}

/** What is open on a branch (of a pull request: on its merge with the base), by the newest analysis of each kind. */
export interface CodeScanningFacts extends OpenAlerts {
  readonly analyses: readonly AnalysisFacts[];
  /** Open no more, because an analysis of another commit closed them after the one of this commit: here they are open still. */
  readonly closedSince: OpenAlerts;
}

/** All analyses of one kind, as far as they were read. */
export interface AnalysisFacts {
  readonly tool: string;
  /** What tells several analyses of one tool apart (`/language:go`); empty: nothing does. */
  readonly category: string;
  readonly newest: Instant;
  /** When this very commit was analyzed last; null: never. */
  readonly ofCommit: Instant | null;
}
