import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { gatherShipping } from '../../../../src/app/archive/trace/gather-shipping.ts';
import type { Shipped } from '../../../../src/ledger/trace/may-ship.ts';
import type { LedgerState } from '../../../../src/store/store.ts';
import { artifact, commits, told, webScene } from '../../../ledger/trace/scene.ts';
import { type Bench, openBench } from '../../stages/bench.ts';
import { archiveScene, knowNothing } from './traced-archive.ts';

let bench: Bench;
let ledger: LedgerState;
beforeAll(async () => {
  bench = await openBench();
  ledger = await archiveScene(bench, webScene());
}, 60_000);
afterAll(async () => await bench.close());

test.each<[Shipped, readonly number[]]>([
  [{ is: 'commit', prefix: commits.hotfix.slice(0, 7) }, [told.hotfix, told.hotfixCover]],
  [{ is: 'commit', prefix: commits.part }, [told.landed42]],
  [{ is: 'commit', prefix: `${commits.part.slice(0, 6)}x` }, []],
  [{ is: 'artifact', sha256: artifact }, [told.artifact]],
  [{ is: 'artifact', sha256: '00'.repeat(32) }, []],
])('what names %j: %j', async (shipped, indexes) => {
  const known = await knowNothing(bench, ledger);
  await gatherShipping(known, shipped);
  expect(known.all().map(({ index }) => index)).toEqual(indexes);
});
