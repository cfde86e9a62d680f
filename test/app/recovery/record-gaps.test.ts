import { beforeEach, expect, test } from '@jest/globals';
import type { Context } from '../../../src/app/context.ts';
import { noteGap, noteReadBack, readNotes } from '../../../src/app/recovery/gap-notes.ts';
import { addTodo, dropTodo } from '../../../src/app/recovery/todo.ts';
import { DAY, HOUR, toRfc3339 } from '../../../src/base/clock.ts';
import { objectOf } from '../../../src/base/json.ts';
import { failAt } from '../stages/failing-store.ts';
import { flushOnce, readEntries, type Shop, useScene, verifyBranch } from '../stages/scene.ts';
import { run, takeSweeps } from './recovery-scene.ts';

const scene = useScene();
beforeEach(async () => {
  await takeSweeps(scene);
  for (const scope of ['gap-note', 'gap-read-back', 'recovery-todo', 'gap-recording'])
    await scene.store.memory.forget(scope, '');
});

const later = (time: number): Context => ({ ...scene.context, clock: { now: () => Date.now() + time } });
const gap = () => ({ from: Date.now() + HOUR, to: Date.now() + 2 * HOUR, why: 'not-running', about: null }) as const;

/** The gap entries of its ledger, pending ones included. */
async function gapsIn(shop: Shop) {
  await flushOnce(scene.context, shop);
  return (await readEntries(scene.context, shop))
    .filter(({ kind }) => kind === 'gap')
    .map(({ statement }) => objectOf(objectOf(statement['predicate'])['countersign_gap']));
}

test('an entry says from when to when, why, and what was read back here; exactly one, and the ledger verifies', async () => {
  const { shop } = await scene.begun();
  const other = (await scene.begun()).shop;
  const { installation, repository } = shop.place;
  const noted = gap();
  await noteGap(scene.context, noted);
  await noteReadBack(scene.context, 'a', { installation, repository: repository.id, redelivered: 2, judged: 1 });
  await noteReadBack(scene.context, 'b', { installation, repository: other.place.repository.id, fetched: 1 });
  for (let times = 0; times < 2; times += 1) await run(later(3 * HOUR), { task: 'gaps' });
  expect(await gapsIn(shop)).toEqual([
    {
      from: toRfc3339(noted.from),
      to: toRfc3339(noted.to),
      why: ['not-running'],
      readBack: {
        deliveries: { redelivered: 2, fetched: 0, lost: 0 },
        changes: { compared: 0, judged: 1 },
        pushes: 0,
      },
    },
  ]);
  expect(await gapsIn(other)).toMatchObject([{ readBack: { deliveries: { fetched: 1 } } }]);
  expect(await verifyBranch(scene.context, shop)).toMatchObject({ ok: true, problems: [] });
  expect((await readNotes(scene.context)).notes).toEqual([]);
  const header = objectOf(
    objectOf((await readEntries(scene.context, shop)).at(-1)?.statement['predicate'])['countersign'],
  );
  expect(header['source']).toBe('read-back');
});

test('it waits for what is still being read, and after a day says what was not', async () => {
  const { shop } = await scene.begun();
  await noteGap(scene.context, gap());
  await addTodo(scene.context, '7/1');
  await run(later(3 * HOUR), { task: 'gaps' });
  expect(await gapsIn(shop)).toEqual([]);
  await run(later(2 * DAY), { task: 'gaps' });
  expect(await gapsIn(shop)).toMatchObject([{ unread: ['changes'] }]);
  await noteGap(scene.context, gap());
  await addTodo(scene.context, '7/1');
  await dropTodo(scene.context, '7/1');
  await run(later(3 * HOUR), { task: 'gaps' });
  const [, second] = await gapsIn(shop);
  expect(second).not.toHaveProperty('unread');
});

test('what failed for one repository is a gap of its ledger only, and none of those that began later', async () => {
  const { shop } = await scene.begun();
  const other = (await scene.begun()).shop;
  const about = { installation: shop.place.installation, repository: shop.place.repository.id };
  await noteGap(scene.context, { ...gap(), why: 'deliveries-failed', about });
  await run(later(3 * HOUR), { task: 'gaps' });
  expect(await gapsIn(shop)).toMatchObject([{ why: ['deliveries-failed'] }]);
  expect(await gapsIn(other)).toEqual([]);
  await noteGap(scene.context, { from: 1_000, to: 2_000, why: 'not-running', about: null });
  await run(scene.context, { task: 'gaps' });
  expect(await gapsIn(shop)).toHaveLength(1);
});

test('killed or unheard at any call: the next process says the same, once', async () => {
  const { shop } = await scene.begun();
  let expected = 0;
  for (const failure of ['killed', 'unheard'] as const) {
    for (let at = 1; ; at += 1) {
      expected += 1;
      const from = Date.now() + expected * HOUR;
      await noteGap(scene.context, { from, to: from + 1, why: 'not-running', about: null });
      const context = later((expected + 3) * HOUR);
      const failing = failAt(context.store, at, failure);
      await run({ ...context, store: failing.store }, { task: 'gaps' }).catch(() => undefined);
      await scene.database.query('delete from countersign.report_lease');
      await run(context, { task: 'gaps' });
      if (!failing.failed) break;
    }
  }
  const gaps = await gapsIn(shop);
  expect(gaps).toHaveLength(expected);
  expect(new Set(gaps.map(({ from }) => from)).size).toBe(expected);
}, 60_000);
