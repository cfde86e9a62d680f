import { expect, test } from '@jest/globals';
import { addLanded, type Found, sayUncovered } from '../../../src/app/landing/landed-entry.ts';
import { useScene } from '../stages/scene.ts';
import { pushedIn, told } from './landing-scene.ts';

const scene = useScene();

const [one, two] = ['1'.repeat(40), '2'.repeat(40)];
const found = (before: string | null, after: string | null): Found => ({
  landed: {
    how: 'push',
    base: { refDigest: 'ab'.repeat(32) },
    before,
    after,
    result: 'uncovered',
    covered: [],
    uncovered: after === null ? [] : [after],
  },
  landing: { commits: [], removed: 0 },
});

test('a push is told once; the same commits that are pushed once more are told once more', async () => {
  const { shop, ledger } = await scene.begun();
  const recording = { place: shop.place, ledger, pushed: pushedIn(shop, { before: one, after: two }) };
  const first = await addLanded(scene.context, recording, found(one, two));
  // Whoever comes second says what the first said, whatever it has found by now.
  const other = { ...found(one, two), landed: { ...found(one, two).landed, result: 'covered' as const } };
  expect(await addLanded(scene.context, recording, other)).toMatchObject({
    entry: first.entry,
    landed: { result: 'uncovered' },
  });
  const again = { ...recording, pushed: { ...recording.pushed, guid: 'pushed-once-more' } };
  expect((await addLanded(scene.context, again, found(one, two))).entry).not.toBe(first.entry);
  expect((await told(scene, shop)).landed).toMatchObject([{ before: one }, { before: one }]);
});

test('two processes that tell of the same moment draw different numbers', async () => {
  const { shop, ledger } = await scene.begun();
  const recording = (before: string) => ({ place: shop.place, ledger, pushed: pushedIn(shop, { before, after: two }) });
  const { ledgers } = scene.store;
  let isFirst = true;
  const everyOf: typeof ledgers.everyOf = async (...of) => {
    const known = await ledgers.everyOf(...of);
    if (isFirst) await addLanded(scene.context, recording(one), found(one, two));
    isFirst = false;
    return known;
  };
  const slow = { ...scene.context, store: { ...scene.store, ledgers: { ...ledgers, everyOf } } };
  await addLanded(slow, recording(two), found(two, two));
  expect((await told(scene, shop)).landed).toMatchObject([{ before: one }, { before: two }]);
});

test('an alert names the newest twenty, counts all of them, and is opened once', async () => {
  const { shop, ledger } = await scene.begun();
  const recording = { place: shop.place, ledger, pushed: pushedIn(shop, { before: one, after: two }) };
  const many = Array.from({ length: 25 }, (_, at) => String(at).padStart(40, '0'));
  const { landed } = found(one, two);
  const entry = '0'.repeat(32);
  for (let times = 0; times < 2; times += 1)
    await sayUncovered(scene.context, recording, { landed: { ...landed, uncovered: many }, entry });
  expect((await told(scene, shop)).alerts).toMatchObject([{ commits: many.slice(5), counts: { uncovered: 25 } }]);
});
