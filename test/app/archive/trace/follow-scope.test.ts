import { afterAll, beforeAll, expect, test } from '@jest/globals';
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

test.each<[Asked, readonly number[]]>([
  [{ is: 'ticket', key: 'SHOP-412' }, [told.tested42]],
  [{ is: 'commit', prefix: commits.part.slice(0, 7) }, [told.landed42]],
  [{ is: 'change', number: 41 }, [told.decided41, told.landed41]],
  [{ is: 'deployment', id: 1234 }, [told.gateClosed, told.gateOpen, told.began42, told.production42]],
  [{ is: 'deployment', id: 9 }, []],
])('what speaks of %j: %j', async (asked, indexes) => {
  const known = await knowNothing(bench, ledger);
  await readAbout(known, asked);
  expect(known.all().map(({ index }) => index)).toEqual(indexes);
});

test('from there to the pull request, its decisions and what landed, and no further', async () => {
  const known = await knowNothing(bench, ledger);
  const asked: Asked = { is: 'ticket', key: 'SHOP-412' };
  await readAbout(known, asked);
  await followScope(known, asked);
  const indexes = known.all().map(({ index }) => index);
  expect(indexes).toEqual(
    expect.arrayContaining([told.refused42, told.tested42, told.decided42, told.landed42, told.built42]),
  );
  for (const index of [told.landed41, told.hotfix, told.landed43, told.production43])
    expect(indexes).not.toContain(index);
});
