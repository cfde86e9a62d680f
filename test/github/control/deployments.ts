/** Control commands about deployments: what jobs of workflows do, what people do with them, and what deploys besides. */
import { bypass, reviewDeployments } from '../deployments/answers.ts';
import {
  createDeployment,
  deployJob,
  type Ending,
  finishDeployment,
  setDeploymentStatus,
} from '../deployments/deploy.ts';
import { takeEnvironment } from '../deployments/environments.ts';
import type { Answer, Deployment, DeploymentState } from '../deployments/records.ts';
import { stateOf } from '../deployments/statuses.ts';
import type { Stage } from '../server/stage.ts';
import type { Repository } from '../world.ts';
import { deploymentOf, doer, repositoryOf, runOf, userOf } from './find.ts';

export interface DeploymentView {
  readonly id: number;
  readonly environment: string;
  readonly sha: string;
  readonly state: DeploymentState;
  /** null: not deployed by GitHub Actions. */
  readonly run: { readonly id: number; readonly attempt: number } | null;
  readonly gates: readonly {
    readonly appId: number;
    /** null: the app has not decided. */
    readonly answer: { readonly state: Answer; readonly comment: string } | null;
    readonly reports: readonly string[];
  }[];
}

interface Waiting {
  readonly repository: string;
  readonly run: number;
  readonly environment: string;
}

export const deploymentCommands = {
  /**
   * A job of a workflow's run reaches an environment, which comes into being where there is none.
   *
   * @param args.job `deploy`, when not given
   */
  deploy: async (stage: Stage, args: Waiting & { job?: string }): Promise<{ id: number }> => {
    const repository = repositoryOf(stage, args.repository);
    const environment = takeEnvironment(stage.world, repository, args.environment);
    const request = { run: runIn(stage, repository, args.run), environment, job: args.job ?? 'deploy' };
    return { id: (await deployJob(stage.world, request)).id };
  },

  /** "Approve and deploy" or "Reject" of a required reviewer, for every job of the run that waits for the environment. */
  reviewDeployment: async (
    stage: Stage,
    args: Waiting & { as: string; state: Answer; comment?: string },
  ): Promise<void> => {
    const { environment, state, comment = '' } = args;
    const run = runIn(stage, repositoryOf(stage, args.repository), args.run);
    await reviewDeployments(stage.world, { run, environment, reviewer: userOf(stage, args.as), state, comment });
  },

  /** "Start all waiting jobs" of an administrator. */
  bypassDeployment: async (stage: Stage, args: Waiting & { as: string }): Promise<void> => {
    const run = runIn(stage, repositoryOf(stage, args.repository), args.run);
    await bypass(stage.world, { run, environment: args.environment, by: userOf(stage, args.as) });
  },

  finishDeployment: async (stage: Stage, args: { repository: string; id: number; state: Ending }): Promise<void> =>
    finishDeployment(stage.world, deploymentOf(stage, args.repository, args.id), args.state),

  /** Outside of Actions. @param args.ref a branch, a tag or a commit; the default branch, when neither it nor `sha` is given */
  createDeployment: async (
    stage: Stage,
    args: { repository: string; environment: string; as?: string; ref?: string; sha?: string },
  ): Promise<{ id: number }> => {
    const { world } = stage;
    const repository = repositoryOf(stage, args.repository);
    const ref = args.ref ?? args.sha ?? repository.defaultBranch;
    const sha = await world.git.resolve(repository.gitDir, args.sha ?? ref);
    if (sha === null) throw new Error(`there is no commit ${args.sha ?? ref}`);
    const environment = takeEnvironment(world, repository, args.environment);
    const creator = doer(stage, args.as, repository.owner);
    return { id: (await createDeployment(world, { repository, environment, sha, ref, creator })).id };
  },

  setDeploymentStatus: async (
    stage: Stage,
    args: { repository: string; id: number; state: DeploymentState; as?: string },
  ): Promise<void> => {
    const creator = doer(stage, args.as, repositoryOf(stage, args.repository).owner);
    const deployment = deploymentOf(stage, args.repository, args.id);
    await setDeploymentStatus(stage.world, deployment, { state: args.state, creator });
  },

  /** Oldest first. */
  deployments: async (stage: Stage, { repository }: { repository: string }): Promise<readonly DeploymentView[]> =>
    repositoryOf(stage, repository).deployments.map(view),
} as const;

function runIn(stage: Stage, repository: Repository, id: number): ReturnType<typeof runOf> {
  const run = runOf(stage, id);
  if (run.suite.repository !== repository) throw new Error(`the workflow run ${id} is of another repository`);
  return run;
}

function view(deployment: Deployment): DeploymentView {
  const { id, environment, sha, job, gates } = deployment;
  return {
    id,
    environment: environment.name,
    sha,
    state: stateOf(deployment),
    run: job === null ? null : { id: job.run.id, attempt: job.attempt },
    gates: gates.map(({ gate, answer, reports }) => ({ appId: gate.app.id, answer, reports })),
  };
}
