import { describe, expect, test } from '@jest/globals';
import { flush } from '../../src/app/stages/flush.ts';
import type { SweepTask } from '../../src/app/sweep-task.ts';
import { lookAtBranch, noteOwnBranch } from '../../src/app/touched-branch.ts';
import { EVIDENCE_BRANCH } from '../../src/ledger/layout.ts';
import { runCli } from '../cli/test-io.ts';
import { waitingJobs } from '../store/fixture.ts';
import { flushing } from './stages/bench.ts';
import { BRANCH, readActs, type Shop, useScene, verifyBranch } from './stages/scene.ts';

const scene = useScene();

async function begun() {
  const made = await scene.begun();
  await scene.database.query("delete from countersign_jobs.job where name in ('sweep', 'flush', 'evidence')");
  return made;
}

const other = 'f'.repeat(40);
const taskOf = ({ place }: Shop, head: string | null, branch = BRANCH): Extract<SweepTask, { task: 'branch' }> => ({
  task: 'branch',
  repository: place.repository.id,
  branch,
  head,
});
const jobs = async (queue: string): Promise<readonly string[]> =>
  (await waitingJobs(scene.database, queue)).map(({ key }) => key);
/** A stranger's commit; its id. */
async function touch(shop: Shop): Promise<string> {
  const as = scene.sample.owner.login;
  const files = { 'tail/0.json': 'x' };
  const { oid } = await scene.github.pushCommit({ repository: shop.name, branch: BRANCH, as, message: 'x\n', files });
  return oid;
}

describe('a webhook about one of our branches', () => {
  test('with the head that we left there starts nothing', async () => {
    const { shop, ledger } = await begun();
    await noteOwnBranch(scene.context, { place: shop.place, branch: BRANCH, head: ledger.published.head });
    expect(await jobs('sweep')).toEqual([]);
  });

  test.each([other, null])(
    'with the head %p is looked at a moment later, once however often it comes',
    async (head) => {
      const { shop } = await begun();
      for (let time = 1; time <= 2; time++)
        await noteOwnBranch(scene.context, { place: shop.place, branch: BRANCH, head });
      const key = `branch:${shop.place.repository.id}:${BRANCH}:${head ?? 'gone'}`;
      expect(await waitingJobs(scene.database, 'sweep')).toEqual([{ key, due: expect.any(Number) }]);
      const [job] = await waitingJobs(scene.database, 'sweep');
      expect(job?.due).toBeGreaterThan(1_000);
    },
  );

  test('of a repository without a ledger means nothing', async () => {
    const shop = await scene.shop();
    await begun();
    await noteOwnBranch(scene.context, { place: shop.place, branch: BRANCH, head: other });
    expect(await jobs('sweep')).toEqual([]);
  });
});

describe('the look', () => {
  test('at a commit of ours that is written down by now asks nobody', async () => {
    const { shop, ledger } = await begun();
    await scene.github.resetStats();
    await lookAtBranch(scene.context, taskOf(shop, ledger.published.head));
    expect((await scene.github.stats()).total).toBe(0);
    expect(await jobs('flush')).toEqual([]);
  });

  test('at an older commit of ours costs one request and changes nothing', async () => {
    const { shop } = await begun();
    await scene.github.resetStats();
    await lookAtBranch(scene.context, taskOf(shop, other));
    expect((await scene.github.stats()).total).toBe(1);
    expect(await jobs('flush')).toEqual([]);
  });

  test('at a stranger’s commit puts the branch right, and the flush says it', async () => {
    const { shop, ledger } = await begun();
    await lookAtBranch(scene.context, taskOf(shop, await touch(shop)));
    expect(await verifyBranch(scene.context, shop)).toMatchObject({ root: ledger.decided.root });
    expect(await jobs('flush')).toEqual([String(ledger.id)]);
    await flush(flushing(scene.context), ledger.id);
    expect((await readActs(scene.context, shop)).slice(3)).toEqual(['repair', 'alert']);
    expect(await verifyBranch(scene.context, shop)).toMatchObject({ ok: true, problems: [] });
    const { out } = await runCli(['ledger', 'query', shop.gitDir, '--kind', 'alert', '--result', 'branch.changed']);
    expect(out).toMatch(/^4 .* alert +branch\.changed +alert:/m);
  });

  test('at a deletion makes the branch again', async () => {
    const { shop, ledger } = await begun();
    await scene.github.moveRef({ repository: shop.name, ref: `refs/heads/${BRANCH}`, oid: null });
    await lookAtBranch(scene.context, taskOf(shop, null));
    expect(await verifyBranch(scene.context, shop)).toMatchObject({ root: ledger.decided.root });
  });

  test('waits until the window of the last flush is over: whoever pushes without end makes no work without end', async () => {
    const { shop, ledger } = await begun();
    const head = await touch(shop);
    const { config, clock } = scene.context;
    const context = { ...scene.context, config: { ...config, ledger: { ...config.ledger, window: 3_600_000 } } };
    await scene.github.resetStats();
    await lookAtBranch(context, taskOf(shop, head));
    expect((await scene.github.stats()).total).toBe(0);
    const [job] = await waitingJobs(scene.database, 'sweep');
    expect(job?.due).toBeGreaterThan(3_000_000);
    const later = { ...context, clock: { now: () => clock.now() + 3_600_000 } };
    await lookAtBranch(later, taskOf(shop, head));
    expect(await verifyBranch(scene.context, shop)).toMatchObject({ root: ledger.decided.root });
  });

  test('comes again while a flush is at it, which may have read the branch before', async () => {
    const { shop, ledger } = await begun();
    const head = await touch(shop);
    const lease = await scene.store.ledgers.take(ledger.id, 'a flush', 60_000);
    await lookAtBranch(scene.context, taskOf(shop, head));
    expect([await jobs('flush'), (await jobs('sweep')).length]).toEqual([[], 1]);
    if (lease !== null) await scene.store.ledgers.release(lease);
  });

  test('at what GitHub does not show now is the flush’s, which keeps trying', async () => {
    const { shop, ledger } = await begun();
    await scene.github.arm({ on: '*', action: { kind: 'status', status: 502, when: 'before' }, count: 9 });
    await lookAtBranch(scene.context, taskOf(shop, other));
    await scene.github.disarm();
    expect(await jobs('flush')).toEqual([String(ledger.id)]);
  });

  test('at evidence wakes its flush, unless the head is the one that is written down', async () => {
    const { shop, ledger } = await begun();
    const { evidence } = scene.store;
    const repository = shop.place.repository.id;
    const lease = await evidence.take(repository, 'a test', 60_000);
    if (lease === null) throw new Error('held');
    await lookAtBranch(scene.context, taskOf(shop, other, EVIDENCE_BRANCH));
    expect([await jobs('evidence'), (await jobs('sweep')).length]).toEqual([[], 1]);
    await evidence.publish(lease, { head: other, at: 1, digests: [], purged: false, tidied: false });
    await evidence.release(lease);
    await lookAtBranch(scene.context, taskOf(shop, other, EVIDENCE_BRANCH));
    expect(await jobs('evidence')).toEqual([]);
    await lookAtBranch(scene.context, taskOf(shop, ledger.published.head, EVIDENCE_BRANCH));
    expect(await jobs('evidence')).toEqual([String(repository)]);
  });

  test('at evidence waits until the window of its last commit is over, too', async () => {
    const { shop } = await begun();
    const { evidence } = scene.store;
    const lease = await evidence.take(shop.place.repository.id, 'a test', 60_000);
    if (lease === null) throw new Error('held');
    const { config, clock } = scene.context;
    const at = clock.now();
    await evidence.publish(lease, { head: other, at, digests: [], purged: false, tidied: false });
    await evidence.release(lease);
    const context = { ...scene.context, config: { ...config, ledger: { ...config.ledger, window: 3_600_000 } } };
    for (const head of ['a', 'b']) await lookAtBranch(context, taskOf(shop, head.repeat(40), EVIDENCE_BRANCH));
    const [job] = await waitingJobs(scene.database, 'evidence');
    expect(job?.due).toBeGreaterThan(3_000_000);
  });
});
