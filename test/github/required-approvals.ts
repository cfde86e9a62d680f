/** Approvals that a ruleset's `pull_request` rule asks for, as GitHub counts them. */
import { atLeast, permissionOf } from './access.ts';
import type { PullRequest, ReviewState, Rule } from './model.ts';

/** What stands in the way of a merge, in GitHub's words; empty when nothing. Only people with write access count. */
export function findMissingApprovals(pullRequest: PullRequest, needed: number): readonly string[] {
  const latest = new Map<number, ReviewState>();
  for (const { author, state } of pullRequest.reviews) {
    const counts = author.type === 'User' && atLeast(permissionOf(pullRequest.repository, author), 'write');
    if (counts && state !== 'COMMENTED' && state !== 'PENDING') latest.set(author.id, state);
  }
  const states = [...latest.values()];
  if (needed > 0 && states.includes('CHANGES_REQUESTED'))
    return ['Changes have been requested by a reviewer with write access.'];
  const approvals = states.filter((state) => state === 'APPROVED').length;
  if (approvals >= needed) return [];
  return [
    `At least ${needed} approving review${needed === 1 ? ' is' : 's are'} required by reviewers with write access.`,
  ];
}

const enforced: ReadonlySet<string> = new Set<Rule['type']>([
  'creation',
  'update',
  'deletion',
  'non_fast_forward',
  'required_signatures',
  'required_linear_history',
  'required_status_checks',
  'pull_request',
  'merge_queue',
]);
const unenforcedParameters = [
  'dismiss_stale_reviews_on_push',
  'require_code_owner_review',
  'require_last_push_approval',
  'required_review_thread_resolution',
  'required_reviewers',
  'dismissal_restriction',
];
const mergeMethods = 3;

/** Rules that GitHub would enforce and the stand-in would silently not: they are refused instead. */
export function findUnenforced(
  rules: readonly { readonly type: string; readonly parameters?: object }[],
): readonly string[] {
  return rules.flatMap(({ type, parameters }) => {
    if (!enforced.has(type)) return `The stand-in does not enforce the rule ${type}.`;
    if (type !== 'pull_request') return [];
    const given = (parameters ?? {}) as Readonly<Record<string, unknown>>;
    const methods = given['allowed_merge_methods'];
    const asked = unenforcedParameters.filter((name) =>
      Array.isArray(given[name]) ? given[name].length > 0 : given[name] === true,
    );
    if (Array.isArray(methods) && methods.length < mergeMethods) asked.push('allowed_merge_methods');
    return asked.map((name) => `The stand-in does not enforce ${name}.`);
  });
}
