/** A repository whose default branch has a merge queue, for tests: pull requests, checks, and what an app hears. */
import type { StandIn } from '../client.ts';
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

export interface QueueSample {
  readonly sample: Sample;
  readonly repository: string;
  /** It makes the required check `gate`, may read merge queues, and hears of everything. */
  readonly app: SampleApp;
  readonly receiver: Receiver;
  /** The ruleset that requires the queue. */
  readonly rulesetId: number;
  /** A pull request that changes `<branch>.txt`, with its check green. */
  open(branch: string, files?: Readonly<Record<string, string>>): Promise<{ number: number; headSha: string }>;
  conclude(sha: string, conclusion: string): Promise<void>;
  /** What the app heard of merge groups and of pull requests in the queue, once everything is delivered. */
  heard(): Promise<readonly Received[]>;
  /** `enqueued 1`, `checks_requested 1`, `destroyed 1 merged`, `dequeued 1 MERGE`, in the order of arrival. */
  story(): Promise<readonly string[]>;
}

/** @param changes what differs from `queueDefaults` */
export async function makeQueueSample(
  github: StandIn,
  changes: Partial<MergeQueueParameters> = {},
): Promise<QueueSample> {
  const receiver = await startReceiver();
  const sample = await makeSample(github);
  const { repository, organization } = sample;
  const app = await installSampleApp(github, {
    organization,
    slug: `gate-${organization}`,
    permissions: { ...samplePermissions, merge_queues: 'read' },
    events: [...new Set([...sampleEvents, 'merge_group'])],
    webhook: receiver,
  });
  const check = { context: 'gate', integration_id: app.appId };
  await github.createRuleset({
    on: repository,
    name: 'gate',
    include: ['~DEFAULT_BRANCH'],
    rules: [
      {
        type: 'required_status_checks',
        parameters: { required_status_checks: [check], strict_required_status_checks_policy: false },
      },
    ],
  });
  const { id: rulesetId } = await github.createRuleset({
    on: repository,
    name: 'queue',
    include: ['~DEFAULT_BRANCH'],
    rules: [{ type: 'merge_queue', parameters: { ...queueDefaults, ...changes } }],
  });
  const conclude = async (sha: string, conclusion: string): Promise<void> => {
    const body = { name: 'gate', head_sha: sha, conclusion };
    const { status } = await github.api(`/repos/${repository}/check-runs`, { token: app.token, body });
    if (status !== 201) throw new Error(`the check was refused: ${status}`);
  };
  const heard = async (): Promise<readonly Received[]> => {
    await github.waitForDeliveries();
    return receiver.received.filter(
      ({ event, action }) => event === 'merge_group' || action === 'enqueued' || action === 'dequeued',
    );
  };
  return {
    sample,
    repository,
    app,
    receiver,
    rulesetId,
    open: async (branch, files) => {
      const given = files ?? { [`${branch}.txt`]: `${branch}\n` };
      await github.pushCommit({
        repository,
        branch,
        as: sample.dana.login,
        files: given,
        message: `Work on ${branch}`,
      });
      const made = await github.openPullRequest({ repository, head: branch, as: sample.dana.login });
      await conclude(made.headSha, 'success');
      return made;
    },
    conclude,
    heard,
    story: async () => (await heard()).map(tell),
  };
}

function tell({ action, payload }: Received): string {
  const group = payload['merge_group'] as { readonly head_ref: string } | undefined;
  const number = group === undefined ? payload['number'] : /\/pr-(\d+)-/.exec(group.head_ref)?.[1];
  const reason = payload['reason'] === undefined ? '' : ` ${String(payload['reason'])}`;
  return `${action} ${String(number)}${reason}`;
}
