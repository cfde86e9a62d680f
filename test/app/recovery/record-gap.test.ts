import { beforeEach, expect, test } from '@jest/globals';
import { listLanded, noteLanded } from '../../../src/app/recovery/landed.ts';
import { recordGapsIn } from '../../../src/app/recovery/record-gap.ts';
import { HOUR } from '../../../src/base/clock.ts';
import { objectOf } from '../../../src/base/json.ts';
import { flushOnce, readEntries, type Shop, useScene, verifyBranch } from '../stages/scene.ts';
import { takeSweeps } from './recovery-scene.ts';

/** From notes to entries: test/app/recovery/record-gaps.test.ts. */

const scene = useScene();
beforeEach(async () => {
  await takeSweeps(scene);
  await scene.store.memory.forget('landed', '');
});

const gapOf = (from: number, to: number) => ({ from, to, why: ['not-running'] as const, about: null, parts: [] });
const landedIn = ({ place }: Shop, at: number, after: string) => ({
  ...place,
  base: 'main',
  before: 'a'.repeat(40),
  after: after.repeat(40),
  actor: 5,
  at,
  changes: [],
});

test('what landed is counted in the gap in which it landed, and is forgotten; another repository’s is left alone', async () => {
  const { shop } = await scene.begun();
  const other = await scene.shop();
  const now = Date.now() + HOUR;
  for (const landed of [landedIn(shop, now + 1, 'b'), landedIn(shop, now + 5 * HOUR, 'c'), landedIn(other, now, 'd')])
    await noteLanded(scene.context, landed);
  const saying = { gaps: [gapOf(now, now + HOUR), gapOf(now + 3 * HOUR, now + 6 * HOUR)], unread: null };
  for (let times = 0; times < 2; times += 1) await recordGapsIn(scene.context, await shop.ledger(), saying);
  await flushOnce(scene.context, shop);
  const predicates = (await readEntries(scene.context, shop)).map(({ statement }) => objectOf(statement['predicate']));
  expect(predicates.filter((each) => 'countersign_alert' in each)).toHaveLength(2);
  expect(predicates.flatMap((each) => objectOf(each['countersign_gap'])['readBack'] ?? [])).toMatchObject([
    { landed: { seen: 1, unjudged: 1 } },
    { landed: { seen: 1, unjudged: 1 } },
  ]);
  expect((await listLanded(scene.context)).map(({ repository }) => repository.id)).toEqual([other.place.repository.id]);
  expect(await verifyBranch(scene.context, shop)).toMatchObject({ ok: true, problems: [] });
});
