import { describe, expect, test } from '@jest/globals';
import type { EntryQuestion, FiledEntry } from '../../../src/store/store.ts';
import { type Fixture, newEntry } from '../fixture.ts';
import { ledgerScene, openLedger } from './ledger-scene.ts';

export function describeSearch(fixture: Fixture): void {
  const { append } = ledgerScene(fixture);
  const search = () => fixture.store.search;
  /** A ledger with so many entries. */
  const ledgerOf = async (size: number): Promise<number> => {
    const { id } = await openLedger(fixture);
    await append(id, ...Array.from({ length: size }, () => newEntry()));
    return id;
  };
  const all = async () => await search().behind(1_000_000);
  const behind = async (ledger: number) => (await all()).find((each) => each.ledger === ledger);
  const question: Omit<EntryQuestion, 'terms'> = { since: null, until: null, after: null, limit: 10 };
  const find = async (terms: EntryQuestion['terms'], of: Partial<EntryQuestion> = {}) =>
    (await search().find({ ...question, ...of, terms })).map(({ ledger, index, time }) => [ledger, index, time]);

  describe('the search', () => {
    test('knows which ledgers have entries that are not filed yet', async () => {
      const id = await ledgerOf(3);
      expect(await behind(id)).toEqual({ ledger: id, from: 0, size: 3 });
      const filed: readonly FiledEntry[] = [0, 1].map((index) => ({ index, time: 10 + index, terms: [1] }));
      expect(await search().file(id, 0, filed)).toBe(true);
      expect(await behind(id)).toEqual({ ledger: id, from: 2, size: 3 });
      expect(await search().file(id, 0, filed)).toBe(false);
      expect(await search().file(id, 2, [{ index: 2, time: 12, terms: [] }])).toBe(true);
      expect(await behind(id)).toBeUndefined();
    });

    test('finds over all ledgers, newest first, from a place on', async () => {
      const [a, b] = [await ledgerOf(3), await ledgerOf(2)];
      const term = 2 ** 47 + a;
      await search().file(a, 0, [
        { index: 0, time: 100, terms: [term, term + 1] },
        { index: 1, time: 200, terms: [term] },
        { index: 2, time: 300, terms: [term, term + 1, term + 2] },
      ]);
      await search().file(b, 0, [
        { index: 0, time: 200, terms: [term, term + 2] },
        { index: 1, time: 250, terms: [term] },
      ]);
      const newest = [
        [a, 2, 300],
        [b, 1, 250],
        [b, 0, 200],
        [a, 1, 200],
        [a, 0, 100],
      ];
      expect(await find([[term]])).toEqual(newest);
      expect(await find([[term]], { limit: 2 })).toEqual(newest.slice(0, 2));
      expect(await find([[term]], { after: { time: 200, ledger: b, index: 0 } })).toEqual(newest.slice(3));
      expect(await find([[term]], { since: 200, until: 300 })).toEqual(newest.slice(1, 4));
      expect(await find([[term], [term + 1]])).toEqual([newest[0], newest[4]]);
      expect(await find([[term], [term + 1, term + 2]])).toEqual([newest[0], newest[2], newest[4]]);
      expect(await find([[term], [term + 1], [term + 2, term + 3]])).toEqual([newest[0]]);
      expect(await find([[term + 4]])).toEqual([]);
      const [found] = await search().find({ ...question, terms: [[term]] });
      expect(found?.bytes).toBe('{"index":2,"n":1}');
      const { origin } = await fixture.store.ledgers.list(a - 1, 1).then(([ledger]) => ledger ?? { origin: '' });
      expect(found?.origin).toBe(origin);
      expect(await search().ledger(origin)).toEqual({ id: a, size: 3 });
      expect(await search().ledger('nowhere')).toBeNull();
      const { ledgers, entries } = await search().extent();
      await ledgerOf(4);
      expect(await search().extent()).toEqual({ ledgers: ledgers + 1, entries: entries + 4 });
      await expect(search().find({ ...question, terms: [[1, 2]] })).rejects.toMatchObject({ code: 'internal.bug' });
    });
  });
}
