import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { gatherRunning } from '../../../../src/app/archive/trace/gather-running.ts';
import { findRunning } from '../../../../src/ledger/trace/environments.ts';
import { ofRepository } from '../../../../src/ledger/trace/one-repository.ts';
import type { LedgerState } from '../../../../src/store/store.ts';
import { RandomScene } from '../../../ledger/trace/random-scene.ts';
import { momentOf } from '../../../ledger/trace/scene.ts';
import { type Bench, openBench } from '../../stages/bench.ts';
import { archiveScene, knowNothing } from './traced-archive.ts';

let bench: Bench;
let ledger: LedgerState;
const { scene } = new RandomScene(21, 140);
beforeAll(async () => {
  bench = await openBench();
  ledger = await archiveScene(bench, scene);
}, 60_000);
afterAll(async () => await bench.close());

test.each([
  [null, null, null],
  ['production', null, null],
  [null, momentOf(150), null],
  ['staging', momentOf(60), 'acme/web'],
  [null, null, 'acme/api'],
  ['moon', null, null],
])('what runs in %j at %j of %j', async (environment, at, repository) => {
  const known = await knowNothing(bench, ledger, repository);
  await gatherRunning(known, { environment, at });
  const expected = findRunning(ofRepository(scene.traced(), repository), { environment, at });
  expect(findRunning(known.all(), { environment, at })).toEqual(expected);
  expect(known.all().length).toBeLessThan(30);
  expect(expected.length > 0).toBe(environment !== 'moon');
});
