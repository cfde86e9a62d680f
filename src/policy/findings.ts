import type { Instant } from '../base/clock.ts';
import { allOf } from './truth.ts';
import type { Finding, FindingValue, Outcome, Truth } from './verdict.ts';

/** What may be found of one commit. Where the same is found of many, the same object makes the grouping quick. */
export type CommitFinding = Omit<Finding, 'commits'>;

/** What was found of one commit, before like is put with like. */
export interface FoundOfCommit {
  readonly commit: string;
  readonly finding: CommitFinding;
}

interface Group {
  readonly finding: CommitFinding;
  readonly commits: string[];
}

/** One finding for all commits of which the same is to be said, in the order of the first of them. */
export function groupByCommit(found: readonly FoundOfCommit[]): readonly Finding[] {
  const groups = new Map<string, Group>();
  let last: Group | null = null;
  for (const { commit, finding } of found) {
    // Most commits are like the one before; only for the others a key is worth its price.
    const group: Group = last !== null && isLike(last.finding, finding) ? last : findGroup(groups, finding);
    group.commits.push(commit);
    last = group;
  }
  return [...groups.values()].map(({ finding: { code, truth, data }, commits }) => ({ code, truth, commits, data }));
}

function findGroup(groups: Map<string, Group>, finding: CommitFinding): Group {
  const key = JSON.stringify([finding.code, finding.data]);
  const group = groups.get(key) ?? { finding, commits: [] };
  groups.set(key, group);
  return group;
}

function isLike(a: CommitFinding, b: CommitFinding): boolean {
  return a === b || (a.code === b.code && isSame(a.data, b.data));
}

/** Made for every commit of every rule: without a copy of anything. */
function isSame(a: FindingValue | undefined, b: FindingValue | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (isList(a) || isList(b)) {
    return isList(a) && isList(b) && a.length === b.length && a.every((value, index) => isSame(value, b[index]));
  }
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]));
}

const isList = (value: FindingValue): value is readonly FindingValue[] => Array.isArray(value);

/** The outcome of a condition that holds when each of its findings does. */
export function outcomeOf(name: string, findings: readonly Finding[]): Outcome {
  return outcome(name, allOf(findings.map(({ truth }) => truth)), findings);
}

/** `validUntil`: the earliest instant at which time alone would change it. Most conditions never change by it. */
export function outcome(
  name: string,
  truth: Truth,
  findings: readonly Finding[],
  validUntil: Instant | null = null,
): Outcome {
  return { name, truth, findings, parts: [], validUntil };
}

export function makeFinding(code: string, truth: Truth, data: Finding['data'] = {}): Finding {
  return { code, truth, commits: [], data };
}

/** Lists in findings are evidence, not copies of the change: a few, and how many there were. */
export const SHOWN_LIMIT = 20;

export function showSome(values: readonly string[]): { readonly shown: readonly string[]; readonly count: number } {
  return { shown: values.slice(0, SHOWN_LIMIT), count: values.length };
}
