import { beforeEach, expect, test } from '@jest/globals';
import { noteBegun } from '../../../src/app/recovery/alive.ts';
import { noteGap } from '../../../src/app/recovery/gap-notes.ts';
import { isAnyOwed } from '../../../src/app/recovery/owed-gaps.ts';
import { isRecording } from '../../../src/app/recovery/record-gaps.ts';
import { rememberAdopted, untoldLedgers } from '../../../src/app/stages/lost-run.ts';
import { DAY, HOUR, toRfc3339 } from '../../../src/base/clock.ts';
import { objectOf } from '../../../src/base/json.ts';
import { flushOnce, readEntries, type Shop, useScene } from '../stages/scene.ts';
import { run, takeSweeps } from './recovery-scene.ts';

const scene = useScene();
beforeEach(async () => {
  await takeSweeps(scene);
  await scene.database.query('delete from countersign.memory');
});

async function gapsIn(shop: Shop) {
  await flushOnce(scene.context, shop);
  return (await readEntries(scene.context, shop))
    .filter(({ kind }) => kind === 'gap')
    .map(({ statement }) => objectOf(objectOf(statement['predicate'])['countersign_gap']));
}

const lastTime = async (shop: Shop): Promise<string> => {
  const statement = (await readEntries(scene.context, shop)).at(-1)?.statement;
  const { time } = objectOf(objectOf(statement?.['predicate'])['countersign']);
  return typeof time === 'string' ? time : '';
};

test('a ledger that comes back after the database was lost is told, once, also where nothing was missed', async () => {
  const { shop, ledger } = await scene.begun();
  const since = await lastTime(shop);
  const begun = Date.now() + HOUR;
  await noteBegun({ ...scene.context, clock: { now: () => begun } });
  await rememberAdopted(scene.context, ledger, ledger.decided.size);
  expect(await isRecording(scene.context)).toBe(true);
  for (let times = 0; times < 2; times += 1) await run(scene.context, { task: 'gaps' });
  expect(await gapsIn(shop)).toMatchObject([{ from: since, to: toRfc3339(begun), why: ['database-lost'] }]);
  expect(await isAnyOwed(scene.context)).toBe(false);
});

test('it is told of what the others were told of, whenever it comes', async () => {
  const { shop, ledger } = await scene.begun();
  const now = Date.now();
  await noteGap(scene.context, { from: now + HOUR, to: now + 2 * HOUR, why: 'not-running', about: null });
  const later = { ...scene.context, clock: { now: () => now + 2 * DAY } };
  // Not there yet.
  const list = async () => Promise.resolve([]);
  const without = { ...later, store: { ...later.store, ledgers: { ...later.store.ledgers, list } } };
  await run(without, { task: 'gaps' });
  await rememberAdopted(scene.context, ledger, ledger.decided.size);
  await run(later, { task: 'gaps' });
  expect(await gapsIn(shop)).toMatchObject([{ from: toRfc3339(now + HOUR), why: ['not-running'] }]);
});

test('one that is only about to be taken over waits; where the database was never lost there is nothing to tell', async () => {
  const { shop, ledger } = await scene.begun();
  await rememberAdopted(scene.context, ledger, ledger.decided.size + 1);
  await run(scene.context, { task: 'gaps' });
  expect(await untoldLedgers(scene.context)).toEqual([ledger.id]);
  await rememberAdopted(scene.context, ledger, ledger.decided.size);
  await run(scene.context, { task: 'gaps' });
  expect([await untoldLedgers(scene.context), await gapsIn(shop)]).toEqual([[], []]);
});
