import type { Instant } from '../base/clock.ts';
import type { JobFacts, RunnerFacts } from '../policy/facts.ts';
import type { Api } from './api.ts';
import { readRestCheckState } from './facts/check-state.ts';
import { readTime } from './facts/commits.ts';
import { readShortList } from './paging.ts';
import type { Place } from './place.ts';
import type { Reader } from './reader.ts';

/** The shape of app/ports.ts, RunJob. */
export interface RunJob extends JobFacts {
  /** Null: it never began. */
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
}

/** A matrix has 256 jobs at the most; a run of more than four such is none that anybody reads. */
const MOST_PAGES = 10;

/** What became of the jobs of one attempt of a run, in GitHub's order; null: there are more than are read. */
export async function readJobs(
  api: Api,
  { owner, name }: Pick<Place['repository'], 'owner' | 'name'>,
  { run, attempt }: { readonly run: number; readonly attempt: number },
): Promise<readonly RunJob[] | null> {
  return await readShortList(api, {
    route: 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}/jobs',
    parameters: { owner, repo: name, run_id: run, attempt_number: attempt },
    items: (body) => body.at('jobs').list(),
    read: readJob,
    pages: MOST_PAGES,
  });
}

function readJob(job: Reader): RunJob {
  const runner = readRunner(job);
  return {
    name: job.at('name').text(),
    state: readRestCheckState(job),
    runner,
    startedAt: runner === null ? null : job.at('started_at').maybe(readTime),
    endedAt: job.at('completed_at').maybe(readTime),
  };
}

/** GitHub writes empty names and zeros for a job that never got one. */
function readRunner(job: Reader): RunnerFacts | null {
  const name = job.at('runner_name').maybe((one) => one.text()) ?? '';
  if (name === '') return null;
  const group = job.at('runner_group_name').maybe((one) => one.text()) || null;
  const labels = job
    .at('labels')
    .list()
    .map((label) => label.text());
  return { labels, group, host: hostOf({ name, group, labels }) };
}

const HOSTED_GROUP = 'GitHub Actions';
const HOSTED_NAME = /^GitHub Actions \d+$/;

/**
 * GitHub does not say whose machine it was. Its own are in a group that nobody else can join, under names of one form; what
 * asked for `self-hosted` runs on no other. Larger runners have neither: theirs are groups and labels that somebody chose.
 */
function hostOf({ name, group, labels }: Pick<RunnerFacts, 'group' | 'labels'> & { readonly name: string }) {
  if (group === HOSTED_GROUP && HOSTED_NAME.test(name)) return 'hosted';
  return labels.some((label) => label.toLowerCase() === 'self-hosted') ? 'self-hosted' : null;
}
