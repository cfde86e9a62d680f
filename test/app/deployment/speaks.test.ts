import { expect, test } from '@jest/globals';
import { speaksOf } from '../../../src/app/deployment/speaks.ts';
import { runThrough, type Shop } from '../stages/scene.ts';
import { useDeployments } from './deployment-scene.ts';

const scene = useDeployments();

const speaks = async (shop: Shop, environment: string, branch = 'main'): Promise<boolean> =>
  await speaksOf(scene.context, await shop.ledger(), {
    place: shop.place,
    branch,
    environment,
    commit: 'a'.repeat(40),
  });

test('a rule whose choice of environments may hold speaks, and no other', async () => {
  const shop = await scene.deployingShop('source: reviewed');
  expect(await speaks(shop, 'production')).toBe(true);
  expect(await speaks(shop, 'Production')).toBe(true);
  expect(await speaks(shop, 'preview')).toBe(false);
  // Of another branch no policy is known.
  expect(await speaks(shop, 'production', 'elsewhere')).toBe(false);
});

test('a rule without a choice speaks of every environment; a policy without deployments of none', async () => {
  const text = 'version: 1\nrules:\n  - name: all\n    on: [pull_request, deployment]\n    require: { base: main }\n';
  const every = await scene.shop({ '.github/countersign.yml': text });
  const none = await scene.shop();
  for (const shop of [every, none]) await runThrough(scene.context, { shop, change: await shop.propose('SHOP-1') });
  expect([await speaks(every, 'preview'), await speaks(none, 'production')]).toEqual([true, false]);
});

test('what was erased may have spoken of it', async () => {
  const shop = await scene.deployingShop('source: reviewed');
  const { store } = scene.context;
  const gone = {
    ...scene.context,
    store: { ...store, ledgers: { ...store.ledgers, evidence: () => Promise.resolve(null) } },
  };
  const wanted = { place: shop.place, branch: 'main', environment: 'preview', commit: 'a'.repeat(40) };
  expect(await speaksOf(gone as never, await shop.ledger(), wanted)).toBe(true);
});
