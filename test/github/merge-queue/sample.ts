/** Repositories whose default branch has a merge queue, for tests: pull requests, checks, and what an app hears. */
import type { StandIn } from '../client.ts';
import type { QueueEntryView } from '../control/merge-queues.ts';
import { type Received, type Receiver, startReceiver } from '../receiver.ts';
import {
  installSampleApp,
  makeSample,
  type Sample,
  type SampleApp,
  sampleEvents,
  samplePermissions,
} from '../sample.ts';
import type { MergeQueueParameters } from './records.ts';

export const queueDefaults: MergeQueueParameters = {
  check_response_timeout_minutes: 60,
  grouping_strategy: 'ALLGREEN',
  max_entries_to_build: 5,
  max_entries_to_merge: 5,
  merge_method: 'MERGE',
  min_entries_to_merge: 1,
  min_entries_to_merge_wait_minutes: 5,
};

/** An organisation, and an app that may read merge queues and hears of everything in every repository of it. */
export interface QueuePlace {
  readonly github: StandIn;
  readonly sample: Sample;
  readonly app: SampleApp;
  readonly receiver: Receiver;
}

export async function makeQueuePlace(github: StandIn): Promise<QueuePlace> {
  const receiver = await startReceiver();
  const sample = await makeSample(github);
  const app = await installSampleApp(github, {
    organization: sample.organization,
    slug: `gate-${sample.organization}`,
    permissions: { ...samplePermissions, merge_queues: 'read' },
    events: [...new Set([...sampleEvents, 'merge_group'])],
    webhook: receiver,
  });
  return { github, sample, app, receiver };
}

/** Pull requests are named by their numbers; `undefined` is a number that a test did not get. */
export interface QueueSample {
  readonly repository: string;
  /** The ruleset that requires the queue. Another requires the check `gate` of the place's app. */
  readonly rulesetId: number;
  /** A pull request by dana that changes `<branch>.txt`, with its check green. */
  open(branch: string, files?: Readonly<Record<string, string>>): Promise<{ number: number; headSha: string }>;
  conclude(sha: string, conclusion: string): Promise<void>;
  /** Opens and enqueues these branches, and gives the numbers. */
  enqueueAll(...branches: readonly string[]): Promise<readonly number[]>;
  /** The check on the group of a queued pull request. */
  judge(number: number | undefined, conclusion: string): Promise<void>;
  entry(number: number | undefined): Promise<QueueEntryView | undefined>;
  /** `1 AWAITING_CHECKS`, the first to merge first. */
  states(): Promise<readonly string[]>;
  isMerged(number: number | undefined): Promise<boolean>;
  /** Every webhook about this repository, once everything is delivered. */
  heard(): Promise<readonly Received[]>;
  /** Payloads of the pushes that moved the default branch. */
  landed(): Promise<readonly Received['payload'][]>;
  /** `enqueued 1`, `checks_requested 1`, `destroyed 1 merged`, `dequeued 1 MERGE`, in the order of arrival. */
  story(): Promise<readonly string[]>;
}

let counter = 0;

/** @param changes what differs from `queueDefaults` */
export async function makeQueue(place: QueuePlace, changes: Partial<MergeQueueParameters> = {}): Promise<QueueSample> {
  const { github, sample, app, receiver } = place;
  counter += 1;
  const { fullName: repository } = await github.createRepository({
    owner: sample.organization,
    name: `queue-${counter}`,
  });
  for (const { login: user } of [sample.dana, sample.amir])
    await github.setCollaborator({ repository, user, permission: 'write' });
  const required = [{ context: 'gate', integration_id: app.appId }];
  const checks = { required_status_checks: required, strict_required_status_checks_policy: false };
  const onMain = { on: repository, include: ['~DEFAULT_BRANCH'] };
  await github.createRuleset({
    ...onMain,
    name: 'gate',
    rules: [{ type: 'required_status_checks', parameters: checks }],
  });
  const { id: rulesetId } = await github.createRuleset({
    ...onMain,
    name: 'queue',
    rules: [{ type: 'merge_queue', parameters: { ...queueDefaults, ...changes } }],
  });
  const conclude: QueueSample['conclude'] = async (sha, conclusion) => {
    const body = { name: 'gate', head_sha: sha, conclusion };
    const { status } = await github.api(`/repos/${repository}/check-runs`, { token: app.token, body });
    if (status !== 201) throw new Error(`the check was refused: ${status}`);
  };
  const open: QueueSample['open'] = async (branch, files = { [`${branch}.txt`]: `${branch}\n` }) => {
    await github.pushCommit({ repository, branch, as: sample.dana.login, files, message: `Work on ${branch}` });
    const made = await github.openPullRequest({ repository, head: branch, as: sample.dana.login });
    await conclude(made.headSha, 'success');
    return made;
  };
  const entry: QueueSample['entry'] = async (number) =>
    (await github.mergeQueue({ repository })).find((one) => one.number === number);
  const heard = async (): Promise<readonly Received[]> => {
    await github.waitForDeliveries();
    return receiver.received.filter(({ payload }) => Object(payload['repository'])['full_name'] === repository);
  };
  return {
    repository,
    rulesetId,
    open,
    conclude,
    enqueueAll: async (...branches) => {
      const numbers: number[] = [];
      for (const branch of branches) {
        const { number } = await open(branch);
        await github.enqueue({ repository, number, as: sample.dana.login });
        numbers.push(number);
      }
      return numbers;
    },
    judge: async (number, conclusion) => {
      const sha = (await entry(number))?.group?.headSha;
      if (sha === undefined) throw new Error(`pull request ${number} has no group`);
      await conclude(sha, conclusion);
    },
    entry,
    states: async () => (await github.mergeQueue({ repository })).map(({ number, state }) => `${number} ${state}`),
    isMerged: async (number = 0) => (await github.pullRequest({ repository, number })).merged,
    heard,
    landed: async () =>
      (await heard())
        .map(({ payload }) => payload)
        .filter(({ ref, created }) => ref === 'refs/heads/main' && created === false),
    story: async () => (await heard()).flatMap(tell),
  };
}

function tell({ event, action, payload }: Received): readonly string[] {
  if (event !== 'merge_group' && action !== 'enqueued' && action !== 'dequeued') return [];
  const {
    merge_group: group,
    number,
    reason,
  } = payload as {
    readonly merge_group?: { readonly head_ref: string };
    readonly number?: number;
    readonly reason?: string;
  };
  const named = number ?? /\/pr-(\d+)-/.exec(group?.head_ref ?? '')?.[1];
  return [[action, named, reason].filter((word) => word !== undefined).join(' ')];
}
