import { describe, expect, test } from '@jest/globals';
import { type Fixture, newEntry } from '../fixture.ts';
import { decisionOf, ledgerScene, openLedger, takeLedger } from './ledger-scene.ts';

export function describePending(fixture: Fixture): void {
  const { ledgers, add, append } = ledgerScene(fixture);
  describe('pending entries', () => {
    test('hand out pending entries in the order in which they were stored', async () => {
      const { id } = await openLedger(fixture);
      const entries = [newEntry({ kind: 'policy' }), newEntry(), newEntry()];
      await add(id, ...entries);
      const lease = await takeLedger(fixture, id);
      const pending = await ledgers().pending(lease, 2);
      expect(pending.map(({ storedAt: _at, ...rest }) => rest)).toEqual(
        entries.slice(0, 2).map(({ reports: _reports, ...rest }) => rest),
      );
      expect(Math.abs((pending[0]?.storedAt ?? 0) - (await fixture.store.now()))).toBeLessThan(10_000);
      expect(lease.ledger.pending).toBe(3);
    });

    test('store an entry once, pending or indexed, and its evidence only with it', async () => {
      const { id } = await openLedger(fixture);
      const entry = newEntry();
      const evidence = { digest: 'late', salt: 's', document: '{}', subject: 'x', part: 'p', hash: 'h' };
      await append(id, entry);
      await ledgers().add(id, { ...entry, statement: { changed: true } }, [evidence]);
      const other = newEntry();
      await add(id, other, { ...other, statement: { changed: true } });
      const lease = await takeLedger(fixture, id);
      expect((await ledgers().pending(lease, 9)).map(({ statement }) => statement)).toEqual([other.statement]);
      expect(await ledgers().evidence(id, 'late')).toBeNull();
    });

    test('leave no gap through which an entry that is being decided could be added again', async () => {
      const { id } = await openLedger(fixture);
      for (let size = 0; size < 12; size++) {
        const entry = newEntry();
        await add(id, entry);
        const lease = await takeLedger(fixture, id);
        await Promise.all([
          ledgers().decide(lease, decisionOf(size, [entry])),
          ...[1, 2, 3].map(async () => await add(id, entry)),
        ]);
        expect(await ledgers().pending(lease, 9)).toEqual([]);
        await ledgers().release(lease);
      }
    });
  });
}
