import { describe, expect, test } from '@jest/globals';
import { addLanded } from '../../../src/app/landing/landed-entry.ts';
import type { Pushed } from '../../../src/app/landing/pushed.ts';
import { isSamePush, isToldOf, landedOf } from '../../../src/app/landing/same-push.ts';
import { HOUR, MINUTE, toRfc3339 } from '../../../src/base/clock.ts';
import type { JsonObject } from '../../../src/base/json.ts';
import { flushOnce, useScene } from '../stages/scene.ts';
import { pushedIn } from './landing-scene.ts';

const scene = useScene();

const [one, two] = ['1'.repeat(40), '2'.repeat(40)];
const main = 'ab'.repeat(32);
const NOON = Date.parse('2026-11-22T12:00:00Z');

const entry = (said: JsonObject = {}, header: JsonObject = {}): JsonObject => ({
  predicate: {
    countersign_landed: { how: 'push', base: { refDigest: main }, before: one, after: two, ...said },
    countersign: { deliveries: ['a-webhook'], source: 'webhook', observed: toRfc3339(NOON + MINUTE), ...header },
  },
});
const told = entry({ at: toRfc3339(NOON) });
const byActivity = entry({ at: toRfc3339(NOON) }, { deliveries: [], source: 'read-back' });
const untimed: Pushed = {
  repository: 1,
  branch: 'main',
  isDefault: true,
  before: one,
  after: two,
  actor: { id: 5, type: 'user' },
  at: NOON + MINUTE,
  guid: 'a-webhook',
};
const heard: Pushed = { ...untimed, movedAt: NOON };
const read: Pushed = { ...heard, guid: 'activity', isReadBack: true };

describe('a push is the same', () => {
  test.each([
    ['where the same webhook told of it', told, heard, true],
    ['not where another one did', told, { ...heard, guid: 'another' }, false],
    ['where the activity knows what a webhook told of', told, read, true],
    ['where a webhook tells of what was read back', byActivity, { ...heard, guid: 'late' }, true],
    ['where the same is read back again', byActivity, read, true],
    ['not where it was moved there once more', told, { ...read, movedAt: NOON + HOUR }, false],
    ['where an entry of an older version follows it', entry(), read, true],
    ['not where that was written before', entry(), { ...read, movedAt: NOON + HOUR }, false],
    ['where a webhook says no time', byActivity, { ...untimed, guid: 'late' }, true],
    ['not where somebody covered it', entry({ how: 'cover', at: toRfc3339(NOON) }), read, false],
    ['not on another branch', entry({ base: { refDigest: 'cd'.repeat(32) } }), heard, false],
    ['not from another commit', entry({ before: null }), heard, false],
    ['not to another commit', entry({ after: one }), heard, false],
  ])('%s', (_, statement, pushed, isSame) => {
    expect(isSamePush(statement, pushed, main)).toBe(isSame);
  });
});

test('what is in its place in the ledger is told, and nothing else', async () => {
  const { shop, ledger } = await scene.begun();
  const pushed = pushedIn(shop, { before: one, after: two, movedAt: NOON, isReadBack: true });
  const landed = landedOf(entry({ at: toRfc3339(NOON), result: 'uncovered', covered: [], uncovered: [] }));
  const isTold = async (more: Partial<Pushed> = {}) => await isToldOf(scene.context, { ...pushed, ...more }, main);
  await addLanded(
    scene.context,
    { place: shop.place, ledger, pushed },
    { landed, landing: { commits: [], removed: 0 } },
  );
  expect(await isTold()).toBe(false);
  await flushOnce(scene.context, shop);
  expect(await isTold()).toBe(true);
  expect([await isTold({ after: one }), await isTold({ movedAt: NOON + HOUR })]).toEqual([false, false]);
  expect(await isTold({ repository: pushed.repository + 1 })).toBe(false);
});
