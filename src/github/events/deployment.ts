import type { Person } from '../../policy/facts.ts';
import { readOid, readTime } from '../facts/commits.ts';
import { readRestPerson } from '../facts/person.ts';
import type { DeployedHint, Hint } from '../hint.ts';
import type { Reader } from '../reader.ts';
import { readAction, readEventPlace } from './envelope.ts';

/** Where GitHub wants the answer. Only the number is taken from it: nothing is ever sent to an address from a payload. */
const CALLBACK = /\/repos\/[^/]+\/[^/]+\/actions\/runs\/([1-9]\d{0,14})\/deployment_protection_rule$/;

const MOST_NAME = 255;

/** `deployment_protection_rule`: a job waits for our word before it goes to an environment. */
export function readGateEvent(payload: Reader): readonly Hint[] {
  if (readAction(payload) !== 'requested') return [];
  const callback = payload.at('deployment_callback_url');
  const run = CALLBACK.exec(callback.text())?.[1];
  if (run === undefined) throw callback.fault('is not the address of a run’s protection rule');
  const deployment = payload.at('deployment');
  return [
    {
      kind: 'gate',
      place: readEventPlace(payload),
      run: Number(run),
      environment: readEnvironment(payload.at('environment')),
      deployment: deployment.at('id').maybe((id) => id.count()),
      commit: deployment.at('sha').maybe(readOid),
      ref: deployment.at('ref').maybe((ref) => ref.text()),
    },
  ];
}

function readEnvironment(environment: Reader): string {
  const name = environment.text();
  if (name === '' || name.length > MOST_NAME) throw environment.fault('is not the name of an environment');
  return name;
}

/** `deployment_review`: a person said yes or no on the run's page. */
export function readDeploymentReviewEvent(payload: Reader): readonly Hint[] {
  const action = readAction(payload);
  if (action !== 'approved' && action !== 'rejected') return [];
  const run = payload.at('workflow_run').maybe((one) => one.at('id').count());
  const by = action === 'approved' ? payload.at('approver').maybe(readRestPerson) : null;
  return run === null ? [] : [{ kind: 'gate-news', place: readEventPlace(payload), run, by }];
}

const STATES = {
  in_progress: 'started',
  success: 'succeeded',
  failure: 'failed',
  error: 'failed',
} as const satisfies Readonly<Record<string, DeployedHint['state']>>;

/** `deployment_status`: a deployment began or ended, by whomever it was made. */
export function readDeploymentStatusEvent(payload: Reader): readonly Hint[] {
  if (readAction(payload) !== 'created') return [];
  const status = payload.at('deployment_status');
  const state = status.at('state').text();
  if (!isState(state)) return [];
  const deployment = payload.at('deployment');
  const run = payload.at('workflow_run').maybe((one) => one);
  return [
    {
      kind: 'deployed',
      place: readEventPlace(payload),
      deployed: {
        id: deployment.at('id').count(),
        commit: readOid(deployment.at('sha')),
        environment: readEnvironment(deployment.at('environment')),
        state: STATES[state],
        run: run?.at('id').maybe((id) => id.count()) ?? null,
        attempt: run?.at('run_attempt').maybe((attempt) => attempt.count()) ?? null,
        actor: readActor(payload, status, run),
        at: readTime(status.at('created_at')),
        branch: payload.at('repository').at('default_branch').text(),
      },
    },
  ];
}

const isState = (state: string): state is keyof typeof STATES => Object.hasOwn(STATES, state);

/** Actions says of its own deployments that a bot made them; who started the run is who deploys. */
function readActor(payload: Reader, status: Reader, run: Reader | null): Person | null {
  const starters = run === null ? [] : [run.at('triggering_actor'), run.at('actor')];
  const said = [...starters, status.at('creator'), payload.at('sender')];
  return said.find((person) => !person.isNothing)?.maybe(readRestPerson) ?? null;
}
