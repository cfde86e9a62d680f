import { expect, test } from '@jest/globals';
import { ABOUT_TO_CREATE, createMarked, existingRun } from '../../../src/app/stages/existing-run.ts';
import { report } from '../../../src/app/stages/report.ts';
import { Fault } from '../../../src/base/fault.ts';
import { CHECK, useScene } from './scene.ts';

const scene = useScene();

test('a run that is known is not asked for', async () => {
  const { place } = await scene.shop();
  await scene.github.resetStats();
  expect(await existingRun(scene.context, place, { runId: 5, head: 'a'.repeat(40), checkName: CHECK })).toBe(5);
  expect((await scene.github.stats()).total).toBe(0);
});

test('one that may have been created is found by its name, or not at all', async () => {
  const { shop, change } = await scene.begun();
  const mark = { runId: ABOUT_TO_CREATE, head: change.head, checkName: CHECK };
  expect(await existingRun(scene.context, shop.place, mark)).toBeNull();
  await report(scene.context, change.key);
  const [run] = await scene.github.checkRuns({ repository: shop.name, sha: change.head });
  expect(await existingRun(scene.context, shop.place, mark)).toBe(run?.id);
  expect(await existingRun(scene.context, shop.place, { ...mark, checkName: 'countersign: next' })).toBeNull();
});

test.each([
  ['was not sent, and is not looked for', new Fault('github.rate-limited', 'wait', { details: { held: true } }), false],
  ['was refused by GitHub', new Fault('github.rate-limited', 'wait', { details: { held: false } }), true],
  ['may have been created', new Fault('github.unavailable', 'reset'), true],
])('one that %s', async (_what, fault, isMarked) => {
  const { shop, change } = await scene.begun();
  const spot = { repository: shop.place.repository.id, head: change.head, checkName: CHECK };
  await scene.store.reports.write({ ...spot, runId: ABOUT_TO_CREATE, conclusion: null, digest: '' });
  const create = async () => await Promise.reject(fault);
  const creating = createMarked(scene.context, { spot, held: { require: () => undefined }, create });
  await expect(creating).rejects.toBe(fault);
  expect((await scene.store.reports.read(spot.repository, spot.head, CHECK)) !== null).toBe(isMarked);
});

test('a mark that may be another process’ by now stays', async () => {
  const { shop, change } = await scene.begun();
  const spot = { repository: shop.place.repository.id, head: change.head, checkName: CHECK };
  await scene.store.reports.write({ ...spot, runId: 7, conclusion: null, digest: '' });
  const lost = new Fault('store.lease-lost', 'lost');
  const require = (): never => {
    throw lost;
  };
  const wait = new Fault('github.rate-limited', 'wait', { details: { held: true } });
  const create = async () => await Promise.reject(wait);
  await expect(createMarked(scene.context, { spot, held: { require }, create })).rejects.toBe(lost);
  expect(await scene.store.reports.read(spot.repository, spot.head, CHECK)).toMatchObject({ runId: 7 });
});

test('a report that had to wait looks for no run when its turn comes', async () => {
  const { shop, change } = await scene.begun();
  const wait = new Fault('github.rate-limited', 'wait', { details: { retryAfter: 5_000, held: true } });
  const checks = { ...scene.context.forge.checks, write: async () => await Promise.reject(wait) };
  const waiting = { ...scene.context, forge: { ...scene.context.forge, checks } };
  await expect(report(waiting, change.key)).rejects.toBe(wait);
  await scene.github.resetStats();
  await report(scene.context, change.key);
  expect((await scene.github.stats()).total).toBe(1);
  expect(await scene.github.checkRuns({ repository: shop.name, sha: change.head })).toHaveLength(1);
});
