import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, test } from '@jest/globals';
import { decide } from '../../../src/store/decide.ts';
import { type Fixture, newEntry, pause } from '../fixture.ts';
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

    test('are not added again while they are being decided', async () => {
      const { id } = await openLedger(fixture);
      const entry = newEntry();
      await add(id, entry);
      const lease = await takeLedger(fixture, id);
      let adding: Promise<void> = Promise.resolve();
      let isAdded = false;
      await fixture.database.transaction(async (sql) => {
        await decide(sql, lease, decisionOf(0, [entry]));
        // Outside of our transaction, as another process would.
        adding = outside(async () => await add(id, entry)).finally(() => {
          isAdded = true;
        });
        await pause(100);
        expect(isAdded).toBe(false);
      });
      await adding;
      expect(await ledgers().pending(lease, 9)).toEqual([]);
    });
  });
}

const outside = AsyncLocalStorage.snapshot();
