import { beforeEach, describe, expect, test } from '@jest/globals';
import { coverLate } from '../../../src/app/deployment/cover-late.ts';
import { recordLandings } from '../../../src/app/landing/record-landings.ts';
import { landedCheckName, showLanding } from '../../../src/app/landing/show-landing.ts';
import { useDeployments } from '../deployment/deployment-scene.ts';
import { takeSweeps } from '../recovery/recovery-scene.ts';
import { flushOnce, type Shop } from '../stages/scene.ts';

const scene = useDeployments();
beforeEach(async () => {
  await takeSweeps(scene);
});

const runsOn = async (shop: Shop, sha: string) =>
  (await scene.github.checkRuns({ repository: shop.name, sha })).filter(({ name }) => name === landedCheckName('main'));

describe('what landed without a decision', () => {
  test('is a failed check on its commit, once, and green when somebody has answered for it', async () => {
    const shop = await scene.deployingShop('source: reviewed');
    const hot = await scene.pushHot(shop);
    expect(await runsOn(shop, hot)).toMatchObject([
      {
        conclusion: 'failure',
        title: '1 of 1 commit landed without a passing decision',
        summary: expect.stringContaining(`/countersign cover ${hot.slice(0, 7)}`),
      },
    ]);
    const { number } = await shop.propose('SHOP-2 talk');
    const { id, login } = scene.sample.amir;
    await scene.github.setCollaborator({ repository: shop.name, user: login, permission: 'write' });
    const task = { task: 'cover', place: shop.place, number, commits: [hot], reason: 'fine', guid: 'cover-1' } as const;
    await coverLate(scene.context, { ...task, by: { id, login, type: 'user' } });
    await flushOnce(scene.context, shop);
    expect(await takeSweeps(scene)).toContainEqual({ task: 'landings', place: shop.place });
    for (let times = 0; times < 2; times += 1) await recordLandings(scene.context, shop.place);
    expect(await runsOn(shop, hot)).toMatchObject([
      { conclusion: 'success', title: 'Covered late: somebody answers for what landed' },
    ]);
    expect(await scene.store.memory.list('landed-shown', `${shop.place.repository.id}:`)).toEqual([]);
  });

  test('what was covered when it landed has none', async () => {
    const shop = await scene.deployingShop('source: reviewed');
    expect(await runsOn(shop, await scene.land(shop))).toEqual([]);
  });

  test('commits that were taken away stay red: nobody can answer for them', async () => {
    const shop = await scene.deployingShop('source: reviewed');
    const head = await scene.land(shop);
    const landing = { branch: 'main', after: head, uncovered: [], count: 0, removed: 2 };
    await showLanding(scene.context, shop.place, landing);
    expect(await runsOn(shop, head)).toMatchObject([
      { conclusion: 'failure', title: '2 commits were taken away from the branch' },
    ]);
  });

  test('a commit that GitHub has no more is not shown, and stops nothing', async () => {
    const shop = await scene.deployingShop('source: reviewed');
    const landing = { branch: 'main', after: 'd'.repeat(40), uncovered: ['d'.repeat(40)], count: 1, removed: 0 };
    await showLanding(scene.context, shop.place, landing);
    expect(await scene.store.memory.list('landed-shown', `${shop.place.repository.id}:`)).toEqual([]);
  });
});
