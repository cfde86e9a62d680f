/** Runs of GitHub Actions, and who lets their jobs go on. */
import type { WorkflowRun } from '../actions/records.ts';
import { jobsOf, runOfSuite } from '../actions/runs.ts';
import { answerGate } from '../deployments/answers.ts';
import type { Answer } from '../deployments/records.ts';
import { notFound } from '../server/github-error.ts';
import { forRepository, ok, page, type RepositoryCall, type Route, textOf } from '../server/route.ts';
import { approvalShape } from '../shapes/deployment.ts';
import { jobShape } from '../shapes/job.ts';
import { workflowRunAnswerShape } from '../shapes/workflow-run.ts';
import { appOf } from './checks.ts';

const read = ['actions', 'read'] as const;

export const actionsRoutes: readonly Route[] = [
  forRepository('GET /repos/{owner}/{repo}/actions/runs/{run_id}', read, async (call) => {
    const shape = await workflowRunAnswerShape(call.stage.world, findRun(call));
    return ok(call.query['exclude_pull_requests'] === true ? { ...shape, pull_requests: [] } : shape);
  }),

  forRepository(
    'GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}/jobs',
    read,
    async (call) => {
      const run = findRun(call);
      const attempt = Number(call.path['attempt_number']);
      const jobs = jobsOf(run, attempt);
      if (jobs === null) throw notFound();
      return page(call, jobs, (shown) => ({
        total_count: jobs.length,
        jobs: shown.map((job) => jobShape(call.stage.world, run, { job, attempt })),
      }));
    },
  ),

  forRepository('GET /repos/{owner}/{repo}/actions/runs/{run_id}/approvals', read, async (call) =>
    ok(findRun(call).reviews.map((review) => approvalShape(call.stage.world, review))),
  ),

  forRepository(
    'POST /repos/{owner}/{repo}/actions/runs/{run_id}/deployment_protection_rule',
    ['deployments', 'write'],
    async (call) => {
      const { stage, body } = call;
      await answerGate(stage.world, appOf(call), {
        run: findRun(call),
        environment: textOf(body, 'environment_name') ?? '',
        state: (body['state'] as Answer | undefined) ?? null,
        comment: textOf(body, 'comment') ?? '',
      });
      return { status: 204 };
    },
  ),
];

function findRun({ repository, path }: RepositoryCall): WorkflowRun {
  const found = runOfSuite(repository.checkSuites, Number(path['run_id']));
  if (found === undefined) throw notFound();
  return found;
}
