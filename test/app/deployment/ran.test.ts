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
    await deploy(shop, { commit: first });
    await deploy(shop, { commit: first, environment: 'staging', state: 'failed' });
    expect(await ranBefore(scene.context, about)).toMatchObject([{ environment: 'PRODUCTION', until: null }]);
    await deploy(shop, { commit: second });
    const [ran] = await ranBefore(scene.context, about);
    expect(ran?.until).toBeGreaterThanOrEqual(ran?.from ?? Number.POSITIVE_INFINITY);
    expect(await ranBefore(scene.context, { ...about, commit: second })).toMatchObject([{ until: null }]);
  });
});
