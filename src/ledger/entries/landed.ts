import { count, described, list, nullable, type Of, object, oneOf, optional } from '../shape.ts';
import { entryId, evidenceRef, gitId, sha256Digest } from '../terms.ts';
import { statement } from './statement.ts';

/**
 * What reached a branch with a policy, and which decisions cover it. The subject is the commit that the branch was left at;
 * who did it, stands in the header's `actor`.
 */

export const landedFields = {
  countersign_landed: object({
    how: described(
      '`merge` of a pull request, `queue`: by the merge queue, `push` straight to the branch; `force-push`: it took commits away; `cover`: nothing was pushed, somebody covered what had landed before.',
      oneOf('merge', 'queue', 'push', 'force-push', 'create', 'delete', 'cover'),
    ),
    /** SHA-256 of the full ref, as decisions name it. */
    base: object({ refDigest: sha256Digest }),
    /** Null: there was no such branch before, or there is none any more. */
    before: nullable(gitId),
    after: nullable(gitId),
    result: oneOf('covered', 'uncovered'),
    covered: described(
      'The commits, oldest first, by the passing decision that covers them.',
      list(object({ decision: entryId, change: optional(count(1)), commits: list(gitId, { min: 1 }) })),
    ),
    uncovered: described('Commits that no passing decision covers, oldest first.', list(gitId)),
    removed: optional(described('How many commits the branch had before and has no more.', count(1))),
    late: optional(
      described(
        'Of a `cover`: which commits the `actor` covered after they had landed, and in the comments of which pull request; why, stands in the evidence.',
        object({ commits: list(gitId, { min: 1, max: 100 }), change: count(1), reason: optional(evidenceRef) }),
      ),
    ),
    omitted: optional(
      described('How many commits are not named for want of room.', object({ covered: count(), uncovered: count() })),
    ),
  }),
} as const;

export const landedStatement = statement('landed', landedFields);
export type LandedStatement = Of<typeof landedStatement>;
export type LandedFields = LandedStatement['predicate']['countersign_landed'];
