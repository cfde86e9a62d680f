import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { draftMove } from '../../../src/app/stages/ledger-moves.ts';
import type { LedgerState, Move } from '../../../src/store/store.ts';
import { type Bench, newLedger, openBench } from './bench.ts';
import { decideAll } from './decided.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const actsOf = (entries: Move['entries']) =>
  entries.map(({ ledger, entry }) => {
    const { countersign, countersign_ledger } = entry.statement['predicate'] as unknown as {
      countersign: { repository: { id: number } };
      countersign_ledger: { act: string };
    };
    return { ledger, repository: countersign.repository.id, ...countersign_ledger };
  });

const read = async ({ id }: LedgerState): Promise<LedgerState> => {
  const ledger = await bench.store.ledgers.read(id);
  if (ledger === null) throw new Error(`there is no ledger ${id}`);
  return ledger;
};

/** A ledger with this many moves of the repository behind it, and nothing else in it. */
async function scene() {
  const [own, shared] = [await newLedger(bench.context), await newLedger(bench.context)];
  const place = { installation: 7, repository: own.ledger.repository };
  const draft = async (from: LedgerState | null, to: LedgerState, scope: LedgerState['scope'] = 'repository') =>
    await draftMove(bench.context, { place, from, to, scope });
  const store = async (entries: Move['entries']): Promise<void> => {
    for (const { ledger, entry } of entries) await bench.store.ledgers.add(ledger, entry, []);
  };
  return { own: own.ledger, shared: shared.ledger, place, draft, store };
}

test('a ledger that never began says nothing, and nothing is said of it', async () => {
  const { own, shared, draft } = await scene();
  expect(await draft(own, shared, 'organization')).toEqual([]);
});

test('both ends say it, about the repository, with the checkpoint that is decided', async () => {
  const { own, shared, place, draft, store } = await scene();
  await store(await draft(shared, own)); // nothing
  const first = await draft({ ...own, pending: 1 }, shared, 'organization');
  const repository = place.repository.id;
  expect(actsOf(first)).toEqual([
    { ledger: own.id, repository, act: 'moved', to: shared.origin },
    {
      ledger: shared.id,
      repository,
      act: 'resumed',
      from: { origin: own.origin, size: 0, root: own.decided.root },
    },
  ]);
  await store(first);
  await decideAll(bench.context, own.id);
  // Said already, as a lost database finds it: not said again.
  expect(await draft(await read(own), await read(shared), 'organization')).toEqual([]);

  const back = await draft(await read(shared), await read(own));
  expect(actsOf(back).map(({ act, ledger }) => [act, ledger])).toEqual([
    ['moved', shared.id],
    ['resumed', own.id],
  ]);
  await store(back);
  const again = await draft(await read(own), await read(shared), 'organization');
  expect(again.map(({ entry }) => entry.n)).toEqual([3, 3]);
  expect(new Set([...first, ...back, ...again].map(({ entry }) => entry.id)).size).toBe(6);
});

test('a ledger that said goodbye and goes on all the same says where from, as far as anybody knows', async () => {
  const { own, shared, draft, store } = await scene();
  await store((await draft({ ...own, pending: 1 }, shared)).filter(({ ledger }) => ledger === own.id));
  expect(actsOf(await draft(null, await read(own)))).toMatchObject([
    { act: 'resumed', from: { origin: shared.origin, size: null, root: null } },
  ]);
});
