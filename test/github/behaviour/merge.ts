/** Merging a pull request, by real git, and everything that GitHub lets stand in its way. */
import { actorUser, may } from '../access.ts';
import { type MergeMethod, writeMerge } from '../merge-commits.ts';
import { readBaseTip, readRange } from '../pull-range.ts';
import { markMerged } from '../ref-effects.ts';
import { moveRefs } from '../refs.ts';
import { findMissingChecks } from '../required-checks.ts';
import { canBypass, rulesFor } from '../rules.ts';
import { forbidden, GitHubError } from '../server/github-error.ts';
import type { Actor, PullRequest, Repository, World } from '../world.ts';

export interface MergeRequest {
  readonly method: MergeMethod;
  /** The head that the caller saw; another one is refused. */
  readonly expectedHead?: string;
  readonly title?: string;
  readonly message?: string;
}

export async function mergePullRequest(
  world: World,
  actor: Actor,
  pullRequest: PullRequest,
  request: MergeRequest,
): Promise<string> {
  const { repository, headOid, baseBranch } = pullRequest;
  if (!may(actor, repository, 'contents', 'write')) throw forbidden();
  if (pullRequest.state !== 'open' || pullRequest.draft) throw new GitHubError(405, 'Pull Request is not mergeable');
  if (request.expectedHead !== undefined && request.expectedHead !== headOid) {
    throw new GitHubError(409, 'Head branch was modified. Review and try the merge again.');
  }
  refuseMethod(repository, request.method);
  const base = await readBaseTip(world, pullRequest);
  const merged = await writeMerge(world, { ...request, pullRequest, base, by: actorUser(actor) });
  if (merged === null) throw new GitHubError(405, 'Pull Request is not mergeable');
  const { commits } = await readRange(world, pullRequest);
  const mergeBase = await world.git.mergeBase(repository.gitDir, base, headOid);
  const updates = [{ ref: `refs/heads/${baseBranch}`, before: base, after: merged }];
  const outcome = await moveRefs(world, { repository, actor, updates, merging: pullRequest });
  if (outcome.kind === 'refused') throw new GitHubError(405, outcome.message);
  if (outcome.kind !== 'moved' || commits.at(-1) !== pullRequest.headOid) {
    throw new GitHubError(409, 'Base branch was modified. Review and try the merge again.');
  }
  pullRequest.closedMergeBase = mergeBase;
  await markMerged(world, pullRequest, actorUser(actor), merged);
  return merged;
}

export interface Mergeability {
  readonly mergeable: boolean | null;
  /** GitHub's `mergeable_state`. */
  readonly state: 'clean' | 'blocked' | 'dirty' | 'draft' | 'behind' | 'unknown';
}

/** What the page of the pull request would show an ordinary writer. */
export async function readMergeability(world: World, pullRequest: PullRequest): Promise<Mergeability> {
  const { repository, headOid, baseBranch } = pullRequest;
  if (pullRequest.state === 'closed') return { mergeable: null, state: 'unknown' };
  const base = await readBaseTip(world, pullRequest);
  const tree = await world.git.mergeTrees(
    repository.gitDir,
    (await world.git.mergeBase(repository.gitDir, base, headOid)) ?? base,
    base,
    headOid,
  );
  if (tree === null) return { mergeable: false, state: 'dirty' };
  if (pullRequest.draft) return { mergeable: true, state: 'draft' };
  const blocked =
    findBlockingChecks(repository, pullRequest, null).length > 0 ||
    rulesFor(repository, `refs/heads/${baseBranch}`).some(({ rule }) => rule.type === 'update');
  return { mergeable: true, state: blocked ? 'blocked' : 'clean' };
}

/** Required checks that do not pass on the head, rulesets that the actor bypasses left out. */
export function findBlockingChecks(
  repository: Repository,
  pullRequest: PullRequest,
  actor: Actor | null,
): readonly string[] {
  return rulesFor(repository, `refs/heads/${pullRequest.baseBranch}`).flatMap(({ ruleset, rule }) => {
    if (rule.type !== 'required_status_checks') return [];
    if (actor !== null && canBypass(repository, ruleset, actor, 'pull_request')) return [];
    return findMissingChecks(repository, pullRequest.headOid, rule.parameters.required_status_checks);
  });
}

function refuseMethod(repository: Repository, method: MergeMethod): void {
  const allowed = {
    merge: repository.allowMergeCommit,
    squash: repository.allowSquashMerge,
    rebase: repository.allowRebaseMerge,
  }[method];
  const names = { merge: 'Merge commits', squash: 'Squash merges', rebase: 'Rebase merges' };
  if (!allowed) throw new GitHubError(405, `${names[method]} are not allowed on this repository.`);
}
