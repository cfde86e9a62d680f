import { describe, expect, test } from '@jest/globals';
import type { Deployed } from '../../../src/app/deployment/deployed.ts';
import { lastAllowed, ranBefore } from '../../../src/app/deployment/ran.ts';
import type { Shop } from '../stages/scene.ts';
import { useDeployments } from './deployment-scene.ts';

const scene = useDeployments();

let deployments = 1_000;
const deploy = async (shop: Shop, of: Partial<Deployed> & { readonly commit: string }): Promise<void> => {
  deployments += 1;
  await scene.succeed(shop, { id: deployments, ...of });
};

const allow = async (shop: Shop, commit: string): Promise<void> => {
  const asked = await scene.ask(shop, { commit });
  await scene.decide(shop, asked);
  await scene.succeed(shop, { ...asked, commit });
};

describe('what ran where', () => {
  test('only what went on with a decision of ours counts as what ran last: anybody can say that something succeeded', async () => {
    const shop = await scene.deployingShop('source: reviewed');
    const where = { repository: shop.place.repository.id, environment: 'Production' };
    const commit = await scene.land(shop);
    expect(await lastAllowed(scene.context, where)).toBeNull();
    await deploy(shop, { commit });
    expect(await lastAllowed(scene.context, where)).toBeNull();
    const asked = await scene.ask(shop, { commit });
    await scene.decide(shop, asked);
    await deploy(shop, { commit, id: asked.id, run: asked.run });
    expect(await lastAllowed(scene.context, where)).toMatchObject({ commit });
    await deploy(shop, { commit: 'e'.repeat(40) });
    expect(await lastAllowed(scene.context, where)).toMatchObject({ commit });
    expect(await lastAllowed(scene.context, { ...where, repository: 1 })).toBeNull();
  });

  test('where a commit ran, and until when', async () => {
    const shop = await scene.deployingShop('source: reviewed');
    const [first, second] = [await scene.land(shop), await scene.land(shop)];
    const about = { repository: shop.place.repository.id, commit: first, environment: 'PRODUCTION' };
    // Whoever may make deployments can claim that it ran anywhere.
    await deploy(shop, { commit: first });
    await deploy(shop, { commit: first, environment: 'staging' });
    await deploy(shop, { commit: first, environment: 'preview', state: 'failed', run: 8 });
    expect(await ranBefore(scene.context, about)).toEqual([]);
    // A run of GitHub Actions did deploy it there, and ours is the word that counts here.
    await deploy(shop, { commit: first, environment: 'staging', run: 9 });
    await allow(shop, first);
    expect(await ranBefore(scene.context, about)).toMatchObject([
      { environment: 'PRODUCTION', until: null },
      { environment: 'staging', until: null },
    ]);
    await allow(shop, second);
    const [ran] = await ranBefore(scene.context, about);
    expect(ran?.until).toBeGreaterThanOrEqual(ran?.from ?? Number.POSITIVE_INFINITY);
    expect(await ranBefore(scene.context, { ...about, commit: second })).toMatchObject([{ until: null }]);
  });
});
