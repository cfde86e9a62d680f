/** Who says what of jobs that wait for an environment: apps with a gate, reviewers, administrators. */

import { atLeast, isTeamMember, permissionOf } from '../access.ts';
import type { WorkflowRun } from '../actions/records.ts';
import { announceReview } from '../announce/deployment.ts';
import { forbidden, invalid } from '../server/github-error.ts';
import type { App, User, World } from '../world.ts';
import { beginJob, endJob, isWaiting } from './jobs.ts';
import type { Answer, Deployment, DeploymentReview, Environment, GateRequest } from './records.ts';

const maxReports = 10;
const maxComment = 1_024;
const nothingPending = 'No pending deployment requests to approve or reject';

export interface GateAnswer {
  readonly run: WorkflowRun;
  /** As the caller calls it. */
  readonly environment: string;
  /** null: a report, which decides nothing. */
  readonly state: Answer | null;
  readonly comment: string;
}

/** An app answers for its own gate, in every job of the run that waits for the environment. */
export async function answerGate(world: World, app: App, answer: GateAnswer): Promise<void> {
  const { run, state, comment } = answer;
  const asked = waitingFor(run, answer.environment).flatMap((deployment) => {
    const request = deployment.gates.find(({ gate }) => gate.app === app);
    return request === undefined ? [] : { deployment, request };
  });
  if (asked.length === 0) throw invalid(nothingPending);
  const open = asked.filter(({ request }) => request.answer === null);
  const environment = open[0]?.deployment.environment;
  if (environment === undefined) throw invalid('Deployment protection rule has already been reviewed');
  if (comment.length > maxComment) throw invalid(`Comment is too long (maximum is ${maxComment} characters)`);
  const requests = open.map(({ request }) => request);
  if (state === null) {
    report(requests, comment);
    return;
  }
  for (const request of requests) request.answer = { state, comment };
  run.reviews.push({ environment, reviewer: app.bot, state, comment });
  for (const { deployment } of open) await goOn(world, deployment);
}

function report(requests: readonly GateRequest[], comment: string): void {
  if (requests.some(({ reports }) => reports.length >= maxReports))
    throw invalid(`No more than ${maxReports} status reports are allowed for a deployment`);
  for (const { reports } of requests) reports.push(comment);
}

export interface Review {
  readonly run: WorkflowRun;
  readonly environment: string;
  readonly reviewer: User;
  readonly state: Answer;
  readonly comment: string;
}

/** "Review deployments" by somebody whom the environment names. */
export async function reviewDeployments(world: World, request: Review): Promise<void> {
  const { run, reviewer, state, comment } = request;
  const open = waitingFor(run, request.environment).filter((one) => one.needsReview && one.review === null);
  const environment = open[0]?.environment;
  if (environment === undefined) throw invalid(nothingPending);
  if (!isReviewer(environment, reviewer)) throw forbidden();
  const isOwn = reviewer === run.actor || reviewer === run.triggeringActor;
  if (environment.preventSelfReview && isOwn) throw invalid('Who started a deployment may not approve it.');
  const review: DeploymentReview = { environment, reviewer, state, comment };
  run.reviews.push(review);
  await announceReview(world, { run, review, deployments: open });
  for (const deployment of open) {
    deployment.review = review;
    await goOn(world, deployment);
  }
}

/** "Start all waiting jobs". Who was passed over is not told, and nobody's review says so. */
export async function bypass(
  world: World,
  { run, environment, by }: { readonly run: WorkflowRun; readonly environment: string; readonly by: User },
): Promise<void> {
  const waiting = waitingFor(run, environment);
  if (waiting.length === 0) throw invalid(nothingPending);
  const mayBypass = waiting.every((one) => one.environment.adminsBypass);
  if (!mayBypass || !atLeast(permissionOf(run.suite.repository, by), 'admin')) throw forbidden();
  for (const deployment of waiting) if (isWaiting(deployment)) await beginJob(world, deployment);
}

async function goOn(world: World, deployment: Deployment): Promise<void> {
  if (!isWaiting(deployment)) return; // somebody was faster, between two jobs of the same answer
  const { gates, needsReview, review } = deployment;
  const answers = [...gates.map(({ answer }) => answer), ...(needsReview ? [review] : [])];
  if (answers.some((answer) => answer?.state === 'rejected')) await endJob(world, deployment, 'failure');
  else if (answers.every((answer) => answer?.state === 'approved')) await beginJob(world, deployment);
}

function waitingFor(run: WorkflowRun, name: string): readonly Deployment[] {
  return run.suite.repository.deployments.filter(
    (one) => one.job?.run === run && isWaiting(one) && one.environment.name.toLowerCase() === name.toLowerCase(),
  );
}

function isReviewer({ reviewers }: Environment, user: User): boolean {
  return reviewers.some((one) => ('slug' in one ? isTeamMember(one, user) : one === user));
}
