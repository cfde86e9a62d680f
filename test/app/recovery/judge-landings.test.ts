import { beforeEach, expect, test } from '@jest/globals';
import { judgeLandings } from '../../../src/app/recovery/judge-landings.ts';
import type { Landed } from '../../../src/app/recovery/landed.ts';
import { HOUR } from '../../../src/base/clock.ts';
import { objectOf } from '../../../src/base/json.ts';
import { flushOnce, readEntries, runThrough, type Shop, useScene } from '../stages/scene.ts';
import { takeSweeps } from './recovery-scene.ts';

const scene = useScene();
beforeEach(async () => {
  await takeSweeps(scene);
});

const landedIn = ({ place }: Shop, fields: Partial<Landed> = {}): Landed => ({
  ...place,
  base: 'main',
  before: 'a'.repeat(40),
  after: 'b'.repeat(40),
  actor: 5,
  at: Date.now(),
  changes: [],
  ...fields,
});

async function alertsIn(shop: Shop) {
  await flushOnce(scene.context, shop);
  return (await readEntries(scene.context, shop))
    .filter(({ kind }) => kind === 'alert')
    .map(({ statement }) => objectOf(objectOf(statement['predicate'])['countersign_alert'])['details']);
}

test('a decision that passed covers the head that was merged, and what was pushed as it was; no other does', async () => {
  const { shop, change } = await scene.begun();
  const red = await shop.propose('no ticket');
  await runThrough(scene.context, { shop, change: red });
  const ledger = await shop.ledger();
  const { number, head } = change;
  const judged = async (...landed: Landed[]) => await judgeLandings(scene.context, ledger, landed);
  expect(await judged(landedIn(shop, { changes: [{ number, head }] }), landedIn(shop, { after: head }))).toEqual({
    seen: 2,
    unjudged: 0,
  });
  const uncovered = [
    landedIn(shop, { changes: [{ number: red.number, head: red.head }] }),
    landedIn(shop, { after: 'd'.repeat(40), actor: null }),
    // The branch itself went.
    landedIn(shop, { before: 'e'.repeat(40), after: '0'.repeat(40) }),
    // A green that was earned on another branch is worth nothing here; a policy speaks of main only.
    landedIn(shop, { base: 'next', after: head }),
  ];
  for (let times = 0; times < 2; times += 1) expect(await judged(...uncovered)).toEqual({ seen: 3, unjudged: 3 });
  const repository = shop.place.repository.id;
  expect(await alertsIn(shop)).toEqual([
    { commits: ['b'.repeat(40)], found: 'b'.repeat(40), ids: { repository, actor: 5, change: red.number } },
    { commits: ['d'.repeat(40)], found: 'd'.repeat(40), ids: { repository } },
    { commits: ['e'.repeat(40)], found: null, ids: { repository, actor: 5 } },
  ]);
});

test('what landed before the first policy was nobody’s to judge', async () => {
  const { shop } = await scene.begun();
  const early = landedIn(shop, { at: Date.now() - HOUR });
  expect(await judgeLandings(scene.context, await shop.ledger(), [early])).toEqual({ seen: 0, unjudged: 0 });
  expect(await alertsIn(shop)).toEqual([]);
});
