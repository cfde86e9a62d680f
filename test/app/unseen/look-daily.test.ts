import { beforeEach, describe, expect, test } from '@jest/globals';
import { notePushed } from '../../../src/app/landing/pushed.ts';
import { recordLandings } from '../../../src/app/landing/record-landings.ts';
import { sweep } from '../../../src/app/sweep.ts';
import type { SweepTask } from '../../../src/app/sweep-task.ts';
import { knownEnvironments } from '../../../src/app/unseen/known-environments.ts';
import { lookEverywhere } from '../../../src/app/unseen/look-daily.ts';
import { DAY, HOUR } from '../../../src/base/clock.ts';
import { waitingJobs } from '../../store/fixture.ts';
import { later, pushedIn, tipOf } from '../landing/landing-scene.ts';
import { takeSweeps } from '../recovery/recovery-scene.ts';
import { type Shop, useScene } from '../stages/scene.ts';
import { gates, heard, watchedShop } from './unseen-scene.ts';

const scene = useScene();
beforeEach(async () => {
  await scene.github.disarm();
  await takeSweeps(scene);
});

const at = (now: number) => ({ ...scene.context, clock: { now: () => now } });
/** Of this shop alone: others stand in the same database. */
const due = async (shop: Shop, now = Date.now()): Promise<readonly SweepTask[]> => {
  await lookEverywhere(at(now), 0);
  const sent = await takeSweeps(scene);
  return sent.filter((task) => 'place' in task && task.place.repository.id === shop.place.repository.id);
};
const run = async (task: SweepTask, now = Date.now()): Promise<void> =>
  await sweep(at(now), { id: 'job', key: 'key', data: { ...task } as never });

describe('a repository is looked at', () => {
  test('soon after a policy that speaks of deployments is known, and once a day from then on', async () => {
    const shop = await watchedShop(scene);
    const task: SweepTask = { task: 'unseen', place: shop.place };
    expect(await due(shop)).toEqual([task]);
    // It is not lost before it was done.
    expect(await due(shop)).toEqual([task]);
    const now = Date.now();
    await run(task, now);
    expect((await heard(scene, shop)).events).toMatchObject([{ code: 'workflows.seen' }]);
    expect(await due(shop, now + HOUR)).toEqual([]);
    expect(await due(shop, now + DAY)).toEqual([task]);
    // A clock that was set back does not hold it up.
    expect(await due(shop, now - HOUR)).toEqual([task]);
  });

  test('not where no policy speaks of deployments, at no request', async () => {
    const { shop } = await scene.begun();
    await scene.github.resetStats();
    expect(await due(shop)).toEqual([]);
    expect((await scene.github.stats()).total).toBe(0);
    await run({ task: 'unseen', place: shop.place });
    expect((await heard(scene, shop)).events).toEqual([]);
  });

  test('at three requests, and one for each environment', async () => {
    const shop = await watchedShop(scene);
    await scene.github.createEnvironment({ repository: shop.name, name: 'production', gates: gates(scene) });
    await run({ task: 'unseen', place: shop.place });
    await scene.github.resetStats();
    await run({ task: 'unseen', place: shop.place });
    expect((await scene.github.stats()).total).toBe(3);
  });

  test('again where GitHub fails, a day later where it is closed to us; of one that is gone everything is forgotten, and it is asked for once a day', async () => {
    const shop = await watchedShop(scene);
    const task: SweepTask = { task: 'unseen', place: shop.place };
    await scene.github.createEnvironment({ repository: shop.name, name: 'production', gates: gates(scene) });
    await run(task);
    const tomorrow = Date.now() + DAY;
    await scene.github.arm({ on: 'GRAPHQL WorkflowFiles', action: { kind: 'status', status: 502 }, count: 5 });
    await expect(run(task, tomorrow)).rejects.toMatchObject({ code: 'github.unavailable' });
    await scene.github.disarm();
    expect(await due(shop, tomorrow)).toEqual([task]);
    await scene.github.arm({ on: 'GRAPHQL WorkflowFiles', action: { kind: 'status', status: 403 } });
    await run(task, tomorrow);
    expect(await due(shop, tomorrow + HOUR)).toEqual([]);
    await scene.github.disarm();
    const gone = { ...shop.place, repository: { ...shop.place.repository, name: 'gone' } };
    expect((await knownEnvironments(scene.context, shop.place.repository.id)).size).toBe(1);
    await run({ task: 'unseen', place: gone }, tomorrow);
    expect((await knownEnvironments(scene.context, shop.place.repository.id)).size).toBe(0);
    expect(await due(shop, tomorrow + HOUR)).toEqual([]);
    expect(await due(shop, tomorrow + DAY)).toEqual([task]);
  });
});

describe('what landed on the default branch', () => {
  const landing = async (shop: Shop, mayTouchWorkflows?: boolean): Promise<readonly SweepTask[]> => {
    const tip = await tipOf(scene, shop);
    await notePushed(scene.context, {
      ...pushedIn(shop, { before: null, after: tip, guid: `guid-${String(mayTouchWorkflows)}` }),
      ...(mayTouchWorkflows === undefined ? {} : { mayTouchWorkflows }),
    });
    await takeSweeps(scene);
    await recordLandings(later(scene.context), shop.place);
    return (await takeSweeps(scene)).filter(({ task }) => task === 'workflows');
  };

  test('and may touch a workflow file is looked at, at that commit', async () => {
    const shop = await watchedShop(scene, { 'ship.yml': 'jobs: { ship: { environment: production } }\n' });
    const tip = await tipOf(scene, shop);
    const task: SweepTask = { task: 'workflows', place: shop.place, commit: tip };
    expect(await landing(shop, false)).toEqual([]);
    expect(await landing(shop, true)).toEqual([task]);
    expect(await landing(shop)).toEqual([task]);
    await run(task);
    const { events, alerts } = await heard(scene, shop);
    expect(events).toMatchObject([{ code: 'workflows.seen', at: tip }]);
    expect(alerts).toEqual([['deployment.unguarded-job', 'job.ungated']]);
    // It may be gone by then.
    await run({ ...task, commit: 'f'.repeat(40) });
    expect((await heard(scene, shop)).events).toHaveLength(1);
  });

  test('without a policy for deployments, nothing is said', async () => {
    const { shop } = await scene.begun();
    await run({ task: 'workflows', place: shop.place, commit: await tipOf(scene, shop) });
    expect((await heard(scene, shop)).events).toEqual([]);
  });
});

// The last of the file: the client keeps to what GitHub asked for.
test('as soon as GitHub lets us, where there were too many requests', async () => {
  const shop = await watchedShop(scene);
  const { database } = scene;
  await scene.github.arm({ on: 'GRAPHQL WorkflowFiles', action: { kind: 'primary-limit', seconds: 60 } });
  const tip = await tipOf(scene, shop);
  for (const task of [
    { task: 'unseen', place: shop.place },
    { task: 'workflows', place: shop.place, commit: tip },
  ] as const) {
    await run(task);
    const [left] = await waitingJobs(database, 'sweep');
    expect(left?.due).toBeGreaterThan(30_000);
    expect(await takeSweeps(scene)).toEqual([task]);
  }
});
