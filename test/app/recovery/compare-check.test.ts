import { beforeEach, expect, test } from '@jest/globals';
import type { Context } from '../../../src/app/context.ts';
import type { SweepTask } from '../../../src/app/sweep-task.ts';
import { DAY } from '../../../src/base/clock.ts';
import { CHECK, type Change, runThrough, type Shop, useScene } from '../stages/scene.ts';
import { run, takeSweeps } from './recovery-scene.ts';

const scene = useScene();
beforeEach(async () => {
  await takeSweeps(scene);
});

const compareIn = ({ place }: Shop): SweepTask => ({
  task: 'compare',
  installation: place.installation,
  places: [place],
  after: null,
});
const generationOf = async ({ key }: Pick<Change, 'key'>): Promise<number> =>
  (await scene.store.subjects.read(key))?.generation ?? 0;

/** How often the comparison wants it judged again. */
async function compared(shop: Shop, change: Change, context: Context = scene.context): Promise<number> {
  const before = await generationOf(change);
  await run(context, compareIn(shop));
  return (await generationOf(change)) - before;
}

async function shown(shop: Shop, { head }: Change) {
  const found = await scene.store.reports.read(shop.place.repository.id, head, CHECK);
  if (found === null) throw new Error('nothing is shown');
  return found;
}

test('a pull request that nobody heard of is judged; one whose check says what it should is left alone', async () => {
  const shop = await scene.shop();
  const change = await shop.propose('SHOP-1 fix');
  expect(await compared(shop, change)).toBe(1);
  await runThrough(scene.context, { shop, change });
  await scene.github.resetStats();
  expect(await compared(shop, change)).toBe(0);
  expect((await scene.github.stats()).total).toBe(1);
});

test('a head that moved, and a check that is not what was written, are judged again', async () => {
  const shop = await scene.shop();
  const change = await shop.propose('no ticket');
  await runThrough(scene.context, { shop, change });
  await scene.store.reports.write({ ...(await shown(shop, change)), conclusion: 'success' });
  expect(await compared(shop, change)).toBe(1);
  expect((await shown(shop, change)).digest).toBe('');
  await runThrough(scene.context, { shop, change });
  const as = scene.sample.owner.login;
  await scene.github.pushCommit({ repository: shop.name, branch: 'fix-1', as, files: { b: 'b' } });
  expect(await compared(shop, change)).toBe(1);
});

test('a check that waits is made anew before GitHub gives it up', async () => {
  const shop = await scene.shop();
  const change = await shop.propose('no ticket');
  await runThrough(scene.context, { shop, change });
  const { runId } = await shown(shop, change);
  // As if it had been left waiting.
  const waits = await scene.context.forge.checks.write(
    shop.place,
    {
      name: CHECK,
      head: change.head,
      externalId: change.key,
      status: { state: 'in_progress' },
      startedAt: Date.now(),
      explanations: [],
      since: null,
      record: null,
      notices: [],
    },
    runId,
  );
  await scene.store.reports.write({ ...(await shown(shop, change)), ...waits, conclusion: null });
  expect(await compared(shop, change)).toBe(0);
  const later = (days: number) => ({ ...scene.context, clock: { now: () => Date.now() + days * DAY } });
  expect(await compared(shop, change, later(11))).toBe(0);
  expect(await compared(shop, change, later(12))).toBe(1);
  await runThrough(scene.context, { shop, change });
  expect((await shown(shop, change)).runId).toBeGreaterThan(runId);
});
