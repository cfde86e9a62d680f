import type { Context } from '../../../src/app/context.ts';
import { type OpenGroup, rememberGroup } from '../../../src/app/open-groups.ts';
import { evaluate } from '../../../src/app/stages/evaluate.ts';
import { report } from '../../../src/app/stages/report.ts';
import { mergeGroupSubject } from '../../../src/app/subject.ts';
import type { DecisionStatement } from '../../../src/ledger/entries/decision.ts';
import type { SubjectRef } from '../../../src/store/store.ts';
import type { MergeQueueParameters } from '../../github/merge-queue/records.ts';
import { queueDefaults } from '../../github/merge-queue/sample.ts';
import { type Change, flushOnce, readEntries, type Scene, type Shop } from './scene.ts';

/** A shop whose branch main has a merge queue, where nothing lands before `build` says so; the stages are called by hand. */
export interface QueueShop extends Shop {
  /** A pull request with this title, enqueued. */
  queue(title: string): Promise<Queued>;
  retitle(change: Pick<Change, 'number'>, title: string): Promise<unknown>;
  /** What the queue makes of it now; as GitHub's webhook would name it. */
  groupOf(change: Pick<Change, 'number'>): Promise<OpenGroup>;
}

export interface Queued {
  readonly change: Change;
  readonly group: OpenGroup;
  readonly subject: SubjectRef;
  readonly key: string;
}

export async function openQueueShop(
  scene: Scene,
  changes: Partial<MergeQueueParameters> = {},
  files: Parameters<Scene['shop']>[0] = {},
): Promise<QueueShop> {
  const shop = await scene.shop(files);
  const { github, sample } = scene;
  const repository = shop.name;
  const onMain = { on: repository, include: ['refs/heads/main'] };
  const checks = { required_status_checks: [{ context: 'build' }], strict_required_status_checks_policy: false };
  const parameters = { ...queueDefaults, ...changes };
  await github.createRuleset({
    ...onMain,
    name: 'build',
    rules: [{ type: 'required_status_checks', parameters: checks }],
  });
  await github.createRuleset({ ...onMain, name: 'queue', rules: [{ type: 'merge_queue', parameters }] });
  const as = sample.owner.login;
  let branches = 0;
  const entryOf = async ({ number }: Pick<Change, 'number'>) =>
    (await github.mergeQueue({ repository })).find((entry) => entry.number === number);
  const groupOf: QueueShop['groupOf'] = async (change) => {
    const group = (await entryOf(change))?.group;
    if (!group) throw new Error(`#${change.number} has no group`);
    return { head: group.headSha, base: 'main', baseOid: group.baseSha, members: [], isGone: false };
  };
  return {
    ...shop,
    groupOf,
    retitle: ({ number }, title) => github.editPullRequest({ repository, number, title, as }),
    queue: async (title) => {
      // Of a file of its own, or the second of them would conflict with the first.
      branches += 1;
      const branch = `queued-${branches}`;
      await github.pushCommit({ repository, branch, as, message: `${title}\n`, files: { [branch]: branch } });
      const change = await shop.open(branch, title);
      await github.setStatus({ repository, sha: change.head, context: 'build', state: 'success', as });
      await github.enqueue({ repository, number: change.number, as });
      const group = await groupOf(change);
      const subject = mergeGroupSubject(shop.place, group.head);
      return { change, group, subject, key: subject.key };
    },
  };
}

/** What a `checks_requested` leads to. */
export async function judgeGroup(
  context: Context,
  { group, subject }: Pick<Queued, 'group' | 'subject'>,
): Promise<void> {
  await touchGroup(context, { group, subject });
  await evaluate(context, subject.key);
}

export async function touchGroup(
  context: Context,
  { group, subject }: Pick<Queued, 'group' | 'subject'>,
): Promise<void> {
  await rememberGroup(context, subject.repository.id, group);
  await context.store.subjects.touch([{ subject, guids: [], priority: 0 }]);
}

/** All three stages once. */
export async function runGroup(context: Context, shop: Shop, queued: Queued): Promise<void> {
  await judgeGroup(context, queued);
  await flushOnce(context, shop);
  await report(context, queued.key);
}

/** Of merge groups, as the archive keeps them. */
export async function groupDecisions(context: Context, shop: Shop): Promise<readonly DecisionStatement['predicate'][]> {
  return (await readEntries(context, shop))
    .map(({ statement }) => (statement as unknown as DecisionStatement).predicate)
    .filter((predicate) => predicate.countersign_decision?.kind === 'merge_group');
}
