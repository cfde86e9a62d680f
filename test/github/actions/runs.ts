/** What GitHub Actions does: runs of workflows that begin, end, and are started again. */

import { addSuite } from '../behaviour/checks.ts';
import { createApp } from '../behaviour/installations.ts';
import { GitHubError } from '../server/github-error.ts';
import { workflowRunShape, workflowShape } from '../shapes/workflow-run.ts';
import type { App, CheckRun, CheckSuite, Repository, User, World } from '../world.ts';
import type { Workflow, WorkflowConclusion, WorkflowRun } from './records.ts';

/** The id that GitHub Actions has on github.com. */
const actionsId = 15_368;

export function actionsApp(world: World): App {
  const known = world.apps.get(actionsId);
  if (known !== undefined) return known;
  return createApp(world, {
    id: actionsId,
    slug: 'github-actions',
    owner: world.webFlow,
    publicKey: '',
    webhookUrl: null,
    webhookSecret: null,
    permissions: {},
    events: [],
  });
}

export interface RunRequest {
  readonly repository: Repository;
  readonly sha: string;
  /** Short name of the branch or tag; the branch whose tip the commit is, when not given. */
  readonly headBranch?: string;
  readonly workflow: Workflow;
  readonly event: string;
  readonly actor: User;
}

export async function startRun(world: World, request: RunRequest): Promise<WorkflowRun> {
  const { repository, sha, headBranch, workflow, event, actor } = request;
  const suite = await addSuite(world, actionsApp(world), { repository, headSha: sha, headBranch });
  const earlier = repository.checkSuites.filter((one) => one.workflowRun?.workflow === workflow);
  const run: WorkflowRun = {
    id: world.nextId(),
    workflow,
    suite,
    event,
    number: earlier.length + 1,
    attempt: 1,
    attemptIds: [world.nextId()],
    runners: new Map(),
    status: 'queued',
    conclusion: null,
    actor,
    triggeringActor: actor,
    reviews: [],
    createdAt: world.now(),
    updatedAt: world.now(),
  };
  suite.workflowRun = run;
  await announceRun(world, run, 'requested');
  return run;
}

export async function finishRun(world: World, run: WorkflowRun, conclusion: WorkflowConclusion): Promise<void> {
  run.status = 'completed';
  run.conclusion = conclusion;
  run.updatedAt = world.now();
  await announceRun(world, run, 'completed');
}

/** "Re-run all jobs": the same run and the same suite, once more. */
export async function startAgain(world: World, run: WorkflowRun, triggeringActor: User): Promise<void> {
  if (run.status !== 'completed') throw new GitHubError(403, 'This workflow is already running');
  run.attempt += 1;
  run.attemptIds.push(world.nextId());
  run.triggeringActor = triggeringActor;
  run.status = 'queued';
  run.conclusion = null;
  run.updatedAt = world.now();
  await announceRun(world, run, 'requested');
}

/** The jobs of an attempt; null: there is no such attempt. */
export function jobsOf({ suite, attemptIds }: WorkflowRun, attempt: number): readonly CheckRun[] | null {
  const from = attemptIds[attempt - 1];
  const until = attemptIds[attempt] ?? Number.POSITIVE_INFINITY;
  return from === undefined ? null : suite.runs.filter(({ id }) => id > from && id < until);
}

export function findWorkflow(
  world: World,
  repository: Repository,
  { path, name, keptIn }: { readonly path: string; readonly name: string; readonly keptIn: Repository },
): Workflow {
  const known = repository.workflows.find((one) => one.path === path && one.repository === keptIn);
  if (known !== undefined) return known;
  const workflow = { id: world.nextId(), name, path, repository: keptIn, createdAt: world.now() };
  repository.workflows.push(workflow);
  return workflow;
}

export function runOfSuite(suites: Iterable<CheckSuite>, id: number): WorkflowRun | undefined {
  for (const { workflowRun } of suites) if (workflowRun?.id === id) return workflowRun;
  return undefined;
}

async function announceRun(world: World, run: WorkflowRun, action: 'requested' | 'completed'): Promise<void> {
  const { repository } = run.suite;
  await world.announce({
    event: 'workflow_run',
    action,
    repository,
    organization: repository.owner.type === 'Organization' ? repository.owner : null,
    sender: run.triggeringActor,
    body: async () => ({
      workflow: workflowShape(world, repository, run.workflow),
      workflow_run: await workflowRunShape(world, run),
    }),
  });
}
