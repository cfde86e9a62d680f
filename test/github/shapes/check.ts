/** Check runs and suites as REST and webhooks show them. */
import { nodeId } from '../node-id.ts';
import {
  type CheckRun,
  type CheckSuite,
  type PullRequest,
  type Repository,
  toGitHubTime,
  type World,
} from '../world.ts';
import { simpleCommitShape } from './commit.ts';
import { appShape, type Shape } from './owner.ts';
import { pullRequestMinimalShape } from './pull-request.ts';
import { repositoryHtmlUrl, repositoryShape, repositoryUrl } from './repository.ts';

export function checkRunShape(world: World, run: CheckRun): Shape {
  const { suite } = run;
  const { repository } = suite;
  const url = `${repositoryUrl(world, repository)}/check-runs/${run.id}`;
  return {
    id: run.id,
    node_id: nodeId('checkRun', run.id),
    name: run.name,
    head_sha: run.headSha,
    external_id: run.externalId,
    url,
    html_url: `${repositoryHtmlUrl(world, repository)}/runs/${run.id}`,
    details_url: run.detailsUrl ?? `${world.baseUrl}/apps/${suite.app.slug}/home`,
    status: run.status,
    conclusion: run.conclusion,
    started_at: toGitHubTime(run.startedAt),
    completed_at: run.completedAt === null ? null : toGitHubTime(run.completedAt),
    output: {
      title: run.title,
      summary: run.summary,
      text: run.text,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: suite.id },
    app: appShape(world, suite.app),
    pull_requests: pullRequestsAt(repository, run.headSha).map((one) => pullRequestMinimalShape(world, one)),
  };
}

/** As webhooks show it: with the suite inside. */
export function checkRunEventShape(world: World, run: CheckRun): Shape {
  return { ...checkRunShape(world, run), check_suite: simpleSuite(world, run.suite) };
}

export async function checkSuiteShape(world: World, suite: CheckSuite): Promise<Shape> {
  const { repository } = suite;
  const commit = await world.git.readCommit(repository.gitDir, suite.headSha);
  return {
    ...simpleSuite(world, suite),
    repository: repositoryShape(world, repository),
    head_commit: commit === null ? null : simpleCommitShape(commit),
    latest_check_runs_count: suite.runs.length,
    check_runs_url: `${repositoryUrl(world, repository)}/check-suites/${suite.id}/check-runs`,
    rerequestable: true,
    runs_rerequestable: true,
  };
}

export function suiteState(suite: CheckSuite): { readonly status: string; readonly conclusion: string | null } {
  const { workflowRun } = suite;
  if (workflowRun !== null) return { status: workflowRun.status, conclusion: workflowRun.conclusion };
  if (suite.requeued || suite.runs.length === 0) return { status: 'queued', conclusion: null };
  if (suite.runs.some((run) => run.status !== 'completed')) return { status: 'in_progress', conclusion: null };
  const worst = ['failure', 'timed_out', 'cancelled', 'action_required', 'stale', 'neutral', 'success', 'skipped'];
  return {
    status: 'completed',
    conclusion: worst.find((one) => suite.runs.some((run) => run.conclusion === one)) ?? null,
  };
}

function simpleSuite(world: World, suite: CheckSuite): Shape {
  const { repository } = suite;
  return {
    id: suite.id,
    node_id: nodeId('checkSuite', suite.id),
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    ...suiteState(suite),
    url: `${repositoryUrl(world, repository)}/check-suites/${suite.id}`,
    before: '0'.repeat(40),
    after: suite.headSha,
    pull_requests: pullRequestsAt(repository, suite.headSha).map((one) => pullRequestMinimalShape(world, one)),
    app: appShape(world, suite.app),
    created_at: toGitHubTime(suite.createdAt),
    updated_at: toGitHubTime(suite.updatedAt),
  };
}

/** Open pull requests with this head. Heads in forks are not found, as on GitHub. */
export function pullRequestsAt(repository: Repository, sha: string): readonly PullRequest[] {
  return repository.pullRequests.filter(
    (one) => one.state === 'open' && one.headOid === sha && one.headRepository === repository,
  );
}
