import type { Environment } from '../ports.ts';

/** What protects an environment, as evidence keeps it, and when it protects less than before. Pure. */
export interface Settings extends Environment {
  /** Do jobs that go there wait for us? Null: GitHub shows no gates. */
  readonly gate: boolean | null;
}

/** Closed: in what an environment can get weaker. */
export type Weakening =
  | 'environment.gate-gone'
  | 'environment.reviewers-removed'
  | 'environment.self-review-allowed'
  | 'environment.wait-shorter'
  | 'environment.bypass-allowed'
  | 'environment.branches-open'
  | 'environment.removed';

export function findWeakenings(before: Settings, after: Settings): readonly Weakening[] {
  const reviewers = new Set(after.reviewers.map(({ type, id }) => `${type}:${id}`));
  const found: readonly (readonly [Weakening, boolean])[] = [
    ['environment.gate-gone', before.gate === true && after.gate !== true],
    ['environment.reviewers-removed', before.reviewers.some(({ type, id }) => !reviewers.has(`${type}:${id}`))],
    // Where nobody has to review, whose own review counts means nothing.
    [
      'environment.self-review-allowed',
      before.preventSelfReview && !after.preventSelfReview && after.reviewers.length > 0,
    ],
    ['environment.wait-shorter', after.waitTimer < before.waitTimer],
    ['environment.bypass-allowed', before.adminsBypass === false && after.adminsBypass === true],
    ['environment.branches-open', before.branches !== 'all' && after.branches === 'all'],
  ];
  return found.filter(([, isSo]) => isSo).map(([code]) => code);
}

/** Does anything stand between a job and this environment? */
export function isProtected({ reviewers, waitTimer, branches, adminsBypass }: Environment): boolean {
  return reviewers.length > 0 || waitTimer > 0 || branches !== 'all' || adminsBypass === false;
}
