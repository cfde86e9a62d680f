/** Control commands about what machines say of commits: checks of other apps, statuses, and runs of GitHub Actions. */
import type { JobRunner, WorkflowConclusion, WorkflowRun } from '../actions/records.ts';
import { actionsApp, findWorkflow, finishRun, startAgain, startRun } from '../actions/runs.ts';
import { addCheckRun, createCheckRun, updateCheckRun } from '../behaviour/checks.ts';
import { setStatus } from '../behaviour/statuses.ts';
import { endDeployments } from '../deployments/deploy.ts';
import type { Stage } from '../server/stage.ts';
import type { CheckConclusion, CommitStatus } from '../world.ts';
import { actAs, appOf, checkRunOf, doer, repositoryOf, runOf, userOf } from './find.ts';

interface CommitArguments {
  readonly repository: string;
  readonly sha: string;
}

/** @property conclusion it has ended already, whatever becomes of the run */
interface JobArguments {
  readonly name: string;
  readonly conclusion?: CheckConclusion;
  readonly runner?: JobRunner;
}

export const checkCommands = {
  /**
   * A check run of an app, made or (with `id`) changed; an app of the stand-in needs no installation for it.
   *
   * @param args.conclusion in progress, when not given
   */
  writeCheck: async (
    stage: Stage,
    args: CommitArguments & { appId: number; name: string; conclusion?: CheckConclusion; id?: number },
  ): Promise<{ id: number }> => {
    const app = appOf(stage, args.appId);
    const fields = args.conclusion === undefined ? { status: 'in_progress' as const } : { conclusion: args.conclusion };
    if (args.id !== undefined) {
      await updateCheckRun(stage.world, app, checkRunOf(stage, args.id), fields);
      return { id: args.id };
    }
    const made = { ...fields, name: args.name, head_sha: args.sha };
    return { id: (await createCheckRun(stage.world, app, repositoryOf(stage, args.repository), made)).id };
  },

  setStatus: async (
    stage: Stage,
    args: CommitArguments & { context: string; state: CommitStatus['state']; as?: string },
  ): Promise<{ id: number }> => {
    const repository = repositoryOf(stage, args.repository);
    const { sha, context, state } = args;
    const fields = { sha, context, state, description: null, targetUrl: null };
    const status = await setStatus(stage.world, actAs(stage, args.as, repository.owner), repository, fields);
    return { id: status.id };
  },

  /**
   * A run of GitHub Actions, with a check run for each job.
   *
   * @param args.as who starts it: its actor, also when others start it again
   * @param args.headBranch the branch whose tip the commit is, when not given
   * @param args.keptIn the repository that holds the file, where it is another one
   * @param args.conclusion of the run and its jobs; queued, when not given
   */
  runWorkflow: async (
    stage: Stage,
    args: CommitArguments & {
      path: string;
      name?: string;
      event?: string;
      headBranch?: string;
      jobs?: readonly (string | JobArguments)[];
      conclusion?: WorkflowConclusion;
      keptIn?: string;
      as?: string;
    },
  ): Promise<{ run: number }> => {
    const { world } = stage;
    const repository = repositoryOf(stage, args.repository);
    const run = await startRun(world, {
      repository,
      sha: args.sha,
      ...(args.headBranch === undefined ? {} : { headBranch: args.headBranch }),
      workflow: findWorkflow(world, repository, {
        path: args.path,
        name: args.name ?? args.path,
        keptIn: args.keptIn === undefined ? repository : repositoryOf(stage, args.keptIn),
      }),
      event: args.event ?? 'pull_request',
      actor: doer(stage, args.as, repository.owner),
    });
    for (const job of args.jobs ?? []) await addJob(stage, run, typeof job === 'string' ? { name: job } : job);
    if (args.conclusion !== undefined) await finish(stage, run, args.conclusion);
    return { run: run.id };
  },

  /** What it deploys ends with it: `cancelled` is how a run that waits for an environment is called off. */
  finishWorkflow: async (
    stage: Stage,
    { run, conclusion }: { run: number; conclusion: WorkflowConclusion },
  ): Promise<void> => finish(stage, runOf(stage, run), conclusion),

  /** Each job gets a new check run in the same suite, as with GitHub Actions. @param args.as its first actor, when not given */
  rerunWorkflow: async (stage: Stage, args: { run: number; as?: string }): Promise<void> => {
    const run = runOf(stage, args.run);
    await startAgain(stage.world, run, args.as === undefined ? run.actor : userOf(stage, args.as));
    for (const name of new Set(run.suite.runs.map((one) => one.name)))
      await addCheckRun(stage.world, run.suite, { name, status: 'queued' });
  },
} as const;

async function addJob({ world }: Stage, run: WorkflowRun, { name, conclusion, runner }: JobArguments): Promise<void> {
  if (runner !== undefined) run.runners.set(name, runner);
  const job = await addCheckRun(world, run.suite, { name, status: 'queued' });
  if (conclusion !== undefined) await updateCheckRun(world, actionsApp(world), job, { conclusion });
}

async function finish(stage: Stage, run: WorkflowRun, conclusion: WorkflowConclusion): Promise<void> {
  await endDeployments(stage.world, run, conclusion);
  const app = actionsApp(stage.world);
  for (const job of run.suite.runs.filter(({ status }) => status !== 'completed'))
    await updateCheckRun(stage.world, app, job, {
      conclusion: conclusion === 'startup_failure' ? 'failure' : conclusion,
    });
  await finishRun(stage.world, run, conclusion);
}
