import { describe, expect, test } from '@jest/globals';
import { type Fixture, newEntry } from '../fixture.ts';
import { ledgerScene, openLedger } from './ledger-scene.ts';
import { called, linkScene } from './link-scene.ts';

export function describeLinks(fixture: Fixture): void {
  const { append } = ledgerScene(fixture);
  const { links, file, fresh } = linkScene(fixture);
  const indexes = (rows: readonly { readonly index: number }[]) => rows.map(({ index }) => index);

  describe('entries that something leads to', () => {
    test('are found by terms, by ids and by their places, in one ledger', async () => {
      const entries = [newEntry(), newEntry(), newEntry()];
      const [a, b] = [await openLedger(fixture), await openLedger(fixture)];
      await append(a.id, ...entries);
      await append(b.id, newEntry());
      const term = 2 ** 45 + fresh();
      const terms = [[term, term + 1], [term + 1], [term + 2]];
      await fixture.store.search.file(
        a.id,
        0,
        terms.map((of, index) => ({ index, time: index, terms: of })),
      );
      await fixture.store.search.file(b.id, 0, [{ index: 0, time: 0, terms: [term] }]);
      expect(indexes(await links().named(a.id, [term]))).toEqual([0]);
      expect(await links().named(a.id, [term + 2, term, term + 1])).toEqual(
        [0, 1, 2].map((index) => ({ index, bytes: `{"index":${index},"n":1}` })),
      );
      expect(await links().named(a.id, [term + 3])).toEqual([]);
      expect(indexes(await links().withIds(a.id, [entries[2]?.id ?? '', entries[0]?.id ?? '', 'none']))).toEqual([
        0, 2,
      ]);
      expect(
        await links().withIds(
          b.id,
          entries.map(({ id }) => id),
        ),
      ).toEqual([]);
      expect(indexes(await links().at(a.id, [2, 1, 7]))).toEqual([1, 2]);
    });

    test('a repository is known by each name that it had', async () => {
      const [id, other] = [
        await file([
          [called(7, 70), called(7, 71)],
          [called(8, 71), called(7, 70)],
        ]),
        await file([[called(9, 70)]]),
      ];
      expect(await links().repositories(id, 71)).toEqual([7, 8]);
      expect(await links().repositories(id, 70)).toEqual([7]);
      expect(await links().repositories(other, 70)).toEqual([9]);
      expect(await links().repositories(id, 72)).toEqual([]);
    });
  });
}
