import type { SubjectKind } from './facts.ts';
import type { Enforcement } from './verdict.ts';

/** One parsed, valid policy file: one layer. Nothing in it can change what a name in another layer means. */
export interface Policy {
  readonly version: 1;
  readonly people: Readonly<Record<string, Role>>;
  readonly tickets: Readonly<Record<string, TicketSource>>;
  readonly rules: readonly Rule[];
  readonly otherwise: 'deny' | 'allow';
  readonly pending: 'in_progress' | 'action_required';
  /** Of deployments: how many milliseconds one that is not allowed waits for somebody to mend it; null: it does not. */
  readonly unmet: { readonly wait: number | null };
  readonly override: Override | null;
  /** Of an organisation's floor only: which repositories it speaks of; null: all. Made of `repository` conditions. */
  readonly appliesTo: ConditionNode | null;
  /** Of an organisation's floor only: bases that share one check. */
  readonly gates: readonly Gate[];
  /** Those of its keys that only a floor may use (floor-only.ts). */
  readonly floorOnly: readonly FloorOnlyKey[];
}

export interface FloorOnlyKey {
  readonly key: 'applies_to' | 'gates';
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

/** Several bases under one check, whose policy is that of the first (design/architecture.md, Subjects). */
export interface Gate {
  /** The first is a branch by name and lends its name to the check; the others are names or globs. */
  readonly bases: readonly [string, ...string[]];
  /** Line in the file, from 1. */
  readonly line: number;
}

export interface Role {
  readonly users: readonly string[];
  /** `org/slug`. */
  readonly teams: readonly string[];
}

export interface TicketSource {
  /** RE2. */
  readonly pattern: string;
  /** With `{key}`. */
  readonly url: string | null;
}

export interface Rule {
  readonly name: string;
  readonly description: string | null;
  /** Line of the rule in the file, from 1. */
  readonly line: number;
  readonly on: readonly SubjectKind[];
  readonly when: ConditionNode | null;
  readonly require: ConditionNode;
  readonly enforce: Enforcement;
}

export type ConditionNode =
  | { readonly op: 'all' | 'any'; readonly parts: readonly ConditionNode[] }
  | { readonly op: 'not'; readonly part: ConditionNode }
  | { readonly op: 'test'; readonly name: string; readonly settings: unknown };

export interface Override {
  readonly by: readonly string[];
  readonly reason: 'required' | 'optional';
  /** Milliseconds. */
  readonly expires: number;
}
