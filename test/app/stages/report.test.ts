import { describe, expect, test } from '@jest/globals';
import { formatExternalId } from '../../../src/app/external-id.ts';
import { report } from '../../../src/app/stages/report.ts';
import { reportKey } from '../../../src/app/stages/report-key.ts';
import { MINUTE } from '../../../src/base/clock.ts';
import { asFault } from '../../../src/base/fault.ts';
import type { FaultAction } from '../../github/server/faults.ts';
import { waitingJobs } from '../../store/fixture.ts';
import { endLeases, entryOf, restarted } from './bench.ts';
import { FAILURES, failAt } from './failing-store.ts';
import { CHECK, type Change, flushOnce, judge, type Shop, touch, useScene } from './scene.ts';

/** What stands on GitHub for a commit: never green without a record, one run, written when there is something new. */

const scene = useScene();
const CREATE = 'POST /repos/{owner}/{repo}/check-runs';
const UPDATE = 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}';

const runs = (shop: Shop, { head }: Change) => scene.github.checkRuns({ repository: shop.name, sha: head });
const retitle = async (shop: Shop, change: Change, title: string): Promise<void> => {
  const { number } = change;
  await scene.github.editPullRequest({ repository: shop.name, number, title, as: scene.sample.owner.login });
  await judge(scene.context, change);
};

test('no green without a record; with one, its entry and root are named', async () => {
  const shop = await scene.shop();
  const change = await shop.propose('SHOP-1');
  await judge(scene.context, change);
  await report(scene.context, change.key);
  expect(await runs(shop, change)).toEqual([]);
  const { decided, origin } = await flushOnce(scene.context, shop);
  await report(scene.context, change.key);
  const [run] = await runs(shop, change);
  const externalId = formatExternalId(change.key, { size: 3, root: decided.root, origin });
  expect(run).toMatchObject({ name: CHECK, conclusion: 'success', externalId });
  expect(run?.summary).toContain(`entry 2, root \`${decided.root}\``);
});

test('no red waits for a record', async () => {
  const shop = await scene.shop();
  const change = await shop.propose('no ticket');
  await judge(scene.context, change);
  await report(scene.context, change.key);
  expect(await runs(shop, change)).toMatchObject([{ conclusion: 'failure', externalId: change.key }]);
});

test('what stands there already is not written again, not even when the ledger has grown', async () => {
  const { shop, change, ledger } = await scene.begun();
  await report(scene.context, change.key);
  await scene.store.ledgers.add(ledger.id, entryOf(scene.context, ledger, 1), []);
  await flushOnce(scene.context, shop);
  await scene.github.resetStats();
  await report(scene.context, change.key);
  expect((await scene.github.stats()).total).toBe(0);
});

test('a verdict that is being replaced is not shown; nor is one of a subject that nobody speaks of', async () => {
  const { shop, change } = await scene.begun();
  await touch(scene.context, change);
  await report(scene.context, change.key);
  await report(scene.context, 'pull_request:1:1');
  expect(await runs(shop, change)).toEqual([]);
});

test('while the ledger cannot be written, a green that waits says why', async () => {
  const shop = await scene.shop();
  const change = await shop.propose('SHOP-1');
  await judge(scene.context, change);
  const on = 'POST /repos/{owner}/{repo}/git/trees';
  await scene.github.arm({ on, action: { kind: 'status', status: 403 } });
  await expect(flushOnce(scene.context, shop)).rejects.toMatchObject({ code: 'ledger.unavailable' });
  await report(scene.context, change.key);
  const [waiting] = await runs(shop, change);
  expect(waiting).toMatchObject({
    status: 'in_progress',
    summary: expect.stringContaining('could not be recorded yet'),
  });
  await flushOnce(scene.context, shop);
  await report(scene.context, change.key);
  expect(await runs(shop, change)).toMatchObject([{ id: waiting?.id, conclusion: 'success' }]);
});

test('two pull requests with one commit share a run: it fails if one fails', async () => {
  const { shop, change } = await scene.begun();
  await report(scene.context, change.key);
  const ref = 'refs/heads/two';
  await scene.github.moveRef({ repository: shop.name, ref, oid: change.head, as: scene.sample.owner.login });
  const second = await shop.open('two', 'no ticket');
  await judge(scene.context, second);
  await report(scene.context, second.key);
  const [run, ...more] = await runs(shop, change);
  expect(more).toEqual([]);
  expect(run).toMatchObject({ conclusion: 'failure' });
  for (const { number } of [change, second]) expect(run?.summary).toContain(`#${number}`);
  await retitle(shop, second, 'SHOP-2');
  await flushOnce(scene.context, shop);
  await report(scene.context, change.key);
  expect(await runs(shop, change)).toMatchObject([{ conclusion: 'success' }]);
});

test('a run that another process is writing is looked at again in a second', async () => {
  const { shop, change } = await scene.begun();
  const key = reportKey({ repository: shop.place.repository.id, head: change.head, checkName: CHECK });
  await scene.store.reports.take(key, 'another process', MINUTE);
  await scene.database.query("delete from countersign_jobs.job where name = 'report'");
  await report(scene.context, change.key);
  expect(await runs(shop, change)).toEqual([]);
  expect(await waitingJobs(scene.database, 'report', change.key)).toHaveLength(1);
  await scene.store.reports.release(key, 'another process');
});

describe('GitHub fails', () => {
  const FAULTS: readonly (readonly [string, FaultAction])[] = [
    ['502, not stored', { kind: 'status', status: 502, when: 'before' }],
    ['502, but stored', { kind: 'status', status: 502, when: 'after' }],
    ['reset, but stored', { kind: 'reset', when: 'after' }],
    ['broke off, but stored', { kind: 'truncate' }],
  ];

  test.each(FAULTS)('when a run is created, %s: there is one', async (_name, action) => {
    const { shop, change } = await scene.begun();
    await scene.github.arm({ on: CREATE, action });
    await expect(report(scene.context, change.key)).rejects.toMatchObject({ code: 'github.unavailable' });
    await report(scene.context, change.key);
    expect(await runs(shop, change)).toMatchObject([{ conclusion: 'success' }]);
  });

  test.each(FAULTS)('when it is updated, %s: the newest verdict stands', async (_name, action) => {
    const { shop, change } = await scene.begun();
    await report(scene.context, change.key);
    await retitle(shop, change, 'no ticket');
    await scene.github.arm({ on: UPDATE, action });
    await expect(report(scene.context, change.key)).rejects.toMatchObject({ code: 'github.unavailable' });
    await report(scene.context, change.key);
    expect(await runs(shop, change)).toMatchObject([{ conclusion: 'failure' }]);
  });
});

test.each(FAILURES)(
  'the store fails at any call (%s): one run, the right answer',
  async (failure) => {
    const { shop } = await scene.begun();
    let at = 1;
    for (let failed = true; failed; at++) {
      const change = await shop.propose('SHOP-1');
      await judge(scene.context, change);
      await flushOnce(scene.context, shop);
      const failing = failAt(scene.store, at, failure);
      await report({ ...restarted(scene.context), store: failing.store }, change.key).catch((error: unknown) => {
        expect(asFault(error).code).toBe('store.unavailable');
      });
      await endLeases(scene.database);
      await report(restarted(scene.context), change.key);
      expect(await runs(shop, change)).toMatchObject([{ conclusion: 'success' }]);
      failed = failing.failed;
    }
    expect(at).toBeGreaterThan(8);
  },
  60_000,
);

test('what waits says since when, and that stays while it waits', async () => {
  const policy = 'version: 1\nrules:\n  - name: reviewed\n    require:\n      approved: { not_by: [author] }\n';
  const shop = await scene.shop({ '.github/countersign.yml': policy });
  const change = await shop.propose('SHOP-1');
  const at = (now: number) => ({ ...scene.context, clock: { ...scene.context.clock, now: () => now } });
  const began = scene.context.clock.now();
  await judge(at(began), change);
  await report(at(began), change.key);
  await touch(scene.context, change);
  await judge(at(began + 90 * MINUTE), change);
  await report(at(began + 90 * MINUTE), change.key);
  const [run] = await runs(shop, change);
  const since = new Date(began).toISOString().slice(0, 16).replace('T', ' ');
  expect(run).toMatchObject({ status: 'in_progress', summary: expect.stringContaining(`Waiting since ${since} UTC`) });
});
