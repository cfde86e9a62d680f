import { expect, test } from '@jest/globals';
import { knownPolicy, type PolicyOf } from '../../../src/app/stages/known-policies.ts';
import { openLedger } from '../../../src/app/stages/ledger-of.ts';
import { draftPolicies } from '../../../src/app/stages/moved-policies.ts';
import { TITLE_POLICY } from '../../whole/team.ts';
import { openAudit } from './audit.ts';
import { restarted } from './bench.ts';
import { judge, type Shop, useScene } from './scene.ts';

const scene = useScene();
const POLICY = '.github/countersign.yml';

const policyOf = ({ place }: Shop): PolicyOf => ({
  repository: place.repository.id,
  layer: 'repository',
  base: 'main',
});
const write = (shop: Shop, text: string | null) =>
  scene.github.pushCommit({
    repository: shop.name,
    branch: 'main',
    as: scene.sample.owner.login,
    message: 'SHOP-0 policy\n',
    files: { [POLICY]: text },
  });

test('the version in force goes along, with what its names meant; it is not a new one there', async () => {
  const { shop, change } = await scene.begun();
  const own = await shop.ledger();
  const audit = await openAudit(scene);
  const shared = await openLedger(audit.context, shop.place);
  const left = await knownPolicy(scene.store, own, policyOf(shop));
  const carried = await knownPolicy(scene.store, shared, policyOf(shop));
  expect(carried).toMatchObject({ layer: 'repository', version: 1, pins: left?.pins });
  // Salted anew: who compares the two ledgers learns nothing from the digests.
  expect(carried?.digest).not.toBe(left?.digest);
  await judge(audit.context, change);
  expect(await knownPolicy(scene.store, shared, policyOf(shop))).toEqual(carried);
});

test('its number goes along too: in the ledger that goes on, versions rise from where they were', async () => {
  const { shop, change } = await scene.begun();
  await write(shop, TITLE_POLICY.replace('the title', 'its title'));
  await judge(scene.context, change);
  expect(await knownPolicy(scene.store, await shop.ledger(), policyOf(shop))).toMatchObject({ version: 2 });
  const audit = await openAudit(scene);
  const shared = await openLedger(audit.context, shop.place);
  expect(await knownPolicy(scene.store, shared, policyOf(shop))).toMatchObject({ version: 2 });
  await write(shop, TITLE_POLICY);
  await judge(audit.context, change);
  expect(await knownPolicy(scene.store, shared, policyOf(shop))).toMatchObject({ version: 3 });
});

test('a policy that is removed in the middle of a move is missed', async () => {
  const { shop, change } = await scene.begun();
  const audit = await openAudit(scene);
  await openLedger(audit.context, shop.place);
  await write(shop, null);
  await judge(audit.context, change);
  expect((await scene.store.subjects.read(change.key))?.verdict?.result).toBe('deny');
});

test('back again, a text that changed meanwhile is the next version; one that did not is none', async () => {
  const { shop, change } = await scene.begun();
  const audit = await openAudit(scene);
  const own = await shop.ledger();
  await openLedger(audit.context, shop.place);
  const back = restarted(scene.context);
  const [from, to] = [await openLedger(audit.context, shop.place), own];
  expect(await draftPolicies(back, { place: shop.place, from, to })).toEqual([]);
  await write(shop, TITLE_POLICY.replace('the title', 'its title'));
  await judge(audit.context, change);
  await openLedger(back, shop.place);
  expect(await knownPolicy(scene.store, own, policyOf(shop))).toMatchObject({ version: 2 });
  await judge(back, change);
  expect(await knownPolicy(scene.store, own, policyOf(shop))).toMatchObject({ version: 2 });
});
