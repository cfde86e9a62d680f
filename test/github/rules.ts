/** Rulesets: which apply to a ref, whom they let by, and what they say to a change of the ref. */
import picomatch from 'picomatch';
import { actorUser, atLeast, isTeamMember, permissionOf } from './access.ts';
import type { Actor, BypassActor, PullRequest, Repository, Rule, Ruleset } from './model.ts';
import { findMissingApprovals } from './required-approvals.ts';
import { findMissingChecks } from './required-checks.ts';
import { verifyCommit } from './signing/verify.ts';
import type { World } from './world.ts';

/** Ids of GitHub's built-in repository roles, as `bypass_actors` names them. */
const roles = new Map([
  [2, 'maintain'],
  [4, 'write'],
  [5, 'admin'],
] as const);

export interface RefChange {
  readonly ref: string;
  /** null: it did not exist. */
  readonly before: string | null;
  /** null: it is deleted. */
  readonly after: string | null;
}

/** The repository's and its organisation's rulesets that name this ref, disabled ones and `evaluate` left out. */
export function rulesetsFor(repository: Repository, ref: string): readonly Ruleset[] {
  const inherited = repository.owner.type === 'Organization' ? repository.owner.rulesets : [];
  return [...repository.rulesets, ...inherited].filter(
    (ruleset) => ruleset.enforcement === 'active' && matches(ruleset, repository, ref),
  );
}

export interface AppliedRule {
  readonly ruleset: Ruleset;
  readonly rule: Rule;
}

/** Every active rule on a branch, whoever asks (as `GET /rules/branches/{branch}` lists them). */
export function rulesFor(repository: Repository, ref: string): readonly AppliedRule[] {
  return rulesetsFor(repository, ref).flatMap((ruleset) => ruleset.rules.map((rule) => ({ ruleset, rule })));
}

export function canBypass(
  repository: Repository,
  ruleset: Ruleset,
  actor: Actor,
  way: 'direct' | 'pull_request',
): boolean {
  return ruleset.bypassActors.some(
    (bypass) =>
      (bypass.bypass_mode !== 'pull_request' || way === 'pull_request') && isBypassActor(repository, bypass, actor),
  );
}

export interface RuleQuestion {
  readonly repository: Repository;
  readonly actor: Actor;
  readonly change: RefChange;
  /** The pull request that is being merged, when this is a merge. */
  readonly merging?: PullRequest;
  /** The pull requests that the merge queue merges with this change. */
  readonly queued?: readonly PullRequest[];
}

/** Branches of groups: nobody but the queue itself, which asks no rule, touches them. */
export const queueBranches = 'refs/heads/gh-readonly-queue/';

/** What the rules have against a change, in GitHub's words; empty when nothing. */
export async function findViolations(world: World, question: RuleQuestion): Promise<readonly string[]> {
  const { repository, actor, change, merging } = question;
  if (!change.ref.startsWith('refs/heads/') && !change.ref.startsWith('refs/tags/')) return [];
  if (change.ref.startsWith(queueBranches)) return ['This branch belongs to the merge queue.'];
  const found = [...(await findSecrets(world, repository, change))];
  for (const ruleset of rulesetsFor(repository, change.ref)) {
    if (canBypass(repository, ruleset, actor, merging === undefined ? 'direct' : 'pull_request')) continue;
    for (const rule of ruleset.rules) found.push(...(await judgeRule(world, question, rule)));
  }
  return [...new Set(found)];
}

export async function judgeRule(world: World, question: RuleQuestion, rule: Rule): Promise<readonly string[]> {
  const { repository, change, merging, queued } = question;
  const { before, after } = change;
  switch (rule.type) {
    case 'creation':
      return before === null ? ['Cannot create ref due to creations being restricted.'] : [];
    case 'update':
      return before !== null && after !== null ? ['Cannot update this protected ref.'] : [];
    case 'deletion':
      return after === null ? ['Cannot delete this protected ref.'] : [];
    case 'non_fast_forward':
      return (await isForced(world, repository, change)) ? ['Cannot force-push to this branch.'] : [];
    case 'required_signatures':
      return findUnsigned(world, repository, change);
    case 'required_linear_history':
      return findMerges(world, repository, change);
    case 'merge_queue':
      if (queued !== undefined || before === null || after === null) return [];
      return ['Changes must be made through the merge queue'];
    case 'pull_request':
      if (queued !== undefined) return queued.flatMap((one) => findMissingApprovals(one, approvalsOf(rule)));
      if (merging !== undefined) return findMissingApprovals(merging, approvalsOf(rule));
      return before === null || after === null ? [] : ['Changes must be made through a pull request.'];
    case 'required_status_checks': {
      // The queue has asked them of its groups, each against the newest base.
      if (queued !== undefined) return [];
      if (after === null || (before === null && rule.parameters.do_not_enforce_on_create === true)) return [];
      const { required_status_checks: required, strict_required_status_checks_policy: strict } = rule.parameters;
      const missing = findMissingChecks(repository, merging?.headOid ?? after, required);
      const upToDate =
        merging === undefined ||
        before === null ||
        !strict ||
        (await world.git.isAncestor(repository.gitDir, before, merging.headOid));
      return upToDate ? missing : [...missing, 'The head branch is not up to date with the base branch.'];
    }
  }
}

/** The most that any rule on the ref asks for. */
export function approvalsNeeded(repository: Repository, ref: string): number {
  const asked = rulesFor(repository, ref).map(({ rule }) => (rule.type === 'pull_request' ? approvalsOf(rule) : 0));
  return Math.max(0, ...asked);
}

function approvalsOf({ parameters }: Extract<Rule, { type: 'pull_request' }>): number {
  return Number(parameters['required_approving_review_count'] ?? 0);
}

export async function isForced(world: World, repository: Repository, { before, after }: RefChange): Promise<boolean> {
  if (before === null || after === null) return false;
  return !(await world.git.isAncestor(repository.gitDir, before, after));
}

/** Commits that a change brings to the ref: on creation, those that no branch has yet. */
export async function listNewCommits(
  world: World,
  repository: Repository,
  { before, after, ref }: RefChange,
  limit?: number,
): Promise<readonly string[]> {
  if (after === null) return [];
  const others = async () =>
    (await world.git.listRefs(repository.gitDir, 'refs/heads/'))
      .filter(({ name }) => name !== ref)
      .map(({ oid }) => oid);
  const exclude = before === null ? await others() : [before];
  return world.git.listCommits(repository.gitDir, [after], exclude, limit === undefined ? {} : { limit });
}

async function findUnsigned(world: World, repository: Repository, change: RefChange): Promise<readonly string[]> {
  const oids = await listNewCommits(world, repository, change);
  const commits = await world.git.readCommits(repository.gitDir, oids);
  const bad = commits.flatMap((commit) =>
    commit === null || verifyCommit(world, repository, commit).state === 'VALID' ? [] : commit.oid,
  );
  if (bad.length === 0) return [];
  return [
    `Commits must have verified signatures. Found ${bad.length} violation${bad.length === 1 ? '' : 's'}: ${bad.join(', ')}`,
  ];
}

async function findMerges(world: World, repository: Repository, change: RefChange): Promise<readonly string[]> {
  const commits = await world.git.readCommits(repository.gitDir, await listNewCommits(world, repository, change));
  const merges = commits.filter((commit) => commit !== null && commit.parents.length > 1);
  return merges.length === 0 ? [] : ['This branch must not contain merge commits.'];
}

/** Push protection looks at every file that the new commits add or change, whoever pushes. */
/** What push protection takes for a secret. */
export function isTakenForSecret({ secretTexts }: Pick<World, 'secretTexts'>, text: string): boolean {
  return secretTexts.some((secret) => text.includes(secret));
}

async function findSecrets(world: World, repository: Repository, change: RefChange): Promise<readonly string[]> {
  if (world.secretTexts.length === 0 || change.after === null) return [];
  const commits = await world.git.readCommits(repository.gitDir, await listNewCommits(world, repository, change));
  for (const commit of commits) {
    const files = commit === null ? [] : await world.git.diff(repository.gitDir, commit.parents[0] ?? null, commit.oid);
    for (const { status, oid, path } of files) {
      const blob = status === 'removed' ? null : await world.git.readObject(repository.gitDir, oid);
      const text = `${path}\n${blob?.bytes.toString('utf8') ?? ''}`;
      if (isTakenForSecret(world, text)) return ['Push cannot contain secrets'];
    }
  }
  return [];
}

function matches(ruleset: Ruleset, repository: Repository, ref: string): boolean {
  const wanted = ruleset.target === 'tag' ? 'refs/tags/' : 'refs/heads/';
  if (ruleset.target === 'push' || !ref.startsWith(wanted)) return false;
  const names = (pattern: string): boolean => {
    if (pattern === '~ALL') return true;
    if (pattern === '~DEFAULT_BRANCH') return ref === `refs/heads/${repository.defaultBranch}`;
    return picomatch.isMatch(ref, pattern, { dot: true });
  };
  return ruleset.include.some(names) && !ruleset.exclude.some(names);
}

function isBypassActor(repository: Repository, bypass: BypassActor, actor: Actor): boolean {
  const user = actorUser(actor);
  const { owner } = repository;
  switch (bypass.actor_type) {
    case 'Integration':
      return actor.kind === 'installation' && actor.installation.app.id === bypass.actor_id;
    case 'User':
      return actor.kind === 'user' && user.id === bypass.actor_id;
    case 'OrganizationAdmin':
      return owner.type === 'Organization' && owner.members.get(user.id) === 'admin';
    case 'Team': {
      const team = owner.type === 'Organization' ? owner.teams.find(({ id }) => id === bypass.actor_id) : undefined;
      return team !== undefined && actor.kind === 'user' && isTeamMember(team, user);
    }
    case 'RepositoryRole': {
      const role = roles.get(bypass.actor_id as 2 | 4 | 5);
      return role !== undefined && actor.kind === 'user' && atLeast(permissionOf(repository, user), role);
    }
    case 'DeployKey':
      return false;
  }
}
