import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findHeld } from '../../../../src/app/archive/trace/find-held.ts';
import { followScope, readAbout } from '../../../../src/app/archive/trace/follow-scope.ts';
import type { Asked } from '../../../../src/ledger/trace/scope.ts';
import type { LedgerState } from '../../../../src/store/store.ts';
import { commits, told, webScene } from '../../../ledger/trace/scene.ts';
import { type Bench, openBench } from '../../stages/bench.ts';
import { archiveScene, knowNothing } from './traced-archive.ts';

let bench: Bench;
let ledger: LedgerState;
beforeAll(async () => {
  bench = await openBench();
  ledger = await archiveScene(bench, webScene());
}, 60_000);
afterAll(async () => await bench.close());

const find = async (asked: Asked) => {
  const known = await knowNothing(bench, ledger);
  await readAbout(known, asked);
  await followScope(known, asked);
  const before = new Set(known.all().map(({ index }) => index));
  const held = await findHeld(known, asked, known.all());
  return { held, read: known.all().flatMap(({ index }) => (before.has(index) ? [] : [index])) };
};

test('where it went to, and what took its place, without the landings between', async () => {
  const { held, read } = await find({ is: 'change', number: 42 });
  expect(new Set(held)).toEqual(new Set([commits.change, commits.last]));
  expect(read).toEqual([told.production43, told.rolledBack]);
});

test('what came later holds nothing of what was rolled back to', async () => {
  const { held, read } = await find({ is: 'commit', prefix: commits.hotfix });
  expect(held).toEqual([commits.last]);
  expect(read).toEqual([told.production43, told.rolledBack]);
  expect(await find({ is: 'change', number: 77 })).toEqual({ held: [], read: [] });
});
