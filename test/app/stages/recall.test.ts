import { expect, test } from '@jest/globals';
import { recall } from '../../../src/app/stages/recall.ts';
import { report } from '../../../src/app/stages/report.ts';
import { reportKey } from '../../../src/app/stages/report-key.ts';
import { MINUTE } from '../../../src/base/clock.ts';
import { CHECK, type Change, type Shop, useScene } from './scene.ts';

/** A green that no longer holds goes back to in progress, before anything else is said. */

const scene = useScene();
const CREATE = 'POST /repos/{owner}/{repo}/check-runs';
const UPDATE = 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}';

/** A pull request with a green check. */
async function green() {
  const { shop, change } = await scene.begun();
  await report(scene.context, change.key);
  expect(await runs(shop, change)).toMatchObject([{ conclusion: 'success' }]);
  return { shop, change };
}

const runs = (shop: Shop, { head }: Change) => scene.github.checkRuns({ repository: shop.name, sha: head });
const placeOf = ({ subject, head }: Change) => ({ repository: subject.repository.id, head, checkName: CHECK });
const shown = (change: Change) => scene.store.reports.read(change.subject.repository.id, change.head, CHECK);
const recallOnce = (change: Change): Promise<void> =>
  recall(scene.context, change.subject, { head: change.head, checkName: CHECK });

test('a green goes back to in progress, and is written anew by the next report', async () => {
  const { shop, change } = await green();
  await recallOnce(change);
  expect(await runs(shop, change)).toMatchObject([{ status: 'in_progress', conclusion: null }]);
  await report(scene.context, change.key);
  expect(await runs(shop, change)).toMatchObject([{ conclusion: 'success' }]);
});

test('what is not green costs no request', async () => {
  const { change } = await green();
  await recallOnce(change);
  await scene.github.resetStats();
  await recallOnce(change);
  await recallOnce({ ...change, head: 'a'.repeat(40) });
  expect((await scene.github.stats()).total).toBe(0);
});

test('failed, not stored: it stays known as green and is recalled at the next attempt', async () => {
  const { shop, change } = await green();
  await scene.github.arm({ on: UPDATE, action: { kind: 'status', status: 502, when: 'before' } });
  await expect(recallOnce(change)).rejects.toMatchObject({ code: 'github.unavailable' });
  expect((await shown(change))?.conclusion).toBe('success');
  await recallOnce(change);
  expect(await runs(shop, change)).toMatchObject([{ status: 'in_progress' }]);
});

test('failed, but stored: the same is written once more', async () => {
  const { shop, change } = await green();
  await scene.github.arm({ on: UPDATE, action: { kind: 'status', status: 502, when: 'after' } });
  await expect(recallOnce(change)).rejects.toMatchObject({ code: 'github.unavailable' });
  await recallOnce(change);
  expect(await runs(shop, change)).toMatchObject([{ status: 'in_progress' }]);
  expect((await shown(change))?.conclusion).toBeNull();
});

test.each([
  ['created', CREATE],
  ['updated', UPDATE],
])('a green that was %s, and nobody heard of it, is recalled too', async (_how, on) => {
  const { shop, change } = on === CREATE ? await scene.begun() : await green();
  if (on === UPDATE) await recallOnce(change);
  await scene.github.arm({ on, action: { kind: 'status', status: 502, when: 'after' } });
  await expect(report(scene.context, change.key)).rejects.toMatchObject({ code: 'github.unavailable' });
  expect(await runs(shop, change)).toMatchObject([{ conclusion: 'success' }]);
  await recallOnce(change);
  expect(await runs(shop, change)).toMatchObject([{ status: 'in_progress', conclusion: null }]);
});

test('a green that was never created needs no recall', async () => {
  const { shop, change } = await scene.begun();
  await scene.github.arm({ on: CREATE, action: { kind: 'status', status: 502, when: 'before' } });
  await expect(report(scene.context, change.key)).rejects.toMatchObject({ code: 'github.unavailable' });
  await recallOnce(change);
  expect(await runs(shop, change)).toEqual([]);
  await report(scene.context, change.key);
  expect(await runs(shop, change)).toMatchObject([{ conclusion: 'success' }]);
});

test('while somebody writes the run nobody knows what stands there: it is tried again', async () => {
  const { change } = await green();
  const key = reportKey(placeOf(change));
  await scene.store.reports.take(key, 'another process', MINUTE);
  await expect(recallOnce(change)).rejects.toMatchObject({ code: 'store.unavailable' });
  await scene.store.reports.release(key, 'another process');
  await recallOnce(change);
  expect((await shown(change))?.conclusion).toBeNull();
});
