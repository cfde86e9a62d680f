import { allOf } from './truth.ts';
import type { Finding, FindingValue, Outcome, Truth } from './verdict.ts';

/** What was found of one commit, before like is put with like. */
export interface CommitFinding {
  readonly code: string;
  readonly truth: Truth;
  readonly commit: string;
  readonly data: Readonly<Record<string, FindingValue>>;
}

interface Group {
  readonly finding: Omit<Finding, 'commits'>;
  readonly commits: string[];
}

/** One finding for all commits of which the same is to be said, in the order of the first of them. */
export function groupByCommit(found: readonly CommitFinding[]): readonly Finding[] {
  const groups = new Map<string, Group>();
  let last: Group | null = null;
  for (const { commit, ...finding } of found) {
    // Most commits are like the one before; only for the others a key is worth its price.
    const group: Group = last !== null && isLike(last.finding, finding) ? last : findGroup(groups, finding);
    group.commits.push(commit);
    last = group;
  }
  return [...groups.values()].map(({ finding, commits }) => ({ ...finding, commits }));
}

function findGroup(groups: Map<string, Group>, finding: Omit<Finding, 'commits'>): Group {
  const key = JSON.stringify([finding.code, finding.data]);
  const group = groups.get(key) ?? { finding, commits: [] };
  groups.set(key, group);
  return group;
}

function isLike(a: Omit<Finding, 'commits'>, b: Omit<Finding, 'commits'>): boolean {
  return a.code === b.code && isSame(a.data, b.data);
}

function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [Object.entries(a), new Map(Object.entries(b))];
  return left.length === right.size && left.every(([key, value]) => right.has(key) && isSame(value, right.get(key)));
}

/** The outcome of a condition that holds when each of its findings does. */
export function outcomeOf(name: string, findings: readonly Finding[]): Outcome {
  return outcome(name, allOf(findings.map(({ truth }) => truth)), findings);
}

/** None of the conditions so far changes by time alone. */
export function outcome(name: string, truth: Truth, findings: readonly Finding[]): Outcome {
  return { name, truth, findings, parts: [], validUntil: null };
}

export function makeFinding(code: string, truth: Truth, data: Finding['data'] = {}): Finding {
  return { code, truth, commits: [], data };
}

/** Lists in findings are evidence, not copies of the change: a few, and how many there were. */
export const SHOWN_LIMIT = 20;

export function showSome(values: readonly string[]): { readonly shown: readonly string[]; readonly count: number } {
  return { shown: values.slice(0, SHOWN_LIMIT), count: values.length };
}
