/** An organisation to deploy in, for tests: its app hears of everything and may have a gate. */
import type { ApiAnswer, StandIn } from '../client.ts';
import { type Receiver, startReceiver } from '../receiver.ts';
import { makeSample, type Sample, sampleEvents } from '../sample.ts';

export const environment = 'production';
export const workflowPath = '.github/workflows/release.yml';

/** GitHub tells of a deployment before anything is asked of anybody; our own app has no use for that. */
export const everyDeploymentEvent = [...sampleEvents, 'deployment'];

export interface DeploymentSample extends Sample {
  readonly receiver: Receiver;
  /** The tip of the default branch. */
  readonly sha: string;
  /** By dana, for a push. */
  readonly startRun: () => Promise<number>;
  /** The environment, with the app's gate. */
  readonly protect: (more?: object) => Promise<unknown>;
  /** As the app, below the repository. */
  readonly api: (path: string, options?: { readonly token?: string; readonly body?: object }) => Promise<ApiAnswer>;
  readonly answer: (run: number, body: object, token?: string) => Promise<ApiAnswer>;
  readonly stateOf: (deployment: number) => Promise<string | undefined>;
  /** Webhooks about deployments since the last time. */
  readonly heard: () => Promise<readonly string[]>;
  /** Of the last webhook of this event. */
  readonly payloadOf: (event: string) => Readonly<Record<string, unknown>> | undefined;
  readonly close: () => Promise<void>;
}

export async function makeDeploymentSample(github: StandIn): Promise<DeploymentSample> {
  const receiver = await startReceiver();
  const sample = await makeSample(github, { webhook: receiver, events: everyDeploymentEvent });
  const { repository, dana, app, made } = sample;
  const sha = made.head ?? '';
  await github.waitForDeliveries();
  let from = receiver.received.length;
  const api: DeploymentSample['api'] = async (path, options = {}) =>
    github.api(`/repos/${repository}${path}`, { token: app.token, ...options });
  return {
    ...sample,
    receiver,
    sha,
    api,
    startRun: async () =>
      (await github.runWorkflow({ repository, sha, path: workflowPath, event: 'push', as: dana.login })).run,
    protect: (more = {}) => github.createEnvironment({ repository, name: environment, gates: [app.appId], ...more }),
    answer: async (run, body, token = app.token) =>
      api(`/actions/runs/${run}/deployment_protection_rule`, {
        token,
        body: { environment_name: environment, ...body },
      }),
    stateOf: async (id) => (await github.deployments({ repository })).find((one) => one.id === id)?.state,
    heard: async () => {
      await github.waitForDeliveries();
      const news = receiver.received.slice(from).filter(({ event }) => event.startsWith('deployment'));
      from = receiver.received.length;
      return news.map(({ event, action, payload }) => {
        const status = payload['deployment_status'] as { readonly state: string } | undefined;
        return `${event} ${status?.state ?? action ?? ''}`;
      });
    },
    payloadOf: (event) => receiver.received.findLast((one) => one.event === event)?.payload,
    close: async () => {
      await github.waitForDeliveries();
      await receiver.close();
    },
  };
}
