import { expect, test } from '@jest/globals';
import type { Context } from '../../../src/app/context.ts';
import { findGroup } from '../../../src/app/open-groups.ts';
import type { MergeQueue } from '../../../src/app/ports.ts';
import { evaluate } from '../../../src/app/stages/evaluate.ts';
import { report } from '../../../src/app/stages/report.ts';
import { waitingJobs } from '../../store/fixture.ts';
import { restarted } from './bench.ts';
import { groupDecisions, judgeGroup, openQueueShop, type Queued, runGroup, touchGroup } from './queue-scene.ts';
import { CHECK, flushOnce, type Shop, useScene } from './scene.ts';

const scene = useScene();

const runOf = async (shop: Shop, { group }: Queued) =>
  (await scene.github.checkRuns({ repository: shop.name, sha: group.head }))[0];
const known = (shop: Shop, { group }: Queued) => findGroup(scene.context, shop.place.repository.id, group.head);

/** GitHub shows another queue than there is. */
function showing(change: (queue: MergeQueue) => MergeQueue | null): Context {
  const context = restarted(scene.context);
  const { changes } = context.forge;
  const queue: typeof changes.queue = async (place, base) => {
    const real = await changes.queue(place, base);
    return real === null ? null : change(real);
  };
  return { ...context, forge: { ...context.forge, changes: { ...changes, queue } } };
}

const unshown = (queue: MergeQueue): MergeQueue => ({
  ...queue,
  entries: queue.entries.map((entry) => ({ ...entry, change: null })),
});

test('a group is judged, recorded once, and green when its entry stands on the branch', async () => {
  const shop = await openQueueShop(scene);
  const queued = await shop.queue('SHOP-1 fix');
  await judgeGroup(scene.context, queued);
  expect(await scene.store.subjects.read(queued.key)).toMatchObject({
    open: true,
    verdict: { head: queued.group.head, base: 'main', result: 'allow', checkName: CHECK },
  });
  expect((await known(shop, queued))?.members).toEqual([queued.change.number]);
  await report(scene.context, queued.key);
  expect(await runOf(shop, queued)).toBeUndefined();
  await judgeGroup(scene.context, queued);
  await flushOnce(scene.context, shop);
  await report(scene.context, queued.key);
  expect(await runOf(shop, queued)).toMatchObject({ name: CHECK, conclusion: 'success' });
  expect(await groupDecisions(scene.context, shop)).toHaveLength(1);
});

test('a green that no longer holds is gone before the red is stored, and the red waits for no record', async () => {
  const shop = await openQueueShop(scene);
  const queued = await shop.queue('SHOP-1 fix');
  await runGroup(scene.context, shop, queued);
  await shop.retitle(queued.change, 'no ticket');
  await touchGroup(scene.context, queued);
  const settle = () => Promise.reject(new Error('the process ends here'));
  const store = { ...scene.store, subjects: { ...scene.store.subjects, settle } };
  await expect(evaluate({ ...scene.context, store }, queued.key)).rejects.toThrow('ends here');
  expect(await runOf(shop, queued)).toMatchObject({ status: 'in_progress', conclusion: null });
  await judgeGroup(restarted(scene.context), queued);
  const [job] = await waitingJobs(scene.database, 'report', queued.key);
  expect(job?.due).toBeLessThanOrEqual(1500);
  await report(scene.context, queued.key);
  expect(await runOf(shop, queued)).toMatchObject({ conclusion: 'failure' });
});

test('a group that GitHub does not show is looked for again, then dropped and forgotten', async () => {
  const shop = await openQueueShop(scene);
  const queued = await shop.queue('SHOP-1');
  const context = showing(() => null);
  await touchGroup(context, queued);
  for (let look = 1; look <= 3; look++) {
    await evaluate(context, queued.key);
    expect(await scene.store.subjects.read(queued.key)).toMatchObject({ judged: 0 });
  }
  await evaluate(context, queued.key);
  expect(await scene.store.subjects.read(queued.key)).toMatchObject({ open: false, judged: 1, verdict: null });
  expect(await known(shop, queued)).toBeNull();
  // What is touched after that is nothing to us.
  await scene.store.subjects.touch([{ subject: queued.subject, guids: [], priority: 0 }]);
  await evaluate(context, queued.key);
  expect(await scene.store.subjects.read(queued.key)).toMatchObject({ open: false, judged: 2 });
});

test('a group of which GitHub said that it is gone is dropped at once, unless GitHub still shows it', async () => {
  const shop = await openQueueShop(scene);
  const queued = await shop.queue('SHOP-1');
  const gone = { ...queued, group: { ...queued.group, isGone: true } };
  await judgeGroup(scene.context, gone);
  expect(await scene.store.subjects.read(queued.key)).toMatchObject({ open: true, verdict: { result: 'allow' } });
  // It is looked for again soon, without a webhook.
  const due = await scene.store.subjects.due(Date.now() + 61_000, 100);
  expect(due.map(({ key }) => key)).toContain(queued.key);
  await judgeGroup(
    showing(() => null),
    gone,
  );
  expect(await scene.store.subjects.read(queued.key)).toMatchObject({ open: false, verdict: null });
  expect(await known(shop, queued)).toBeNull();
});

test('a group that cannot be read is not left green, and fails when that does not pass', async () => {
  const shop = await openQueueShop(scene);
  const queued = await shop.queue('SHOP-1');
  await runGroup(scene.context, shop, queued);
  const context = showing(unshown);
  await touchGroup(context, queued);
  const incomplete = { code: 'github.incomplete' };
  await expect(evaluate(context, queued.key)).rejects.toMatchObject(incomplete);
  expect(await runOf(shop, queued)).toMatchObject({ status: 'in_progress' });
  for (let attempt = 2; attempt <= 4; attempt++)
    await expect(evaluate(context, queued.key)).rejects.toMatchObject(incomplete);
  const run = await runOf(shop, queued);
  expect(run).toMatchObject({ conclusion: 'failure', title: 'Could not be judged (github.incomplete)' });
  expect(run?.summary).toContain('a pull request in it is not shown');
});

test('a group that never could be read fails all the same: a whole queue waits for it', async () => {
  const shop = await openQueueShop(scene);
  const queued = await shop.queue('SHOP-1');
  const context = showing(unshown);
  await touchGroup(context, queued);
  for (let attempt = 1; attempt <= 4; attempt++) {
    expect(await runOf(shop, queued)).toBeUndefined();
    await expect(evaluate(context, queued.key)).rejects.toMatchObject({ code: 'github.incomplete' });
  }
  expect(await runOf(shop, queued)).toMatchObject({ name: CHECK, conclusion: 'failure' });
  // Once it can be read again, the same run says so.
  await runGroup(scene.context, shop, { ...queued, group: { ...queued.group } });
  expect(await scene.github.checkRuns({ repository: shop.name, sha: queued.group.head })).toHaveLength(1);
});

test('where no policy speaks of groups nothing is said, until the check is required', async () => {
  const policy = 'version: 1\nrules:\n  - name: r\n    on: [pull_request]\n    require: { base: [main] }\n';
  const shop = await openQueueShop(scene, {}, { '.github/countersign.yml': policy });
  const queued = await shop.queue('one');
  await judgeGroup(scene.context, queued);
  expect(await scene.store.subjects.read(queued.key)).toMatchObject({ open: true, verdict: { checkName: '' } });
  const required = { required_status_checks: [{ context: CHECK }], strict_required_status_checks_policy: false };
  const rules = [{ type: 'required_status_checks' as const, parameters: required }];
  await scene.github.createRuleset({ on: shop.name, name: 'ours', include: ['refs/heads/main'], rules });
  await scene.store.memory.forget('required', '');
  await runGroup(scene.context, shop, queued);
  expect(await runOf(shop, queued)).toMatchObject({ conclusion: 'success' });
});
