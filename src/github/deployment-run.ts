import { Fault, isFault } from '../base/fault.ts';
import { type Known, known, type Person, unknown } from '../policy/facts.ts';
import type { Api } from './api.ts';
import { readOid } from './facts/commits.ts';
import { readRestPerson } from './facts/person.ts';
import { readWorkflowPath } from './facts/workflow-path.ts';
import type { Place } from './place.ts';
import type { Reader } from './reader.ts';

/** The shape of app/ports.ts, DeployingRun. */
export interface Run {
  readonly id: number;
  readonly attempt: number;
  /** Ended, whatever came of it: nothing waits any more. */
  readonly isOver: boolean;
  readonly head: string;
  readonly isForeign: boolean;
  /** Short name, as whoever pushed called it. */
  readonly branch: string | null;
  /** Path of the workflow's file. */
  readonly workflow: string | null;
  readonly event: string;
  /** Who started the first attempt, and this one; null: the account is gone. */
  readonly starter: Person | null;
  readonly deployer: Person | null;
}

/** A run of GitHub Actions; null: it was deleted. */
export async function readRun(api: Api, names: Place['repository'], run: number): Promise<Run | null> {
  try {
    const { owner, name, id } = names;
    const { body } = await api.rest('GET /repos/{owner}/{repo}/actions/runs/{run_id}', {
      owner,
      repo: name,
      run_id: run,
    });
    // Names are given away again.
    if (body.at('repository').at('id').count() !== id)
      throw new Fault('github.not-found', 'the name belongs to another repository now');
    const starter = body.at('actor').maybe(readRestPerson);
    return {
      id: body.at('id').count(),
      attempt: body.at('run_attempt').maybe((attempt) => attempt.count()) ?? 1,
      isOver: body.at('status').maybe((status) => status.text()) === 'completed',
      head: readOid(body.at('head_sha')),
      isForeign: body.at('head_repository').maybe((from) => from.at('id').count()) !== id,
      branch: body.at('head_branch').maybe((branch) => branch.text()),
      workflow: body.at('path').maybe(readWorkflowPath),
      event: body.at('event').text(),
      starter,
      deployer: body.at('triggering_actor').maybe(readRestPerson) ?? starter,
    };
  } catch (error) {
    if (isFault(error, 'github.not-found')) return null;
    throw error;
  }
}

/** The shape of app/ports.ts, RunReview. */
export interface RunReview {
  readonly reviewer: Person | null;
  readonly isApproved: boolean;
  /** Names of the environments that it is about. */
  readonly environments: readonly string[];
}

/** What the reviewers of a run's environments said on its page; GitHub does not say when. Those of apps are left out. */
export async function readRunReviews(
  api: Api,
  { owner, name }: Place['repository'],
  run: number,
): Promise<Known<readonly RunReview[]>> {
  try {
    const { body } = await api.rest('GET /repos/{owner}/{repo}/actions/runs/{run_id}/approvals', {
      owner,
      repo: name,
      run_id: run,
    });
    return known(body.list().flatMap(readReview));
  } catch (error) {
    if (isFault(error, 'github.forbidden') || isFault(error, 'github.not-found'))
      return unknown('forbidden', 'the app may not read who reviewed the deployment');
    if (isFault(error, 'github.unavailable'))
      return unknown('unavailable', 'GitHub failed to say who reviewed the deployment');
    throw error;
  }
}

function readReview(review: Reader): readonly RunReview[] {
  const state = review.at('state').text();
  const reviewer = review.at('user').maybe(readRestPerson);
  if ((state !== 'approved' && state !== 'rejected') || reviewer?.type === 'bot') return [];
  const environments = review.at('environments').list();
  return [
    {
      reviewer,
      isApproved: state === 'approved',
      environments: environments.flatMap((one) => one.at('name').maybe((name) => name.text()) ?? []),
    },
  ];
}
