import type { Instant } from '../../base/clock.ts';
import type { Detail, Explanation, Sentence } from '../explanation.ts';
import type { CommitFacts, Facts, Person } from '../facts.ts';
import type { Outcome } from '../verdict.ts';

/** What an explanation is made from. */
export interface Scene {
  readonly facts: Facts;
  readonly now: Instant;
  /** Empty where the commits are not known. */
  readonly commits: readonly CommitFacts[];
  /** Signatures are missing: whatever makes commits anew has to sign them, or it undoes what was done before. */
  readonly signs: boolean;
}

export type Step = Explanation['steps'][number];

/** One condition in words: one file each, named as the condition. Every function takes any truth. */
export interface Explainer {
  /** What is wrong or waited for, from the longest to the shortest; completes "Blocked: …" or "Waiting for …". */
  headlines(outcome: Outcome, scene: Scene): readonly string[];
  /** For the table. */
  row(outcome: Outcome, scene: Scene): Sentence;
  detail(outcome: Outcome, scene: Scene): Omit<Detail, 'rule'>;
  /** What to do about it, the rewriting of commits apart (rewrite.ts does that for all conditions at once). */
  steps(outcome: Outcome, scene: Scene): readonly Step[];
}

export function makeScene(facts: Facts): Scene {
  return { facts, now: facts.observedAt, commits: facts.commits.known ? facts.commits.value : [], signs: false };
}

/** Commits of findings that are not met, in the order of the change. */
export function commitsOf(outcome: Outcome, scene: Scene, codes?: readonly string[]): readonly CommitFacts[] {
  const wanted = new Set(
    outcome.findings
      .filter(({ truth, code }) => truth !== 'met' && (codes === undefined || codes.includes(code)))
      .flatMap(({ commits }) => commits),
  );
  return scene.commits.filter(({ oid }) => wanted.has(oid));
}

/** Who can change a commit: whoever committed it, if that is a person, otherwise whoever opened the change. */
export function whoFixes(commit: CommitFacts | undefined, { facts }: Scene): Person | null {
  const committer = commit?.committer.person ?? null;
  // GitHub's own account commits for the author.
  const isPerson = committer?.type === 'user' && committer.login !== 'web-flow';
  const author = commit?.author.person ?? null;
  if (isPerson) return committer;
  return author?.type === 'user' ? author : facts.change.author;
}

export function addressed(person: Person | null, words: string): string {
  return person === null ? words : `@${person.login}, ${words}`;
}
