import { beforeEach, expect, test } from '@jest/globals';
import { type EndedNews, endedRows, isToBeTold, noteEnded } from '../../../src/app/builds/ended.ts';
import { rememberGate } from '../../../src/app/stages/gate.ts';
import { DAY } from '../../../src/base/clock.ts';
import type { EndedHint } from '../../../src/github/hint.ts';
import { takeSweeps } from '../recovery/recovery-scene.ts';
import { judge, type Shop, touch, useScene } from '../stages/scene.ts';
import { ended, run, suite } from './ended-scene.ts';

const scene = useScene();
beforeEach(async () => {
  await takeSweeps(scene);
});

function news(shop: Shop, changes: Partial<EndedHint> = {}, at = Date.now()): EndedNews {
  const { repository: _, guid, heardAt: __, ...hint } = ended;
  return { hint: { kind: 'ended', place: shop.place, ended: { ...hint, ...changes } }, guid, at };
}
const listed = async (shop: Shop) => await endedRows.list(scene.context, shop.place.repository.id);
const checking = (require: string): string => `version: 1
rules:
  - name: machines say yes
    require: ${require}
`;

test('a run of a branch that a policy speaks of is noted, each attempt once, and looked at', async () => {
  const { shop } = await scene.begun();
  const again = news(shop, { of: { ...run, attempt: 2 }, at: 1 });
  for (let times = 0; times < 2; times += 1) await noteEnded(scene.context, [news(shop), again]);
  expect((await listed(shop)).map(({ of }) => of)).toEqual([{ ...run, attempt: 2 }, run]);
  expect(await takeSweeps(scene)).toEqual([{ task: 'builds', place: shop.place }]);
  const [first] = await listed(shop);
  if (first !== undefined) await endedRows.forget(scene.context, first);
  expect((await listed(shop)).map(({ of }) => of)).toEqual([run]);
});

test('of a suite each outcome is one, and our own checks are none', async () => {
  const { shop } = await scene.begun();
  const ours = { ...suite, app: scene.context.config.appId };
  await noteEnded(scene.context, [
    news(shop, { of: suite, outcome: 'failure' }),
    news(shop, { of: suite }),
    news(shop, { of: { ...suite, checks: 7 } }),
    news(shop, { of: ours }),
  ]);
  expect((await listed(shop)).map(({ outcome, of }) => [outcome, of.is])).toEqual([
    ['failure', 'suite'],
    ['success', 'suite'],
  ]);
});

test('so is one of a branch that a gate holds with the policy of another one', async () => {
  const { shop } = await scene.begun();
  await rememberGate(scene.context, { repository: shop.place.repository.id, base: 'release/1', branch: 'main' });
  await noteEnded(scene.context, [news(shop, { branch: 'release/1' })]);
  expect(await listed(shop)).toHaveLength(1);
});

test.each([
  ["{ workflows: { passed: ['.github/workflows/ci.yml'] } }", 1],
  ['{ checks: { passed: [build] } }', 1],
  ['{ base: main }', 0],
])('on the head of a pull request, with %s: %d', async (require, count) => {
  const shop = await scene.shop({ '.github/countersign.yml': checking(require) });
  const change = await shop.propose('fix');
  await touch(scene.context, change);
  await judge(scene.context, change);
  await noteEnded(scene.context, [news(shop, { commit: change.head, branch: 'topic' })]);
  expect(await listed(shop)).toHaveLength(count);
});

test('what is being judged for the first time may ask for it: it is noted until that is known', async () => {
  const shop = await scene.shop({ '.github/countersign.yml': checking('{ checks: { passed: [build] } }') });
  const change = await shop.propose('fix');
  await touch(scene.context, change);
  const lease = await scene.store.subjects.take(change.key, 'a-test', 60_000);
  const { id } = shop.place.repository;
  const waiting = news(shop, { commit: change.head, branch: null });
  expect(await isToBeTold(scene.context, id, waiting.hint.ended)).toBeNull();
  await noteEnded(scene.context, [waiting]);
  expect(await listed(shop)).toHaveLength(1);
  if (lease !== null) await scene.store.subjects.release(lease, 0);
  await judge(scene.context, change);
  expect(await isToBeTold(scene.context, id, waiting.hint.ended)).toBe(true);
});

test('of a branch of a fork, or where nothing was judged, nothing is told', async () => {
  const { shop } = await scene.begun();
  const unknown = await scene.shop();
  await noteEnded(scene.context, [news(shop, { branch: null }), news(shop, { branch: 'next' }), news(unknown)]);
  for (const each of [shop, unknown]) expect(await listed(each)).toEqual([]);
  expect(await takeSweeps(scene)).toEqual([]);
});

test('what nobody could tell for a month is forgotten', async () => {
  const { shop } = await scene.begun();
  const { id } = shop.place.repository;
  await noteEnded(scene.context, [news(shop, {}, Date.now() - 31 * DAY)]);
  expect(await endedRows.repositories(scene.context)).not.toContain(id);
  expect(await listed(shop)).toEqual([]);
  await noteEnded(scene.context, [news(shop)]);
  expect(await endedRows.repositories(scene.context)).toContain(id);
});
