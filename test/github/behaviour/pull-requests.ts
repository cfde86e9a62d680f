/** What people do to pull requests, short of merging them. */
import { actorUser, may } from '../access.ts';
import { announcePullRequest } from '../announce/pull-request.ts';
import { closePullRequest, setHead } from '../ref-effects.ts';
import { forbidden, invalid } from '../server/github-error.ts';
import { userShape } from '../shapes/owner.ts';
import { labelShape } from '../shapes/pull-request.ts';
import { addTimelineEvent } from '../timeline.ts';
import type { Actor, Label, PullRequest, Repository, User, World } from '../world.ts';

export interface NewPullRequest {
  readonly repository: Repository;
  readonly headRepository: Repository;
  readonly headBranch: string;
  readonly baseBranch: string;
  readonly title: string;
  readonly body: string | null;
  readonly draft: boolean;
}

export async function openPullRequest(world: World, actor: Actor, request: NewPullRequest): Promise<PullRequest> {
  const { repository, headRepository, headBranch, baseBranch } = request;
  if (!may(actor, repository, 'pull_requests', actor.kind === 'user' ? 'read' : 'write')) throw forbidden();
  const headOid = await world.git.readRef(headRepository.gitDir, `refs/heads/${headBranch}`);
  const baseOid = await world.git.readRef(repository.gitDir, `refs/heads/${baseBranch}`);
  if (headOid === null)
    throw invalid('Validation Failed', [{ resource: 'PullRequest', field: 'head', code: 'invalid' }]);
  if (baseOid === null)
    throw invalid('Validation Failed', [{ resource: 'PullRequest', field: 'base', code: 'invalid' }]);
  refuseTwin(request);
  const pullRequest = makePullRequest(world, { request, author: actorUser(actor), headOid, baseOid });
  await setHead(world, pullRequest, headOid);
  if (headOid === baseOid || (await world.git.isAncestor(repository.gitDir, headOid, baseOid))) {
    throw invalid('Validation Failed', [
      { resource: 'PullRequest', code: 'custom', message: `No commits between ${baseBranch} and ${headBranch}` },
    ]);
  }
  addPullRequest(world, pullRequest);
  await announcePullRequest(world, { pullRequest, action: 'opened', sender: actorUser(actor) });
  return pullRequest;
}

export interface OpenedAt {
  readonly request: NewPullRequest;
  readonly author: User;
  readonly headOid: string;
  readonly baseOid: string;
}

/** The record alone, with the next number of its repository. */
export function makePullRequest(world: World, { request, author, headOid, baseOid }: OpenedAt): PullRequest {
  return {
    ...request,
    id: world.nextId(),
    number: request.repository.nextNumber,
    author,
    state: 'open',
    headOid,
    baseOid,
    labels: [],
    reviews: [],
    timeline: [],
    createdAt: world.now(),
    updatedAt: world.now(),
    closedAt: null,
    mergedAt: null,
    mergedBy: null,
    mergeCommitOid: null,
    closedMergeBase: null,
  };
}

export function addPullRequest(world: World, pullRequest: PullRequest): void {
  const { repository } = pullRequest;
  repository.nextNumber += 1;
  repository.pullRequests.push(pullRequest);
  world.pullRequests.set(pullRequest.id, pullRequest);
}

export interface PullRequestEdit {
  readonly title?: string;
  readonly body?: string;
  readonly baseBranch?: string;
}

export async function editPullRequest(
  world: World,
  actor: Actor,
  pullRequest: PullRequest,
  edit: PullRequestEdit,
): Promise<void> {
  const sender = await requireWriteOrAuthor(actor, pullRequest);
  const changes: Record<string, unknown> = {};
  if (edit.title !== undefined && edit.title !== pullRequest.title) {
    changes['title'] = { from: pullRequest.title };
    addTimelineEvent(world, pullRequest, sender, {
      type: 'RenamedTitleEvent',
      previousTitle: pullRequest.title,
      currentTitle: edit.title,
    });
    pullRequest.title = edit.title;
  }
  if (edit.body !== undefined && edit.body !== pullRequest.body) {
    changes['body'] = { from: pullRequest.body ?? '' };
    pullRequest.body = edit.body;
  }
  if (edit.baseBranch !== undefined && edit.baseBranch !== pullRequest.baseBranch) {
    changes['base'] = await changeBase(world, pullRequest, sender, edit.baseBranch);
  }
  if (Object.keys(changes).length === 0) return;
  pullRequest.updatedAt = world.now();
  await announcePullRequest(world, { pullRequest, action: 'edited', sender, extra: { changes } });
}

async function changeBase(world: World, pullRequest: PullRequest, sender: User, branch: string): Promise<unknown> {
  const { repository, baseBranch, baseOid } = pullRequest;
  const tip = await world.git.readRef(repository.gitDir, `refs/heads/${branch}`);
  if (tip === null) throw invalid('Validation Failed', [{ resource: 'PullRequest', field: 'base', code: 'invalid' }]);
  refuseTwin({ ...pullRequest, headRepository: pullRequest.headRepository ?? repository, baseBranch: branch });
  pullRequest.baseBranch = branch;
  pullRequest.baseOid = tip;
  addTimelineEvent(world, pullRequest, sender, {
    type: 'BaseRefChangedEvent',
    previousRefName: baseBranch,
    currentRefName: branch,
  });
  return { ref: { from: baseBranch }, sha: { from: baseOid } };
}

export async function setDraft(world: World, actor: Actor, pullRequest: PullRequest, draft: boolean): Promise<void> {
  const sender = await requireWriteOrAuthor(actor, pullRequest);
  if (pullRequest.draft === draft) return;
  pullRequest.draft = draft;
  addTimelineEvent(world, pullRequest, sender, { type: draft ? 'ConvertToDraftEvent' : 'ReadyForReviewEvent' });
  await announcePullRequest(world, { pullRequest, action: draft ? 'converted_to_draft' : 'ready_for_review', sender });
}

export async function setState(
  world: World,
  actor: Actor,
  pullRequest: PullRequest,
  state: 'open' | 'closed',
): Promise<void> {
  const sender = await requireWriteOrAuthor(actor, pullRequest);
  if (pullRequest.state === state) return;
  if (state === 'closed') {
    await closePullRequest(world, pullRequest, sender);
    return;
  }
  await reopen(world, pullRequest, sender);
}

async function reopen(world: World, pullRequest: PullRequest, sender: User): Promise<void> {
  const { headRepository, headBranch, mergedAt } = pullRequest;
  const refuse = (message: string): Error =>
    invalid('Validation Failed', [{ resource: 'PullRequest', field: 'state', code: 'invalid', message }]);
  if (mergedAt !== null) throw refuse('state cannot be changed. The pull request was merged.');
  const tip =
    headRepository === null ? null : await world.git.readRef(headRepository.gitDir, `refs/heads/${headBranch}`);
  if (tip === null) throw refuse(`state cannot be changed. The ${headBranch} branch has been deleted.`);
  pullRequest.state = 'open';
  pullRequest.closedAt = null;
  pullRequest.closedMergeBase = null;
  await setHead(world, pullRequest, tip);
  addTimelineEvent(world, pullRequest, sender, { type: 'ReopenedEvent' });
  await announcePullRequest(world, { pullRequest, action: 'reopened', sender });
}

export async function addLabel(world: World, actor: Actor, pullRequest: PullRequest, name: string): Promise<void> {
  const { repository } = pullRequest;
  if (!may(actor, repository, 'pull_requests', 'write')) throw forbidden();
  const known = repository.labels.find((one) => one.name === name);
  const label: Label = known ?? { id: world.nextId(), name, color: 'ededed', description: null };
  if (known === undefined) repository.labels.push(label);
  if (pullRequest.labels.includes(label)) return;
  pullRequest.labels.push(label);
  addTimelineEvent(world, pullRequest, actorUser(actor), { type: 'LabeledEvent', label });
  const extra = { label: labelShape(world, repository, label) };
  await announcePullRequest(world, { pullRequest, action: 'labeled', sender: actorUser(actor), extra });
}

export async function removeLabel(world: World, actor: Actor, pullRequest: PullRequest, name: string): Promise<void> {
  const { repository } = pullRequest;
  if (!may(actor, repository, 'pull_requests', 'write')) throw forbidden();
  const at = pullRequest.labels.findIndex((one) => one.name === name);
  const [label] = at < 0 ? [] : pullRequest.labels.splice(at, 1);
  if (label === undefined) return;
  addTimelineEvent(world, pullRequest, actorUser(actor), { type: 'UnlabeledEvent', label });
  const extra = { label: labelShape(world, repository, label) };
  await announcePullRequest(world, { pullRequest, action: 'unlabeled', sender: actorUser(actor), extra });
}

/** Takes nothing back: GitHub's timeline keeps each assignment, whoever is unassigned later. */
export async function assign(world: World, actor: Actor, pullRequest: PullRequest, assignee: User): Promise<void> {
  const sender = await requireWriteOrAuthor(actor, pullRequest);
  addTimelineEvent(world, pullRequest, sender, { type: 'AssignedEvent', assignee });
  const extra = { assignee: userShape(world, assignee) };
  await announcePullRequest(world, { pullRequest, action: 'assigned', sender, extra });
}

async function requireWriteOrAuthor(actor: Actor, pullRequest: PullRequest): Promise<User> {
  const user = actorUser(actor);
  if (user !== pullRequest.author && !may(actor, pullRequest.repository, 'pull_requests', 'write')) throw forbidden();
  return user;
}

function refuseTwin(wanted: Pick<NewPullRequest, 'repository' | 'headRepository' | 'headBranch' | 'baseBranch'>): void {
  const { repository, headRepository, headBranch, baseBranch } = wanted;
  const twin = repository.pullRequests.some(
    (one) =>
      one.state === 'open' &&
      one.headRepository === headRepository &&
      one.headBranch === headBranch &&
      one.baseBranch === baseBranch,
  );
  if (!twin) return;
  const message = `A pull request already exists for ${headRepository.owner.login}:${headBranch}.`;
  throw invalid('Validation Failed', [{ resource: 'PullRequest', code: 'custom', message }]);
}
