/** Workflows and their runs as webhooks and REST show them. */
import type { Workflow, WorkflowRun } from '../actions/records.ts';
import { nodeId } from '../node-id.ts';
import { type Repository, toGitHubTime, type World } from '../world.ts';
import { pullRequestsAt } from './check.ts';
import { simpleCommitShape } from './commit.ts';
import { type Shape, userShape } from './owner.ts';
import { pullRequestMinimalShape } from './pull-request.ts';
import { repositoryHtmlUrl, repositoryShape, repositoryUrl } from './repository.ts';

export function workflowShape(world: World, repository: Repository, workflow: Workflow): Shape {
  const url = `${repositoryUrl(world, repository)}/actions/workflows/${workflow.id}`;
  const html = repositoryHtmlUrl(world, repository);
  return {
    id: workflow.id,
    node_id: nodeId('workflow', workflow.id),
    name: workflow.name,
    path: workflow.path,
    state: 'active',
    created_at: toGitHubTime(workflow.createdAt),
    updated_at: toGitHubTime(workflow.createdAt),
    url,
    html_url: `${html}/blob/${repository.defaultBranch}/${workflow.path}`,
    badge_url: `${html}/workflows/${encodeURIComponent(workflow.name)}/badge.svg`,
  };
}

export async function workflowRunShape(world: World, run: WorkflowRun): Promise<Shape> {
  const { suite, workflow } = run;
  const { repository, headSha, headBranch } = suite;
  const commit = await world.git.readCommit(repository.gitDir, headSha);
  const url = `${repositoryUrl(world, repository)}/actions/runs/${run.id}`;
  const suiteUrl = `${repositoryUrl(world, repository)}/check-suites/${suite.id}`;
  return {
    id: run.id,
    node_id: nodeId('workflowRun', run.id),
    name: workflow.name,
    path: workflow.path,
    display_title: commit?.message.split('\n', 1)[0] ?? '',
    head_branch: headBranch,
    head_sha: headSha,
    head_commit: commit === null ? null : simpleCommitShape(commit),
    repository: repositoryShape(world, repository),
    head_repository: repositoryShape(world, repository),
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    actor: userShape(world, run.actor),
    triggering_actor: userShape(world, run.triggeringActor),
    run_number: run.number,
    run_attempt: run.attempt,
    run_started_at: toGitHubTime(run.updatedAt),
    created_at: toGitHubTime(run.createdAt),
    updated_at: toGitHubTime(run.updatedAt),
    workflow_id: workflow.id,
    check_suite_id: suite.id,
    check_suite_node_id: nodeId('checkSuite', suite.id),
    referenced_workflows: [],
    pull_requests: pullRequestsAt(repository, headSha).map((one) => pullRequestMinimalShape(world, one)),
    url,
    html_url: `${repositoryHtmlUrl(world, repository)}/actions/runs/${run.id}`,
    ...Object.fromEntries(
      ['artifacts', 'cancel', 'jobs', 'logs', 'rerun'].map((one) => [`${one}_url`, `${url}/${one}`]),
    ),
    check_suite_url: suiteUrl,
    previous_attempt_url: run.attempt === 1 ? null : `${url}/attempts/${run.attempt - 1}`,
    workflow_url: `${repositoryUrl(world, repository)}/actions/workflows/${workflow.id}`,
  };
}

/** REST says, after the path, on which branch the file was read. */
export async function workflowRunAnswerShape(world: World, run: WorkflowRun): Promise<Shape> {
  const { headBranch } = run.suite;
  const { path } = run.workflow;
  return { ...(await workflowRunShape(world, run)), path: headBranch === null ? path : `${path}@${headBranch}` };
}
