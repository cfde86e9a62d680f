/** Jobs of runs of GitHub Actions as REST shows them: check runs, and what they ran on. */
import type { JobRunner, WorkflowRun } from '../actions/records.ts';
import { nodeId } from '../node-id.ts';
import { type CheckRun, toGitHubTime, type World } from '../world.ts';
import type { Shape } from './owner.ts';
import { repositoryHtmlUrl, repositoryUrl } from './repository.ts';

/** Of which GitHub has as many as anybody wants. */
const hosted: JobRunner = { name: 'GitHub Actions 7', group: 'GitHub Actions', labels: ['ubuntu-latest'] };

export function jobShape(world: World, run: WorkflowRun, { job, attempt }: { job: CheckRun; attempt: number }): Shape {
  const { repository, headSha, headBranch } = run.suite;
  const above = repositoryUrl(world, repository);
  return {
    id: job.id,
    run_id: run.id,
    run_url: `${above}/actions/runs/${run.id}`,
    run_attempt: attempt,
    node_id: nodeId('checkRun', job.id),
    head_sha: headSha,
    head_branch: headBranch,
    workflow_name: run.workflow.name,
    name: job.name,
    url: `${above}/actions/jobs/${job.id}`,
    html_url: `${repositoryHtmlUrl(world, repository)}/actions/runs/${run.id}/job/${job.id}`,
    check_run_url: `${above}/check-runs/${job.id}`,
    status: job.status,
    conclusion: job.conclusion,
    created_at: toGitHubTime(job.startedAt),
    started_at: toGitHubTime(job.startedAt),
    completed_at: job.completedAt === null ? null : toGitHubTime(job.completedAt),
    steps: [],
    ...runnerShape(job, run.runners.get(job.name) ?? hosted),
  };
}

/** A job that waits has none yet, and one that was skipped never gets one. */
function runnerShape({ status, conclusion }: CheckRun, { name, group, labels }: JobRunner): Shape {
  if (status !== 'completed' && status !== 'in_progress')
    return { labels, runner_id: null, runner_name: null, runner_group_id: null, runner_group_name: null };
  const isRun = conclusion !== 'skipped';
  return {
    labels,
    runner_id: isRun ? 1 : 0,
    runner_name: isRun ? name : '',
    runner_group_id: 0,
    runner_group_name: isRun ? group : '',
  };
}
