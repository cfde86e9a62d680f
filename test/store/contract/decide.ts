import { describe, expect, test } from '@jest/globals';
import type { NewEntry } from '../../../src/store/store.ts';
import { type Fixture, newEntry, pause } from '../fixture.ts';
import { decisionOf, LEASE, ledgerScene, openLedger, takeLedger } from './ledger-scene.ts';

export function describeDecide(fixture: Fixture): void {
  const { ledgers, add, append } = ledgerScene(fixture);
  describe('decisions', () => {
    test('are decided in one step: entries, hashes, checkpoint and size', async () => {
      const { id } = await openLedger(fixture);
      const entries = [newEntry(), newEntry()];
      await add(id, ...entries, newEntry());
      const lease = await takeLedger(fixture, id);
      const decision = decisionOf(0, entries);
      const state = await ledgers().decide(lease, decision);
      expect(state).toMatchObject({
        decided: { size: 2, root: 'root-2', edge: ['edge-2'], time: 1_002 },
        published: { size: 0 },
        pending: 1,
      });
      expect(await ledgers().entries(id, 0, 9)).toEqual(
        decision.entries.map(({ index, id: entry, bytes }) => ({ index, id: entry, bytes })),
      );
      expect(await ledgers().leaves(id, 1, 2)).toEqual(['leaf-1']);
      expect(await ledgers().subtrees(id, 1, 0, 3)).toEqual(['subtree-2']);
      expect(await ledgers().checkpoint(id, 2)).toEqual({ size: 2, root: 'root-2', note: null, commit: null });
      expect(await ledgers().indexOf(id, entries[1]?.id ?? '')).toBe(1);
    });

    test('refuse a decision with a gap, or of entries that were never pending', async () => {
      const { id } = await openLedger(fixture);
      const entry = newEntry();
      await add(id, entry);
      const lease = await takeLedger(fixture, id);
      const good = decisionOf(0, [entry]);
      const shifted = good.entries.map((each) => ({ ...each, index: 1 }));
      const bad = [
        decisionOf(0, []),
        { ...good, size: 2 },
        { ...good, entries: shifted },
        decisionOf(0, [newEntry()]),
        decisionOf(0, [entry, entry]),
      ];
      for (const decision of bad)
        await expect(ledgers().decide(lease, decision)).rejects.toMatchObject({ code: 'internal.bug' });
      expect(await ledgers().ofRepository(lease.ledger.repository.id)).toMatchObject({
        decided: { size: 0 },
        pending: 1,
      });
      expect(await ledgers().entries(id, 0, 9)).toEqual([]);
    });

    test('of an earlier epoch store nothing', async () => {
      const { id } = await openLedger(fixture);
      const entry = newEntry();
      await add(id, entry);
      const stale = await takeLedger(fixture, id, 'dead', 1);
      await pause(10);
      const current = await takeLedger(fixture, id, 'dead');
      const lost = { code: 'store.lease-lost' };
      await expect(ledgers().decide(stale, decisionOf(0, [entry]))).rejects.toMatchObject(lost);
      expect(await ledgers().entries(id, 0, 9)).toEqual([]);
      await ledgers().decide(current, decisionOf(0, [entry]));
      await expect(ledgers().sign(stale, 1, 'note')).rejects.toMatchObject(lost);
      await expect(ledgers().publish(stale, { size: 1, head: 'x', at: 1 })).rejects.toMatchObject(lost);
      await ledgers().release(stale);
      expect(await ledgers().take(id, 'third', LEASE)).toBeNull();
      expect(await ledgers().checkpoint(id, 1)).toMatchObject({ note: null, commit: null });
    });

    test('decide a size once: the second of two who saw the same one is turned away', async () => {
      const { id } = await openLedger(fixture);
      const entries = [newEntry(), newEntry()];
      await add(id, ...entries);
      const lease = await takeLedger(fixture, id);
      const decide = async (entry: NewEntry | undefined) =>
        await ledgers().decide(lease, decisionOf(0, entry === undefined ? [] : [entry]));
      const both = await Promise.allSettled(entries.map(decide));
      expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      expect(await ledgers().entries(id, 0, 9)).toHaveLength(1);
    });

    test('adopt what the branch has and the database lost', async () => {
      const { id } = await openLedger(fixture);
      const [kept, lostPending, lost] = [newEntry(), newEntry(), newEntry()] as const;
      await append(id, kept);
      await add(id, lostPending);
      const lease = await takeLedger(fixture, id);
      const published = { size: 3, head: 'branch', note: 'note', at: 9 };
      const state = await ledgers().adopt(lease, decisionOf(1, [lostPending, lost]), published);
      expect(state).toMatchObject({ decided: { size: 3 }, published: { size: 3, head: 'branch', at: 9 }, pending: 0 });
      expect(await ledgers().checkpoint(id, 3)).toEqual({ size: 3, root: 'root-3', note: 'note', commit: 'branch' });
      await expect(ledgers().adopt(lease, decisionOf(1, [lost]), { ...published, size: 2 })).rejects.toMatchObject({
        code: 'store.lease-lost',
      });
    });
  });
}
