import { expect, test } from '@jest/globals';
import { eachDocument } from '../../../src/app/erase/each-document.ts';
import type { EvidenceSearch, KeptEvidence, Store } from '../../../src/store/store.ts';

/** So many pieces, of which only the places count. */
function storeOf(count: number): { readonly store: Pick<Store, 'erasure'>; readonly asked: EvidenceSearch[] } {
  const pieces = Array.from(
    { length: count },
    (_, at) => ({ ledger: 1, digest: String(at).padStart(6, '0') }) as KeptEvidence,
  );
  const asked: EvidenceSearch[] = [];
  const evidence = async (search: EvidenceSearch) => {
    asked.push(search);
    return pieces.filter(({ digest }) => digest > (search.after?.digest ?? '')).slice(0, search.limit);
  };
  return { store: { erasure: { evidence } as unknown as Store['erasure'] }, asked };
}

test.each([
  [0, 1],
  [199, 1],
  [200, 2],
  [450, 3],
])('%i documents in %i pages, each once', async (count, pages) => {
  const { store, asked } = storeOf(count);
  const visited: string[] = [];
  await eachDocument(store, ['x'], ({ digest }) => void visited.push(digest));
  expect([visited.length, new Set(visited).size, asked.length]).toEqual([count, count, pages]);
});

test('nothing to look for is no search', async () => {
  const { store, asked } = storeOf(3);
  await eachDocument(store, [], () => undefined);
  expect(asked).toEqual([]);
});
