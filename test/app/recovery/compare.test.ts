import { beforeEach, expect, test } from '@jest/globals';
import { noteGap, readNotes } from '../../../src/app/recovery/gap-notes.ts';
import { countTodo } from '../../../src/app/recovery/todo.ts';
import type { SweepTask } from '../../../src/app/sweep-task.ts';
import { openQueueShop } from '../stages/queue-scene.ts';
import { type Change, type Shop, useScene } from '../stages/scene.ts';
import { run, takeSweeps } from './recovery-scene.ts';

const scene = useScene();
beforeEach(async () => {
  await takeSweeps(scene);
  for (const scope of ['gap-note', 'gap-read-back', 'recovery-todo']) await scene.store.memory.forget(scope, '');
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
async function compared(shop: Shop, change: Change): Promise<number> {
  const before = await generationOf(change);
  await run(scene.context, compareIn(shop));
  return (await generationOf(change)) - before;
}

test('a merge group of which no webhook told', async () => {
  const shop = await openQueueShop(scene);
  const queued = await shop.queue('SHOP-1');
  await run(scene.context, compareIn(shop));
  expect(await generationOf(queued)).toBe(1);
  await run(scene.context, compareIn(shop));
  expect(await generationOf(queued)).toBe(1);
});

test('everywhere is every repository of every installation, and what is left to do is known', async () => {
  const shop = await scene.shop();
  await shop.propose('SHOP-1 fix');
  await run(scene.context, { task: 'compare-everywhere' });
  expect(await countTodo(scene.context)).toBe(1);
  for (let tasks = await takeSweeps(scene); tasks.length > 0; tasks = await takeSweeps(scene))
    for (const task of tasks) await run(scene.context, task);
  expect(await countTodo(scene.context)).toBe(0);
});

test('what was compared is counted while a gap is open, and a repository that is gone is not waited for', async () => {
  const shop = await scene.shop();
  const change = await shop.propose('SHOP-1 fix');
  await compared(shop, change);
  expect((await readNotes(scene.context)).parts).toEqual([]);
  await noteGap(scene.context, { from: 1, to: 2, why: 'not-running', about: null });
  await compared(shop, change);
  const { id } = shop.place.repository;
  expect((await readNotes(scene.context)).parts.map(({ value }) => value)).toEqual([
    { installation: shop.place.installation, repository: id, compared: 1, judged: 0, pushes: 0 },
  ]);
  const gone = { ...shop, place: { ...shop.place, repository: { id, owner: 'acme-gone', name: 'gone' } } };
  await run(scene.context, compareIn(gone));
  expect(await countTodo(scene.context)).toBe(0);
});
