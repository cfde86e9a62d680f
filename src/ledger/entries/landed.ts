import { count, described, flag, list, nullable, type Of, object, oneOf, optional } from '../shape.ts';
import { entryId, evidenceRef, gitId, sha256Digest, timestamp } from '../terms.ts';
import { statement } from './statement.ts';

/**
 * What reached a branch with a policy, and which decisions cover it. The subject is the commit that the branch was left at;
 * who did it, stands in the header's `actor`.
 */

/** Types of rules that a push may be bypassed of, in GitHub's words; `other`: one that we do not know. */
export const ruleTypes = [
  'creation',
  'update',
  'deletion',
  'required_linear_history',
  'merge_queue',
  'required_deployments',
  'required_signatures',
  'pull_request',
  'required_status_checks',
  'non_fast_forward',
  'commit_message_pattern',
  'commit_author_email_pattern',
  'committer_email_pattern',
  'branch_name_pattern',
  'tag_name_pattern',
  'file_path_restriction',
  'max_file_path_length',
  'file_extension_restriction',
  'max_file_size',
  'workflows',
  'code_scanning',
  'code_quality',
  'copilot_code_review',
  'other',
] as const;
export type RuleType = (typeof ruleTypes)[number];

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
    at: optional(described('When it happened, as far as GitHub says.', timestamp)),
    result: oneOf('covered', 'uncovered'),
    covered: described(
      'The commits, oldest first, by the passing decision that covers them.',
      list(object({ decision: entryId, change: optional(count(1)), commits: list(gitId, { min: 1 }) })),
    ),
    uncovered: described('Commits that no passing decision covers, oldest first.', list(gitId)),
    bypassed: optional(
      described(
        'Rules of GitHub were bypassed: the number of the rule suite, by whom, and which types of rules were not kept. Without it nothing is known: the app may not be allowed to read it.',
        object({
          suite: count(1),
          by: optional(count(1)),
          rules: list(oneOf(...ruleTypes), { max: ruleTypes.length }),
        }),
      ),
    ),
    tag: optional(
      described(
        'Not a branch but a tag: is it an object of its own, and what GitHub says of its signature. The subject is the commit that it leads to, and no commit is listed.',
        object({ annotated: flag, signature: oneOf('valid', 'invalid', 'unsigned', 'unknown') }),
      ),
    ),
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
