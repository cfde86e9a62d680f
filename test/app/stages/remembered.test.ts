import { expect, test } from '@jest/globals';
import { isSilent, rememberedOf } from '../../../src/app/stages/remembered.ts';
import { restarted } from './bench.ts';
import { CHECK, useScene } from './scene.ts';

const scene = useScene();

test('an empty document says nothing, and names no decision', () => {
  expect(rememberedOf(undefined)).toEqual({ decision: null });
  expect(rememberedOf({})).toEqual({ decision: null });
  const decision = { ledger: 1, entry: 'e' };
  expect(rememberedOf({ decision, number: 42 })).toMatchObject({ decision, number: 42 });
});

const place = { base: 'main', checkName: CHECK };
const ROUTE = 'GET /repos/{owner}/{repo}/rules/branches/{branch}';

async function requireCheck(repository: string): Promise<void> {
  await scene.github.createRuleset({
    on: repository,
    name: 'gate',
    include: ['refs/heads/main'],
    rules: [
      {
        type: 'required_status_checks',
        parameters: {
          required_status_checks: [{ context: CHECK, integration_id: scene.sample.app.appId }],
          strict_required_status_checks_policy: false,
        },
      },
    ],
  });
}

test('where nobody waits for our check, nothing is said', async () => {
  const shop = await scene.shop();
  expect(await isSilent(scene.context, shop.place, place)).toBe(true);
});

test('where GitHub waits for it, something is', async () => {
  const shop = await scene.shop();
  await requireCheck(shop.name);
  expect(await isSilent(scene.context, shop.place, place)).toBe(false);
  expect(await isSilent(scene.context, shop.place, { base: 'next', checkName: 'countersign: next' })).toBe(true);
});

test('the answer is good for ten minutes, and asked for anew afterwards', async () => {
  const shop = await scene.shop();
  let now = 1_000_000;
  const context = { ...restarted(scene.context), clock: { now: () => now } };
  expect(await isSilent(context, shop.place, place)).toBe(true);
  await requireCheck(shop.name);
  now += 10 * 60_000 - 1;
  expect(await isSilent(context, shop.place, place)).toBe(true);
  now += 1;
  expect(await isSilent(context, shop.place, place)).toBe(false);
});

test('what cannot be read counts as not required, and is not remembered', async () => {
  const shop = await scene.shop();
  await requireCheck(shop.name);
  await scene.github.arm({ on: ROUTE, action: { kind: 'status', status: 403 }, count: 5 });
  expect(await isSilent(scene.context, shop.place, place)).toBe(true);
  const { left } = await scene.github.disarm();
  expect(left).toBeLessThan(5);
  expect(await isSilent(scene.context, shop.place, place)).toBe(false);
});
