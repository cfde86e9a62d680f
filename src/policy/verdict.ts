import type { Instant } from '../base/clock.ts';
import type { SubjectKind } from './facts.ts';

/** The version of the engine. It stands in every decision; it rises whenever the same policy and facts could give
 * another verdict or other findings, or evidence takes a form that an older one does not read, so that a replay with
 * another engine is told apart from tampering. */
export const ENGINE = 'countersign-policy/1';

/** What a condition says. Order of the truth table: design/policy.md, "Truth". */
export type Truth = 'met' | 'unmet' | 'pending' | 'unknown';

export type Enforcement = 'block' | 'warn' | 'observe';

/**
 * Why a condition says what it says, as data. Sentences are made once, in explain.ts.
 * `code` is closed per condition (`signed.unsigned`, `approved.waiting` …) and stands in the ledger;
 * the rest is evidence: it may hold what an outsider wrote.
 */
export interface Finding {
  readonly code: string;
  readonly truth: Truth;
  /** Commits (full object ids) that it speaks of. */
  readonly commits: readonly string[];
  /** Particulars by name: counts, logins, patterns, paths. Strings may come from outsiders. */
  readonly data: Readonly<Record<string, FindingValue>>;
}

export type FindingValue =
  | string
  | number
  | boolean
  | null
  | readonly FindingValue[]
  | { readonly [key: string]: FindingValue };

/** One condition, or a combination of them, after judging. `name` is the word of the policy file. */
export interface Outcome {
  readonly name: string;
  readonly truth: Truth;
  readonly findings: readonly Finding[];
  /** Of `all`, `any` and `not`. */
  readonly parts: readonly Outcome[];
  /** The earliest instant at which time alone would change it; null: never. */
  readonly validUntil: Instant | null;
}

export type RuleState = Truth | 'skipped';

export interface RuleVerdict {
  readonly rule: string;
  /** Line of the rule in its policy file, from 1. */
  readonly line: number;
  readonly enforce: Enforcement;
  readonly state: RuleState;
  readonly when: Outcome | null;
  /** Null when the rule was skipped: what it would have required was not looked at. */
  readonly require: Outcome | null;
}

export type LayerName = 'floor' | 'repository';

/** A file that could not be used is a failing check with the reason in `problems`, never a silent pass. */
export interface LayerVerdict {
  readonly layer: LayerName;
  readonly result: Result;
  readonly rules: readonly RuleVerdict[];
  /** Set when no rule surely applied: what the policy says then. */
  readonly otherwise: 'deny' | 'allow' | null;
  /** Why the layer could not be judged (unreadable, invalid, removed), one finding each. */
  readonly problems: readonly Finding[];
  /** The policy could not be read again: it is the one that was read then. */
  readonly policyReadAt?: Instant;
}

export type Result = 'allow' | 'deny' | 'pending' | 'unknown';

export interface Verdict {
  readonly engine: string;
  readonly kind: SubjectKind;
  readonly result: Result;
  /** No policy speaks of this subject; `result` is then `allow`. */
  readonly none: boolean;
  readonly layers: readonly LayerVerdict[];
  readonly validUntil: Instant | null;
}
