/** What machines said of a commit: check runs, statuses, and runs of GitHub Actions. */
import { may } from '../access.ts';
import type { Workflow, WorkflowRun } from '../actions/records.ts';
import { nodeId } from '../node-id.ts';
import { repositoryHtmlUrl } from '../shapes/repository.ts';
import { type CheckRun, type CommitStatus, fullName, type Repository, toGitHubTime } from '../world.ts';
import { actorValue } from './accounts.ts';
import type { Context, Resolvers } from './context.ts';
import { notAccessible } from './error.ts';
import { commitValue } from './git-objects.ts';
import { connection, Fields, type PageArguments, Typed } from './value.ts';

export interface StatusSource {
  readonly repository: Repository;
  readonly status: CommitStatus;
}

/**
 * The rollup of a commit: the newest run of each name in each suite, and the newest status of each context; null when
 * there is none. What the viewer may not read is an error at its node, as GitHub has it, and no shorter list.
 */
export function rollupValue(context: Context, repository: Repository, oid: string): Typed | null {
  const runs = newestRuns(repository, oid);
  const statuses = newestStatuses(repository, oid);
  if (runs.length + statuses.length === 0) return null;
  const nodes = [...runs, ...statuses.map((status): StatusSource => ({ repository, status }))];
  // Not thrown but rejected: the others are shown.
  const node = async (each: CheckRun | StatusSource): Promise<Typed> => {
    const permission = 'status' in each && 'repository' in each ? 'statuses' : 'checks';
    if (!may(context.viewer, repository, permission, 'read')) throw notAccessible();
    return new Typed(permission === 'statuses' ? 'StatusContext' : 'CheckRun', each);
  };
  return new Typed(
    'StatusCheckRollup',
    new Fields({
      id: `SCR_${Buffer.from(`${repository.id}:${oid}`).toString('base64url')}`,
      commit: () => commitValue(context, repository, oid),
      state: () => rollupState(runs, statuses),
      contexts: (args: PageArguments) =>
        connection(nodes, args, {
          node,
          more: () => ({ checkRunCount: runs.length, statusContextCount: statuses.length }),
        }),
    }),
  );
}

function newestRuns(repository: Repository, oid: string): readonly CheckRun[] {
  return repository.checkSuites
    .filter(({ headSha }) => headSha === oid)
    .flatMap(({ runs }) => runs.filter((run) => !runs.some((other) => other.name === run.name && other.id > run.id)));
}

function newestStatuses(repository: Repository, oid: string): readonly CommitStatus[] {
  const newest = new Map<string, CommitStatus>();
  for (const status of repository.statuses) if (status.sha === oid) newest.set(status.context, status);
  return [...newest.values()];
}

function rollupState(runs: readonly CheckRun[], statuses: readonly CommitStatus[]): string {
  const states = [...runs.map(({ conclusion }) => conclusion ?? 'pending'), ...statuses.map(({ state }) => state)];
  if (states.includes('pending')) return 'PENDING';
  return states.every((state) => ['success', 'neutral', 'skipped'].includes(state)) ? 'SUCCESS' : 'FAILURE';
}

export const statusContext: Resolvers<StatusSource> = {
  id: ({ status }) => nodeId('status', status.id),
  context: ({ status }) => status.context,
  state: ({ status }) => status.state.toUpperCase(),
  description: ({ status }) => status.description,
  targetUrl: ({ status }) => status.targetUrl,
  createdAt: ({ status }) => toGitHubTime(status.createdAt),
  creator: ({ status }) => actorValue(status.creator),
  commit: ({ repository, status }, _args, context) => commitValue(context, repository, status.sha),
};

/** Of a suite's run, for viewers who may read Actions; GitHub refuses the field to all others. */
export function workflowRunValue({ viewer }: Context, repository: Repository, run: WorkflowRun | null): Typed | null {
  if (!may(viewer, repository, 'actions', 'read')) throw notAccessible();
  return run === null ? null : new Typed('WorkflowRun', run);
}

export const workflowRun: Resolvers<WorkflowRun> = {
  id: ({ id }) => nodeId('workflowRun', id),
  databaseId: ({ id }) => id,
  event: ({ event }) => event,
  runNumber: ({ number }) => number,
  createdAt: ({ createdAt }) => toGitHubTime(createdAt),
  updatedAt: ({ updatedAt }) => toGitHubTime(updatedAt),
  checkSuite: ({ suite }) => new Typed('CheckSuite', suite),
  workflow: ({ workflow }) => new Typed('Workflow', workflow),
  file: (run, _args, { world }) => {
    const { repository, path, id } = run.workflow;
    return new Typed(
      'WorkflowRunFile',
      new Fields({
        id: nodeId('workflow', id),
        path,
        run: new Typed('WorkflowRun', run),
        repositoryName: fullName(repository),
        repositoryFileUrl: `${repositoryHtmlUrl(world, repository)}/blob/${repository.defaultBranch}/${path}`,
      }),
    );
  },
  url: ({ suite, id }, _args, { world }) => `${repositoryHtmlUrl(world, suite.repository)}/actions/runs/${id}`,
};

export const workflow: Resolvers<Workflow> = {
  id: ({ id }) => nodeId('workflow', id),
  databaseId: ({ id }) => id,
  name: ({ name }) => name,
  createdAt: ({ createdAt }) => toGitHubTime(createdAt),
};
