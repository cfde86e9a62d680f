import { describe, expect, test } from '@jest/globals';
import type { CheckRun } from '../../../src/app/ports.ts';
import { report } from '../../../src/app/stages/report.ts';
import { sayUnjudged } from '../../../src/app/stages/unjudged.ts';
import { Fault } from '../../../src/base/fault.ts';
import type { Lease } from '../../../src/store/store.ts';
import { CHECK, type Change, flushOnce, judge, type Shop, touch, useScene } from './scene.ts';

const scene = useScene();
const fault = new Fault('github.forbidden', 'Resource not accessible by integration');
const failed = { fault, attempt: 1, isLast: false, since: 0 };

test('a green of a subject that cannot be judged any more turns red, and says why, once', async () => {
  const { shop, change } = await scene.begun();
  await report(scene.context, change.key);
  const green = await scene.github.waitForCheck({ repository: shop.name, sha: change.head, name: CHECK });
  expect(green.conclusion).toBe('success');
  await touch(scene.context, change);
  const lease = await scene.store.subjects.take(change.key, 'test', 60_000);
  if (lease === null) throw new Error('it cannot be taken');
  await sayUnjudged(scene.context, lease, failed);
  const red = await scene.github.waitForCheck({ repository: shop.name, sha: change.head, name: CHECK });
  expect(red).toMatchObject({ conclusion: 'failure', title: 'Could not be judged (github.forbidden)', id: green.id });
  await scene.github.resetStats();
  await sayUnjudged(scene.context, lease, failed);
  expect((await scene.github.stats()).byRoute).toEqual({ 'GET /repos/{owner}/{repo}/pulls/{pull_number}': 1 });
});

const inProgress = ({ subject }: Lease, head: string): CheckRun => ({
  name: CHECK,
  head,
  externalId: subject.key,
  status: { state: 'in_progress' },
  startedAt: 0,
  explanations: [],
  since: null,
  record: null,
  notices: [],
});

test('what was shown for the first time a moment ago is the run that fails, not another one beside it', async () => {
  const { shop, change } = await scene.begun();
  await touch(scene.context, change);
  const lease = await scene.store.subjects.take(change.key, 'test', 60_000);
  if (lease === null) throw new Error('it cannot be taken');
  const { reports } = scene.store;
  const spot = { repository: shop.place.repository.id, head: change.head, checkName: CHECK };
  const read: typeof reports.read = async (...of) => {
    const before = await reports.read(...of);
    // As another process does it, right after this one looked.
    if (before === null) {
      const { runId } = await scene.context.forge.checks.write(lease.subject, inProgress(lease, change.head), null);
      await reports.write({ ...spot, runId, conclusion: null, digest: 'shown' });
    }
    return before;
  };
  await sayUnjudged({ ...scene.context, store: { ...scene.store, reports: { ...reports, read } } }, lease, failed);
  expect(await scene.github.checkRuns({ repository: shop.name, sha: change.head })).toHaveLength(1);
});

test('a run that a lost database does not know of is found, and fails', async () => {
  const { shop, change } = await scene.begun();
  await report(scene.context, change.key);
  const green = await scene.github.waitForCheck({ repository: shop.name, sha: change.head, name: CHECK });
  await scene.store.reports.forget(shop.place.repository.id, change.head, CHECK);
  await touch(scene.context, change);
  const lease = await scene.store.subjects.take(change.key, 'test', 60_000);
  if (lease === null) throw new Error('it cannot be taken');
  await sayUnjudged(scene.context, lease, failed);
  expect(await scene.github.checkRuns({ repository: shop.name, sha: change.head })).toMatchObject([
    { id: green.id, conclusion: 'failure' },
  ]);
});

describe('a commit that was never judged', () => {
  const unjudged = async (shop: Shop, change: Change, context = scene.context) => {
    await touch(scene.context, change);
    const lease = await scene.store.subjects.take(change.key, 'test', 60_000);
    if (lease === null) throw new Error('it cannot be taken');
    await sayUnjudged(context, lease, failed);
    await scene.store.subjects.release(lease, 0);
    return await scene.github.checkRuns({ repository: shop.name, sha: change.head });
  };
  const configured = () => ({
    ...scene.context,
    config: { ...scene.context.config, floor: { owner: scene.sample.organization, name: 'rules' } },
  });

  test('has a check that fails, where a policy is known for its base; and the same run says so when it was judged', async () => {
    const { shop } = await scene.begun();
    const change = await shop.propose('SHOP-2 new');
    const [red, ...more] = await unjudged(shop, change);
    expect(red).toMatchObject({ name: CHECK, conclusion: 'failure', title: 'Could not be judged (github.forbidden)' });
    expect(more).toEqual([]);
    await scene.github.resetStats();
    await unjudged(shop, change);
    expect((await scene.github.stats()).byRoute).toEqual({ 'GET /repos/{owner}/{repo}/pulls/{pull_number}': 1 });
    await judge(scene.context, change);
    await flushOnce(scene.context, shop);
    await report(scene.context, change.key);
    expect(await scene.github.checkRuns({ repository: shop.name, sha: change.head })).toMatchObject([
      { id: red?.id, conclusion: 'success' },
    ]);
  });

  test('and where the server’s configuration names a floor, or a rule requires the check', async () => {
    const first = await scene.shop();
    expect(await unjudged(first, await first.propose('SHOP-2 new'), configured())).toHaveLength(1);
    const second = await scene.shop();
    const change = await second.propose('SHOP-2 new');
    await scene.github.createRuleset({
      on: second.name,
      name: 'required',
      include: ['refs/heads/main'],
      rules: [
        {
          type: 'required_status_checks',
          parameters: {
            required_status_checks: [{ context: CHECK, integration_id: scene.sample.app.appId }],
            strict_required_status_checks_policy: false,
          },
        },
      ],
    });
    expect(await unjudged(second, change)).toHaveLength(1);
  });

  test('has none where nothing says that a policy speaks of it, nor when it is closed', async () => {
    const shop = await scene.shop();
    expect(await unjudged(shop, await shop.propose('SHOP-2 new'))).toEqual([]);
    const change = await shop.propose('SHOP-3 new');
    await scene.github.setPullRequestState({ repository: shop.name, number: change.number, state: 'closed' });
    expect(await unjudged(shop, change, configured())).toEqual([]);
  });

  test('has none when not even the head can be read', async () => {
    const shop = await scene.shop();
    const change = await shop.propose('SHOP-2 new');
    await scene.github.arm({
      on: 'GET /repos/{owner}/{repo}/pulls/{pull_number}',
      action: { kind: 'status', status: 403, when: 'before' },
    });
    expect(await unjudged(shop, change, configured())).toEqual([]);
  });
});

test('a new head of one that was judged before fails as well as the old one', async () => {
  const { shop, change } = await scene.begun();
  await report(scene.context, change.key);
  const next = await scene.github.pushCommit({
    repository: shop.name,
    branch: 'fix-1',
    files: { b: 'b' },
    message: 'SHOP-1',
  });
  await touch(scene.context, change);
  const lease = await scene.store.subjects.take(change.key, 'test', 60_000);
  if (lease === null) throw new Error('it cannot be taken');
  await sayUnjudged(scene.context, lease, failed);
  for (const sha of [change.head, next.oid])
    expect(await scene.github.checkRuns({ repository: shop.name, sha })).toMatchObject([{ conclusion: 'failure' }]);
});
