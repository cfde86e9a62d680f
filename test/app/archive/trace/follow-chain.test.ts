import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { followChain, readLandings } from '../../../../src/app/archive/trace/follow-chain.ts';
import { LandedChain } from '../../../../src/ledger/trace/landed-chain.ts';
import type { LedgerState } from '../../../../src/store/store.ts';
import { commits, oid, Scene, web } from '../../../ledger/trace/scene.ts';
import { type Bench, openBench } from '../../stages/bench.ts';
import { archiveScene, knowNothing } from './traced-archive.ts';

/** A row of landings that is cut once, and goes on from where it was. */
const scene = new Scene();
const tips = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => oid(`${name}0${name}1`));
const [a = '', b = '', c = '', d = '', e = '', f = ''] = tips;
const step = (before: string, after: string, removed = 0): void => {
  scene.land({ before, after, uncovered: [after], ...(removed === 0 ? {} : { how: 'force-push', removed }) });
};
step(commits.base, a);
step(a, b);
step(b, c);
step(c, b, 1);
step(b, d);
step(d, e);

let bench: Bench;
let ledger: LedgerState;
beforeAll(async () => {
  bench = await openBench();
  ledger = await archiveScene(bench, scene);
}, 60_000);
afterAll(async () => await bench.close());

const follow = async (from: string, to: string) => {
  const known = await knowNothing(bench, ledger);
  await followChain(known, { repository: web.id, from, to });
  const found = new LandedChain(known.all()).between(from, to);
  expect(found).toEqual(new LandedChain(scene.traced()).between(from, to));
  return { read: known.all().map(({ index }) => index), found: found?.map(({ index }) => index) ?? null };
};

test('read is what leads from one to the other, and found is the same as of the whole ledger', async () => {
  expect(await follow(a, c)).toEqual({ read: [1, 2, 3], found: [2, 3] });
  expect(await follow(b, e)).toMatchObject({ found: [5, 6] });
  expect((await follow(d, e)).read).toEqual([5, 6]);
  expect(await follow(commits.base, c)).toEqual({ read: [1, 2, 3], found: [1, 2, 3] });
});

test('nothing leads there: below the first of the earlier one nobody looks', async () => {
  expect(await follow(c, a)).toEqual({ read: [1, 3], found: null });
  expect(await follow(f, e)).toEqual({ read: [6], found: null });
  expect(await follow(a, e)).toMatchObject({ found: null });
});

test('the landings of a commit', async () => {
  const known = await knowNothing(bench, ledger);
  expect(await readLandings(known, b)).toEqual([2, 4]);
  expect(await readLandings(known, f)).toEqual([]);
});
