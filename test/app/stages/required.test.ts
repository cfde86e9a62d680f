import { expect, test } from '@jest/globals';
import { isSilent, readRequired, requirementOf } from '../../../src/app/stages/required.ts';
import { HOUR } from '../../../src/base/clock.ts';
import { known, unknown } from '../../../src/policy/facts.ts';
import { restarted } from './bench.ts';
import { requireCheck } from './required-check.ts';
import { CHECK, useScene } from './scene.ts';

const scene = useScene();

const place = { base: 'main', checkName: CHECK, requirement: null };
const ROUTE = 'GET /repos/{owner}/{repo}/rules/branches/{branch}';

test('where nobody waits for our check, nothing is said', async () => {
  const shop = await scene.shop();
  expect(await isSilent(scene.context, shop.place, place)).toBe(true);
});

test('where GitHub waits for it, something is', async () => {
  const shop = await scene.shop();
  await requireCheck(scene, shop);
  expect(await isSilent(scene.context, shop.place, place)).toBe(false);
  expect(await isSilent(scene.context, shop.place, { ...place, base: 'next', checkName: 'countersign: next' })).toBe(
    true,
  );
});

test('the answer is good for ten minutes, and asked for anew afterwards', async () => {
  const shop = await scene.shop();
  let now = 1_000_000;
  const context = { ...restarted(scene.context), clock: { now: () => now } };
  expect(await isSilent(context, shop.place, place)).toBe(true);
  await requireCheck(scene, shop);
  now += 10 * 60_000 - 1;
  expect(await isSilent(context, shop.place, place)).toBe(true);
  now += 1;
  expect(await isSilent(context, shop.place, place)).toBe(false);
});

test('what cannot be read counts as not required, and is not remembered', async () => {
  const shop = await scene.shop();
  await requireCheck(scene, shop);
  await scene.github.arm({ on: ROUTE, action: { kind: 'status', status: 403 }, count: 5 });
  expect(await isSilent(scene.context, shop.place, place)).toBe(true);
  const { left } = await scene.github.disarm();
  expect(left).toBeLessThan(5);
  expect(await isSilent(scene.context, shop.place, place)).toBe(false);
});

test('what was read with the facts needs no request', async () => {
  const shop = await scene.shop();
  await requireCheck(scene, shop);
  await scene.github.resetStats();
  expect(await isSilent(scene.context, shop.place, { ...place, requirement: 'absent' })).toBe(true);
  expect(await isSilent(scene.context, shop.place, { ...place, requirement: 'pinned' })).toBe(false);
  expect(await isSilent(scene.context, shop.place, { ...place, requirement: 'unpinned' })).toBe(false);
  expect(await isSilent(scene.context, shop.place, { ...place, requirement: 'required' })).toBe(false);
  expect((await scene.github.stats()).total).toBe(0);
});

test('what a look found holds until the next one, although the facts do not show it', async () => {
  const shop = await scene.shop();
  await requireCheck(scene, shop);
  let now = 1_000_000;
  const context = { ...restarted(scene.context), clock: { now: () => now } };
  expect(await readRequired(context, shop.place, place)).toBe(true);
  now += HOUR;
  expect(await isSilent(context, shop.place, { ...place, requirement: 'absent' })).toBe(false);
  now += HOUR;
  expect(await isSilent(context, shop.place, { ...place, requirement: 'absent' })).toBe(true);
});

test('required of this app, of anybody, or not at all', () => {
  const { appId } = scene.context.config;
  const of = (...checks: readonly (readonly [string, number | null | 'unsaid'])[]) =>
    requirementOf(
      scene.context,
      { requiredChecks: known(checks.map(([context, id]) => ({ context, appId: id }))) },
      CHECK,
    );
  expect(of([CHECK, appId])).toBe('pinned');
  expect(of([CHECK, null], [CHECK, appId])).toBe('pinned');
  expect(of([CHECK, null])).toBe('unpinned');
  expect(of([CHECK, appId + 1])).toBe('unpinned');
  expect(of([CHECK, 'unsaid'])).toBe('required');
  expect(of(['countersign: next', appId])).toBe('absent');
  const unread = { requiredChecks: unknown('forbidden', 'not for this app') };
  expect(requirementOf(scene.context, unread, CHECK)).toBeNull();
});
