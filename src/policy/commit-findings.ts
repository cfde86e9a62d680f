import type { CommitFacts, Facts } from './facts.ts';
import { type CommitFinding, type FoundOfCommit, groupByCommit, makeFinding, outcome, outcomeOf } from './findings.ts';
import { anyOf } from './truth.ts';
import type { Outcome } from './verdict.ts';

export interface CommitTest {
  /** The condition's name; it begins the codes of its findings. */
  readonly name: string;
  /** Must each commit pass, or is one enough? */
  readonly mode: 'each_commit' | 'any_commit';
  /** Null where the condition does not look at this commit. */
  readonly test: (commit: CommitFacts) => CommitFinding | null;
}

/** Judges a condition that looks at commits one by one. A range without commits meets nothing. */
export function judgeCommits({ commits }: Facts, { name, mode, test }: CommitTest): Outcome {
  if (!commits.known)
    return outcomeOf(name, [
      makeFinding(`${name}.unread`, 'unknown', { why: commits.why.code, detail: commits.why.detail }),
    ]);
  if (commits.value.length === 0) return outcomeOf(name, [makeFinding(`${name}.no-commits`, 'unmet')]);
  const found: FoundOfCommit[] = [];
  for (const commit of commits.value) {
    const finding = test(commit);
    if (finding !== null) found.push({ finding, commit: commit.oid });
  }
  const findings = groupByCommit(found);
  if (mode === 'each_commit') return outcomeOf(name, findings);
  return outcome(name, anyOf(findings.map(({ truth }) => truth)), findings);
}
