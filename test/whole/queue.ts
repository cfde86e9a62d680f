import type { JsonObject } from '../../src/base/json.ts';
import type { MergeQueueParameters } from '../github/merge-queue/records.ts';
import { queueDefaults } from '../github/merge-queue/sample.ts';
import { ledgerBook } from './ledger-book.ts';
import type { RunningApp } from './running-app.ts';
import { openTeam, requireCheck, type Team, type TeamOptions } from './team.ts';

/** A team whose branch main has a merge queue, which lets a group pass with our check and with `build`, by anybody. */
export interface QueueTeam extends Team {
  /** The ruleset that asks for the queue. */
  readonly queueRule: number;
  /** Approved pull requests, allowed and enqueued in this order. */
  queued(...branches: readonly string[]): Promise<readonly Queued[]>;
  /** The group that was built for it, whatever groups it had before. */
  group(number: number, before?: string): Promise<string>;
  /** What the other machine says of a commit. */
  build(sha: string, state?: 'success' | 'failure' | 'pending'): Promise<void>;
  isMerged(number: number): Promise<boolean>;
  isQueued(number: number): Promise<boolean>;
  until(what: string, ask: () => Promise<boolean>): Promise<void>;
  dismiss(number: number): Promise<void>;
  /** The decisions on merge groups, as the ledger branch has them. */
  decisions(): Promise<readonly GroupDecision[]>;
}

export interface Queued {
  readonly number: number;
  readonly head: string;
  readonly group: string;
}

export interface GroupDecision {
  readonly subject: JsonObject;
  readonly verdict: string;
  readonly members: readonly { readonly number: number; readonly verdict: string }[];
  readonly findings: readonly { readonly change: number; readonly rule: string; readonly codes: readonly string[] }[];
}

/** Generous: the machine may be busy. */
const WAIT = 20_000;

export async function openQueueTeam(
  app: RunningApp,
  options: Omit<TeamOptions, 'appId'>,
  changes: Partial<MergeQueueParameters> = {},
): Promise<QueueTeam> {
  const { appId } = app.app;
  const team = await openTeam({ ...options, appId });
  const { github, repository } = team;
  await requireCheck(team, { appId });
  const onMain = { on: repository, include: ['refs/heads/main'] };
  const build = { required_status_checks: [{ context: 'build' }], strict_required_status_checks_policy: false };
  await github.createRuleset({
    ...onMain,
    name: 'build',
    rules: [{ type: 'required_status_checks', parameters: build }],
  });
  const { id: queueRule } = await github.createRuleset({
    ...onMain,
    name: 'queue',
    rules: [{ type: 'merge_queue', parameters: { ...queueDefaults, ...changes } }],
  });
  const approvals = new Map<number, number>();
  const entryOf = async (number: number) =>
    (await github.mergeQueue({ repository })).find((entry) => entry.number === number);
  const say: QueueTeam['build'] = async (sha, state = 'success') =>
    void (await github.setStatus({ repository, sha, context: 'build', state, as: team.amir.login }));
  const group: QueueTeam['group'] = async (number, before) =>
    await github.waitFor(
      `another group of #${number}`,
      async () => {
        const sha = (await entryOf(number))?.group?.headSha;
        return sha === before ? null : sha;
      },
      WAIT,
    );
  return {
    ...team,
    queueRule,
    group,
    build: say,
    queued: async (...branches) => {
      const proposed: { readonly number: number; readonly head: string }[] = [];
      for (const branch of branches)
        proposed.push(await team.propose(branch, { title: `SHOP-1 ${branch}`, openedBy: team.eli.login }));
      for (const { number, head } of proposed) {
        const { id } = await github.review({ repository, number, as: team.amir.login, event: 'APPROVE' });
        approvals.set(number, id);
        await say(head);
      }
      await Promise.all(proposed.map(async ({ head }) => await team.check(head, 'allowed')));
      const queued: Queued[] = [];
      for (const change of proposed) {
        await github.enqueue({ repository, number: change.number, as: team.bo.login });
        queued.push({ ...change, group: await group(change.number) });
      }
      return queued;
    },
    isMerged: async (number) => (await github.pullRequest({ repository, number })).merged,
    isQueued: async (number) => (await entryOf(number)) !== undefined,
    until: async (what, ask) => void (await github.waitFor(what, ask, WAIT)),
    dismiss: async (number) => {
      await github.dismissReview({ review: approvals.get(number) ?? 0, as: team.owner.login });
    },
    decisions: async () => {
      const entries = await ledgerBook(app, team).entries();
      return entries.flatMap(({ subject, predicate }) => {
        const decision = (predicate as JsonObject)['countersign_decision'] as unknown as GroupDecision | undefined;
        const isGroup = (decision as JsonObject | undefined)?.['kind'] === 'merge_group';
        return decision === undefined || !isGroup
          ? []
          : [{ ...decision, subject: (subject as readonly JsonObject[])[0] ?? {} }];
      });
    },
  };
}
