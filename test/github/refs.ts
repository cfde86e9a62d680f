/** The one way by which refs move: rules, compare-and-swap, and everything that follows from a moved ref. */
import { followRefChange } from './ref-effects.ts';
import { judgeSuite } from './rule-suites.ts';
import { findViolations, isForced, type RefChange } from './rules.ts';
import type { Actor, PullRequest, RefUpdate, Repository, World } from './world.ts';

export interface RefMove {
  readonly repository: Repository;
  readonly actor: Actor;
  readonly updates: readonly RefUpdate[];
  /** The pull request whose merge this is. */
  readonly merging?: PullRequest;
  /** The pull requests that the merge queue merges with this move. */
  readonly queued?: readonly PullRequest[];
  /** Refuse a change that is not a fast-forward although no rule forbids it (REST without `force`). */
  readonly fastForwardOnly?: boolean;
}

export type MoveOutcome =
  | { readonly kind: 'moved'; readonly changes: readonly RefChange[] }
  /** A `before` did not hold; `current` is what the ref points at (null: nothing). */
  | { readonly kind: 'stale'; readonly ref: string; readonly current: string | null }
  | { readonly kind: 'not-fast-forward'; readonly ref: string }
  /** Rules refuse it; `message` is what GitHub's API says: "Repository rule violations found\n\n…". */
  | {
      readonly kind: 'refused';
      readonly ref: string;
      readonly violations: readonly string[];
      readonly message: string;
    };

export async function moveRefs(world: World, move: RefMove): Promise<MoveOutcome> {
  return world.exclusively(move.repository, async () => {
    const outcome = await judgeMove(world, move);
    if (outcome.kind !== 'moved') return outcome;
    const suites = await Promise.all(
      outcome.changes.map(async (change) => await judgeSuite(world, { ...move, change })),
    );
    const updates = outcome.changes.map(({ ref, before, after }) => ({ ref, before, after }));
    const done = await world.git.updateRefs(move.repository.gitDir, updates);
    const first = updates[0];
    if (done === 'stale' && first !== undefined) {
      return { kind: 'stale', ref: first.ref, current: await world.git.readRef(move.repository.gitDir, first.ref) };
    }
    move.repository.ruleSuites.push(...suites.filter((suite) => suite !== null));
    await followMove(world, move, outcome.changes);
    return outcome;
  });
}

/** May the refs move? 'moved' says yes; nothing has moved yet. The caller holds the repository's lock. */
export async function judgeMove(world: World, move: RefMove): Promise<MoveOutcome> {
  const { repository, actor, merging, queued } = move;
  const changes: RefChange[] = [];
  for (const { ref, before, after } of move.updates) {
    const current = await world.git.readRef(repository.gitDir, ref);
    if (before !== undefined && before !== current) return { kind: 'stale', ref, current };
    const change = { ref, before: current, after };
    const merges = { ...(merging === undefined ? {} : { merging }), ...(queued === undefined ? {} : { queued }) };
    const question = { repository, actor, change, ...merges };
    const violations = await findViolations(world, question);
    if (violations.length > 0) {
      const suite = await judgeSuite(world, question, true);
      if (suite !== null) repository.ruleSuites.push(suite);
      return { kind: 'refused', ref, violations, message: violationMessage(violations) };
    }
    if (move.fastForwardOnly === true && (await isForced(world, repository, change)))
      return { kind: 'not-fast-forward', ref };
    if (current !== after) changes.push(change);
  }
  return { kind: 'moved', changes };
}

/** Tells everybody about refs that have moved. The caller holds the repository's lock. */
export async function followMove(
  world: World,
  move: Pick<RefMove, 'repository' | 'actor' | 'merging' | 'queued'>,
  changes: readonly RefChange[],
): Promise<void> {
  const isTag = ({ ref }: RefChange): boolean => ref.startsWith('refs/tags/');
  // GitHub tells nothing of more than three tags pushed at once.
  const silentTags = changes.filter(isTag).length > 3;
  for (const change of changes) {
    if (!(silentTags && isTag(change))) await followRefChange(world, { ...move, change });
  }
}

function violationMessage(violations: readonly string[]): string {
  return `Repository rule violations found\n\n${violations.join('\n\n')}\n\n`;
}
