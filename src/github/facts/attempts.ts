import { isFault } from '../../base/fault.ts';
import { type AttemptFacts, type Known, known, unknown, type WorkflowFacts } from '../../policy/facts.ts';
import type { Api } from '../api.ts';
import { readRun } from '../deployment-run.ts';
import type { Place } from '../place.ts';
import { readJobs } from '../run-jobs.ts';

/** More newest runs of the files that one policy names are a mistake of whoever starts them; two requests for each. */
const MOST_RUNS = 20;

interface Wanted {
  readonly workflows: Known<readonly WorkflowFacts[]>;
  /** Files of workflows, by path. */
  readonly paths: readonly string[];
}

/** For the newest runs of these files, of each event: how often they were started, and what became of their jobs. */
export async function addAttempts(
  api: Api,
  names: Place['repository'],
  { workflows, paths }: Wanted,
): Promise<Known<readonly WorkflowFacts[]>> {
  if (!workflows.known || paths.length === 0) return workflows;
  const newest = newestOf(workflows.value, paths);
  const read = newest.slice(0, MOST_RUNS);
  const attempts = new Map<number, Known<AttemptFacts>>(newest.map(({ run }) => [run, tooMany]));
  const found = await Promise.all(read.map(async ({ run }) => await readAttempt(api, names, run)));
  for (const [index, { run }] of read.entries()) attempts.set(run, found[index] ?? tooMany);
  return known(
    workflows.value.map((each) => {
      const attempt = attempts.get(each.run);
      return attempt === undefined ? each : { ...each, attempt };
    }),
  );
}

const tooMany = unknown('too-many', `there are more than ${MOST_RUNS} runs to look into`);

function newestOf(workflows: readonly WorkflowFacts[], paths: readonly string[]): readonly WorkflowFacts[] {
  const newest = new Map<string, WorkflowFacts>();
  for (const each of workflows) {
    if (each.path === null || !paths.includes(each.path)) continue;
    const key = `${each.path}:${each.event}`;
    if (each.run >= (newest.get(key)?.run ?? 0)) newest.set(key, each);
  }
  return [...newest.values()];
}

async function readAttempt(api: Api, names: Place['repository'], id: number): Promise<Known<AttemptFacts>> {
  try {
    const run = await readRun(api, names, id);
    if (run === null) return unknown('unavailable', 'the run is not there any more');
    const jobs = await readJobs(api, names, { run: id, attempt: run.attempt });
    if (jobs === null) return unknown('too-many', 'the run has more jobs than are read');
    return known({ number: run.attempt, jobs: jobs.map(({ name, state, runner }) => ({ name, state, runner })) });
  } catch (error) {
    if (isFault(error, 'github.forbidden')) return unknown('forbidden', 'the app may not read how runs went');
    if (isFault(error, 'github.not-found')) return unknown('unavailable', 'the run is not there any more');
    if (isFault(error, 'github.unavailable')) return unknown('unavailable', 'GitHub failed to say how the run went');
    throw error;
  }
}
