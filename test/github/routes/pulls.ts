/** The pulls API, and comments on pull requests. */
import { mergePullRequest, readMergeability } from '../behaviour/merge.ts';
import { editPullRequest, openPullRequest, setState } from '../behaviour/pull-requests.ts';
import { addComment, dismissReview, editComment, submitReview } from '../behaviour/reviews.ts';
import type { MergeMethod } from '../merge-commits.ts';
import { readFiles, readRange } from '../pull-range.ts';
import { invalid, notFound } from '../server/github-error.ts';
import {
  type Answer,
  findPullRequest,
  forRepository,
  ok,
  page,
  type RepositoryCall,
  type Route,
  textOf,
} from '../server/route.ts';
import { commitShape, fileShape } from '../shapes/commit.ts';
import { commentShape, pullRequestShape, pullRequestSimpleShape, reviewShape } from '../shapes/pull-request.ts';
import type { IssueComment, PullRequest, Review } from '../world.ts';

const read = ['pull_requests', 'read'] as const;
const maxCommits = 250;
const maxFiles = 3_000;

export const pullRoutes: readonly Route[] = [
  forRepository('GET /repos/{owner}/{repo}/pulls', read, async (call) => {
    const { query, repository, stage } = call;
    const state = query['state'] ?? 'open';
    const found = repository.pullRequests
      .filter((one) => state === 'all' || one.state === state)
      .filter((one) => query['base'] === undefined || one.baseBranch === query['base'])
      .filter(
        (one) =>
          query['head'] === undefined ||
          `${(one.headRepository ?? repository).owner.login}:${one.headBranch}` === query['head'],
      )
      .toSorted((a, b) => sortKey(a, query['sort']) - sortKey(b, query['sort']) || a.number - b.number);
    const ascending =
      query['direction'] === 'asc' ||
      (query['direction'] === undefined && query['sort'] !== undefined && query['sort'] !== 'created');
    return page(call, ascending ? found : found.toReversed(), (list) =>
      list.map((one) => pullRequestSimpleShape(stage.world, one)),
    );
  }),

  forRepository('GET /repos/{owner}/{repo}/pulls/{pull_number}', read, async (call) =>
    whole(call, findPullRequest(call), 200),
  ),

  forRepository('POST /repos/{owner}/{repo}/pulls', read, async (call) => {
    const { stage, repository, actor, body } = call;
    const [owner, branch] = String(body['head']).includes(':')
      ? String(body['head']).split(':', 2)
      : [repository.owner.login, String(body['head'])];
    const headRepository = [...stage.world.repositories.values()].find(
      (one) => one.owner.login === owner && (one === repository || one.parent === repository),
    );
    if (headRepository === undefined || branch === undefined)
      throw invalid('Validation Failed', [{ resource: 'PullRequest', field: 'head', code: 'invalid' }]);
    const words = {
      title: textOf(body, 'title') ?? branch,
      body: textOf(body, 'body') ?? null,
      draft: body['draft'] === true,
    };
    const made = await openPullRequest(stage.world, actor, {
      repository,
      headRepository,
      headBranch: branch,
      baseBranch: String(body['base']),
      ...words,
    });
    return whole(call, made, 201);
  }),

  forRepository('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', read, async (call) => {
    const { stage, actor, body } = call;
    const pullRequest = findPullRequest(call);
    const [title, words, base] = [textOf(body, 'title'), textOf(body, 'body'), textOf(body, 'base')];
    await editPullRequest(stage.world, actor, pullRequest, {
      ...(title === undefined ? {} : { title }),
      ...(words === undefined ? {} : { body: words }),
      ...(base === undefined ? {} : { baseBranch: base }),
    });
    if (body['state'] === 'open' || body['state'] === 'closed')
      await setState(stage.world, actor, pullRequest, body['state']);
    return whole(call, pullRequest, 200);
  }),

  forRepository('PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge', ['contents', 'write'], async (call) => {
    const { stage, actor, body } = call;
    const request = {
      method: (body['merge_method'] ?? 'merge') as MergeMethod,
      ...(typeof body['sha'] === 'string' ? { expectedHead: body['sha'] } : {}),
      ...(typeof body['commit_title'] === 'string' ? { title: body['commit_title'] } : {}),
      ...(typeof body['commit_message'] === 'string' ? { message: body['commit_message'] } : {}),
    };
    const sha = await mergePullRequest(stage.world, actor, findPullRequest(call), request);
    return ok({ sha, merged: true, message: 'Pull Request successfully merged' });
  }),

  /** At most 250, whatever the paging. */
  forRepository('GET /repos/{owner}/{repo}/pulls/{pull_number}/commits', read, async (call) => {
    const { stage, repository } = call;
    const { commits } = await readRange(stage.world, findPullRequest(call));
    const answer = page(call, commits.slice(0, maxCommits));
    const found = await stage.world.git.readCommits(repository.gitDir, answer.body as readonly string[]);
    return {
      ...answer,
      body: found.flatMap((commit) => (commit === null ? [] : commitShape(stage.world, repository, commit))),
    };
  }),

  /** At most 3,000, whatever the paging. */
  forRepository('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', read, async (call) => {
    const { stage, repository } = call;
    const pullRequest = findPullRequest(call);
    const files = await readFiles(stage.world, pullRequest);
    return page(call, files.slice(0, maxFiles), (list) =>
      list.map((file) => fileShape(stage.world, repository, { file, commitOid: pullRequest.headOid })),
    );
  }),

  forRepository('GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', read, async (call) =>
    page(call, findPullRequest(call).reviews, (list) =>
      list.map((review) => reviewShape(call.stage.world, review, false)),
    ),
  ),

  forRepository('POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews', read, async (call) => {
    const { stage, actor, body } = call;
    const event = (body['event'] ?? 'COMMENT') as 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT';
    const commit = typeof body['commit_id'] === 'string' ? { commitOid: body['commit_id'] } : {};
    const review = await submitReview(stage.world, actor, findPullRequest(call), {
      event,
      body: textOf(body, 'body') ?? '',
      ...commit,
    });
    return ok(reviewShape(stage.world, review, false));
  }),

  forRepository('PUT /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/dismissals', read, async (call) => {
    const review = findReview(call);
    await dismissReview(call.stage.world, call.actor, review, String(call.body['message']));
    return ok(reviewShape(call.stage.world, review, false));
  }),

  forRepository('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', read, async (call) => {
    const { number } = findPullRequest(call);
    const comments = call.repository.comments.filter((comment) => comment.number === number);
    return page(call, comments, (list) => list.map((comment) => commentShape(call.stage.world, comment)));
  }),

  forRepository('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', ['metadata', 'read'], async (call) => {
    const comment = await addComment(call.stage.world, call.actor, findPullRequest(call), String(call.body['body']));
    return ok(commentShape(call.stage.world, comment), 201);
  }),

  forRepository('GET /repos/{owner}/{repo}/issues/comments/{comment_id}', read, async (call) =>
    ok(commentShape(call.stage.world, findComment(call))),
  ),

  forRepository('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', ['metadata', 'read'], async (call) => {
    const comment = findComment(call);
    await editComment(call.stage.world, call.actor, comment, String(call.body['body']));
    return ok(commentShape(call.stage.world, comment));
  }),
];

async function whole({ stage }: RepositoryCall, pullRequest: PullRequest, status: number): Promise<Answer> {
  return ok(await pullRequestShape(stage.world, pullRequest, await readMergeability(stage.world, pullRequest)), status);
}

function sortKey(pullRequest: PullRequest, sort: unknown): number {
  return sort === 'updated' ? pullRequest.updatedAt : pullRequest.createdAt;
}

function findReview(call: RepositoryCall): Review {
  const found = findPullRequest(call).reviews.find(({ id }) => id === Number(call.path['review_id']));
  if (found === undefined) throw notFound();
  return found;
}

function findComment({ repository, path }: RepositoryCall): IssueComment {
  const found = repository.comments.find(({ id }) => id === Number(path['comment_id']));
  if (found === undefined) throw notFound();
  return found;
}
