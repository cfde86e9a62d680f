/** Control commands about pull requests, reviews, comments and check runs. */
import { clickAction, rerequestCheckRun, rerequestCheckSuite } from '../behaviour/checks.ts';
import { mergePullRequest } from '../behaviour/merge.ts';
import {
  addLabel,
  assign,
  editPullRequest,
  openPullRequest,
  removeLabel,
  setDraft,
  setState,
} from '../behaviour/pull-requests.ts';
import { addComment, dismissReview, editReview, submitReview } from '../behaviour/reviews.ts';
import type { MergeMethod } from '../merge-commits.ts';
import type { Stage } from '../server/stage.ts';
import { checkRunShape } from '../shapes/check.ts';
import type { CheckAnnotation, CheckConclusion, CheckRun, CheckStatus, PullRequest } from '../world.ts';
import { actAs, checkRunOf, doer, pullRequestOf, repositoryOf, reviewOf, userOf } from './find.ts';

export interface PullRequestView {
  readonly id: number;
  readonly number: number;
  readonly state: 'open' | 'closed';
  readonly merged: boolean;
  readonly draft: boolean;
  readonly headSha: string;
  readonly baseSha: string;
  readonly baseBranch: string;
}

/** A check run as a person sees it. */
export interface CheckRunView {
  readonly id: number;
  readonly name: string;
  readonly appId: number;
  readonly headSha: string;
  readonly status: CheckStatus;
  readonly conclusion: CheckConclusion | null;
  readonly title: string | null;
  readonly summary: string | null;
  readonly text: string | null;
  readonly externalId: string;
  readonly detailsUrl: string | null;
  readonly actions: CheckRun['actions'];
  readonly annotations: readonly CheckAnnotation[];
}

interface Numbered {
  readonly repository: string;
  readonly number: number;
  readonly as?: string;
}

export const pullRequestCommands = {
  /** @param args.head `branch`, or `owner:branch` of a fork */
  openPullRequest: async (
    stage: Stage,
    args: {
      repository: string;
      head: string;
      base?: string;
      title?: string;
      body?: string;
      draft?: boolean;
      as?: string;
    },
  ): Promise<PullRequestView> => {
    const repository = repositoryOf(stage, args.repository);
    const [owner, headBranch] = args.head.includes(':') ? args.head.split(':', 2) : [repository.owner.login, args.head];
    const fork = [...stage.world.repositories.values()].find(
      (one) => one.owner.login === owner && (one === repository || one.parent === repository),
    );
    if (fork === undefined || headBranch === undefined) throw new Error(`there is no head ${args.head}`);
    const actor = actAs(stage, args.as, repository.owner);
    const words = { title: args.title ?? `Merge ${headBranch}`, body: args.body ?? null, draft: args.draft ?? false };
    const request = {
      repository,
      headRepository: fork,
      headBranch,
      baseBranch: args.base ?? repository.defaultBranch,
      ...words,
    };
    return view(await openPullRequest(stage.world, actor, request));
  },

  pullRequest: async (stage: Stage, { repository, number }: Numbered): Promise<PullRequestView> =>
    view(pullRequestOf(stage, repository, number)),

  openPullRequests: async (stage: Stage, { repository }: { repository: string }): Promise<readonly PullRequestView[]> =>
    repositoryOf(stage, repository)
      .pullRequests.filter(({ state }) => state === 'open')
      .map(view),

  editPullRequest: async (
    stage: Stage,
    args: Numbered & { title?: string; body?: string; base?: string },
  ): Promise<PullRequestView> => {
    const pullRequest = pullRequestOf(stage, args.repository, args.number);
    const { title, body, base } = args;
    const edit = {
      ...(title === undefined ? {} : { title }),
      ...(body === undefined ? {} : { body }),
      ...(base === undefined ? {} : { baseBranch: base }),
    };
    await editPullRequest(stage.world, by(stage, args), pullRequest, edit);
    return view(pullRequest);
  },

  setDraft: async (stage: Stage, args: Numbered & { draft: boolean }): Promise<void> => {
    await setDraft(stage.world, by(stage, args), pullRequestOf(stage, args.repository, args.number), args.draft);
  },

  setPullRequestState: async (stage: Stage, args: Numbered & { state: 'open' | 'closed' }): Promise<void> => {
    await setState(stage.world, by(stage, args), pullRequestOf(stage, args.repository, args.number), args.state);
  },

  label: async (stage: Stage, args: Numbered & { label: string }): Promise<void> => {
    await addLabel(stage.world, by(stage, args), pullRequestOf(stage, args.repository, args.number), args.label);
  },

  unlabel: async (stage: Stage, args: Numbered & { label: string }): Promise<void> => {
    await removeLabel(stage.world, by(stage, args), pullRequestOf(stage, args.repository, args.number), args.label);
  },

  assign: async (stage: Stage, args: Numbered & { assignee: string }): Promise<void> => {
    const pullRequest = pullRequestOf(stage, args.repository, args.number);
    await assign(stage.world, by(stage, args), pullRequest, userOf(stage, args.assignee));
  },

  /** @param args.commit the commit looked at; the head, when not given */
  review: async (
    stage: Stage,
    args: Numbered & { event: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT'; body?: string; commit?: string },
  ): Promise<{ id: number }> => {
    const request = {
      event: args.event,
      body: args.body ?? '',
      ...(args.commit === undefined ? {} : { commitOid: args.commit }),
    };
    const review = await submitReview(
      stage.world,
      by(stage, args),
      pullRequestOf(stage, args.repository, args.number),
      request,
    );
    return { id: review.id };
  },

  editReview: async (
    stage: Stage,
    { review, body, as }: { review: number; body: string; as?: string },
  ): Promise<void> => {
    const found = reviewOf(stage, review);
    await editReview(
      stage.world,
      actAs(stage, as ?? found.author.login, found.pullRequest.repository.owner),
      found,
      body,
    );
  },

  dismissReview: async (
    stage: Stage,
    { review, message, as }: { review: number; message?: string; as?: string },
  ): Promise<void> => {
    const found = reviewOf(stage, review);
    await dismissReview(
      stage.world,
      actAs(stage, as, found.pullRequest.repository.owner),
      found,
      message ?? 'Not any more.',
    );
  },

  comment: async (stage: Stage, args: Numbered & { body: string }): Promise<{ id: number }> => {
    const comment = await addComment(
      stage.world,
      by(stage, args),
      pullRequestOf(stage, args.repository, args.number),
      args.body,
    );
    return { id: comment.id };
  },

  comments: async (
    stage: Stage,
    { repository, number }: Numbered,
  ): Promise<readonly { id: number; author: string; body: string }[]> =>
    repositoryOf(stage, repository)
      .comments.filter((comment) => comment.number === number)
      .map(({ id, author, body }) => ({ id, author: author.login, body })),

  merge: async (stage: Stage, args: Numbered & { method?: MergeMethod }): Promise<{ sha: string }> => {
    const request = { method: args.method ?? 'merge' };
    return {
      sha: await mergePullRequest(
        stage.world,
        by(stage, args),
        pullRequestOf(stage, args.repository, args.number),
        request,
      ),
    };
  },

  /** Newest last. */
  checkRuns: async (
    stage: Stage,
    { repository, sha }: { repository: string; sha: string },
  ): Promise<readonly CheckRunView[]> =>
    repositoryOf(stage, repository)
      .checkSuites.filter((suite) => suite.headSha === sha)
      .flatMap((suite) => suite.runs)
      .toSorted((a, b) => a.id - b.id)
      .map(viewRun),

  /** As REST shows it. */
  checkRun: async (stage: Stage, { id }: { id: number }): Promise<Readonly<Record<string, unknown>>> =>
    checkRunShape(stage.world, checkRunOf(stage, id)),

  /** The "Re-run" link of one check. */
  requestRerun: async (stage: Stage, { checkRun, as }: { checkRun: number; as?: string }): Promise<void> => {
    const run = checkRunOf(stage, checkRun);
    await rerequestCheckRun(stage.world, doer(stage, as, run.suite.repository.owner), run);
  },

  /** "Re-run all checks" of the app whose check run this is. */
  requestSuiteRerun: async (stage: Stage, { checkRun, as }: { checkRun: number; as?: string }): Promise<void> => {
    const { suite } = checkRunOf(stage, checkRun);
    await rerequestCheckSuite(stage.world, doer(stage, as, suite.repository.owner), suite);
  },

  clickAction: async (
    stage: Stage,
    { checkRun, identifier, as }: { checkRun: number; identifier: string; as?: string },
  ): Promise<void> => {
    const run = checkRunOf(stage, checkRun);
    await clickAction(stage.world, doer(stage, as, run.suite.repository.owner), run, identifier);
  },
} as const;

function by(stage: Stage, { repository, as }: Numbered): ReturnType<typeof actAs> {
  return actAs(stage, as, repositoryOf(stage, repository).owner);
}

function view(pullRequest: PullRequest): PullRequestView {
  const { id, number, state, draft, headOid, baseOid, baseBranch, mergedAt } = pullRequest;
  return { id, number, state, merged: mergedAt !== null, draft, headSha: headOid, baseSha: baseOid, baseBranch };
}

function viewRun(run: CheckRun): CheckRunView {
  const { id, name, headSha, status, conclusion, title, summary, text, externalId, detailsUrl, actions, annotations } =
    run;
  return {
    id,
    name,
    appId: run.suite.app.id,
    headSha,
    status,
    conclusion,
    title,
    summary,
    text,
    externalId,
    detailsUrl,
    actions,
    annotations,
  };
}
