/** The checks API. Writing takes an app: people's tokens are refused. */
import { createCheckRun, rerequestCheckRun, updateCheckRun } from '../behaviour/checks.ts';
import { latestRuns } from '../required-checks.ts';
import { forbidden, GitHubError, invalid, notFound } from '../server/github-error.ts';
import { forRepository, ok, page, type RepositoryCall, type Route } from '../server/route.ts';
import { checkRunShape, checkSuiteShape } from '../shapes/check.ts';
import type { Shape } from '../shapes/owner.ts';
import type { App, CheckRun, CheckSuite } from '../world.ts';

const read = ['checks', 'read'] as const;
const write = ['checks', 'write'] as const;

export const checkRoutes: readonly Route[] = [
  forRepository('POST /repos/{owner}/{repo}/check-runs', write, async (call) => {
    const run = await createCheckRun(call.stage.world, appOf(call), call.repository, call.body);
    return ok(checkRunShape(call.stage.world, run), 201);
  }),

  forRepository('GET /repos/{owner}/{repo}/check-runs/{check_run_id}', read, async (call) =>
    ok(checkRunShape(call.stage.world, findRun(call))),
  ),

  forRepository('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', write, async (call) => {
    const run = findRun(call);
    await updateCheckRun(call.stage.world, appOf(call), run, call.body);
    return ok(checkRunShape(call.stage.world, run));
  }),

  forRepository('GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations', read, async (call) => {
    const run = findRun(call);
    const blob = `${String(checkRunShape(call.stage.world, run)['html_url'])}/blob`;
    return page(call, run.annotations, (list) => list.map((one) => ({ ...one, blob_href: blob })));
  }),

  forRepository('POST /repos/{owner}/{repo}/check-runs/{check_run_id}/rerequest', write, async (call) => {
    const run = findRun(call);
    if (run.suite.app !== appOf(call))
      throw new GitHubError(403, 'This check run does not belong to the authenticated GitHub App.');
    await rerequestCheckRun(call.stage.world, appOf(call).bot, run);
    return ok({}, 201);
  }),

  forRepository('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', read, async (call) => {
    const sha = await resolveCommit(call);
    const { query, repository } = call;
    const all =
      query['filter'] === 'all'
        ? repository.checkSuites.filter((suite) => suite.headSha === sha).flatMap(({ runs }) => runs)
        : latestRuns(repository, sha);
    return pageOfRuns(call, all);
  }),

  forRepository('GET /repos/{owner}/{repo}/commits/{ref}/check-suites', read, async (call) => {
    const sha = await resolveCommit(call);
    const { query, repository, stage } = call;
    const suites = repository.checkSuites.filter(
      (suite) =>
        suite.headSha === sha &&
        (query['app_id'] === undefined || suite.app.id === query['app_id']) &&
        (query['check_name'] === undefined || suite.runs.some((run) => run.name === query['check_name'])),
    );
    return pageOfSuites(call, suites, await Promise.all(suites.map((suite) => checkSuiteShape(stage.world, suite))));
  }),

  forRepository('GET /repos/{owner}/{repo}/check-suites/{check_suite_id}', read, async (call) =>
    ok(await checkSuiteShape(call.stage.world, findSuite(call))),
  ),

  forRepository('GET /repos/{owner}/{repo}/check-suites/{check_suite_id}/check-runs', read, async (call) => {
    const suite = findSuite(call);
    const latest = new Set(latestRuns(call.repository, suite.headSha));
    return pageOfRuns(
      call,
      suite.runs.filter((run) => call.query['filter'] === 'all' || latest.has(run)),
    );
  }),
];

export function appOf({ actor }: RepositoryCall): App {
  if (actor.kind !== 'installation') throw new GitHubError(403, 'You must authenticate via a GitHub App.');
  return actor.installation.app;
}

function findRun({ repository, path }: RepositoryCall): CheckRun {
  const id = Number(path['check_run_id']);
  for (const suite of repository.checkSuites) {
    const run = suite.runs.find((one) => one.id === id);
    if (run !== undefined) return run;
  }
  throw notFound();
}

function findSuite({ repository, path }: RepositoryCall): CheckSuite {
  const found = repository.checkSuites.find(({ id }) => id === Number(path['check_suite_id']));
  if (found === undefined) throw notFound();
  return found;
}

async function resolveCommit({ stage, repository, path }: RepositoryCall): Promise<string> {
  const ref = path['ref'] ?? '';
  const oid = await stage.world.git.resolve(repository.gitDir, ref);
  if (oid === null) throw invalid(`No commit found for SHA: ${ref}`);
  return oid;
}

/** Newest first, as GitHub lists them. */
function pageOfRuns(call: RepositoryCall, runs: readonly CheckRun[]): ReturnType<typeof page> {
  const { query, stage } = call;
  if (query['app_id'] !== undefined && typeof query['app_id'] !== 'number') throw forbidden();
  const wanted = runs
    .filter((run) => query['check_name'] === undefined || run.name === query['check_name'])
    .filter((run) => query['status'] === undefined || run.status === query['status'])
    .filter((run) => query['app_id'] === undefined || run.suite.app.id === query['app_id'])
    .toSorted((a, b) => b.id - a.id);
  return page(call, wanted, (list) => ({
    total_count: wanted.length,
    check_runs: list.map((run) => checkRunShape(stage.world, run)),
  }));
}

function pageOfSuites(
  call: RepositoryCall,
  suites: readonly CheckSuite[],
  shapes: readonly Shape[],
): ReturnType<typeof page> {
  return page(call, shapes, (list) => ({ total_count: suites.length, check_suites: list }));
}
