import { describe, expect, test } from '@jest/globals';
import { type Fixture, fresh, newEntry, waitingJobs } from '../fixture.ts';
import { decisionOf, ledgerScene, openLedger, takeLedger } from './ledger-scene.ts';

export function describePublish(fixture: Fixture): void {
  const { ledgers, add, append } = ledgerScene(fixture);
  describe('checkpoints', () => {
    test('signed and published send a report to whoever waited', async () => {
      const { id } = await openLedger(fixture);
      const waiting = `pull_request:1:${fresh()}`;
      const entries = [newEntry({ reports: waiting }), newEntry({ reports: waiting }), newEntry()];
      await add(id, ...entries);
      expect(await ledgers().waiting(id)).toEqual([waiting]);
      const lease = await takeLedger(fixture, id);
      await ledgers().decide(lease, decisionOf(0, entries));
      expect(await ledgers().waiting(id)).toEqual([waiting]);
      await ledgers().sign(lease, 3, 'note');
      await ledgers().sign(lease, 3, 'note');
      await ledgers().publish(lease, { size: 3, head: 'head', at: 77 });
      expect(await ledgers().checkpoint(id, 3)).toEqual({ size: 3, root: 'root-3', note: 'note', commit: 'head' });
      expect(await ledgers().waiting(id)).toEqual([]);
      expect(await waitingJobs(fixture.database, 'report', waiting)).toHaveLength(1);
      expect(await ledgers().ofRepository(lease.ledger.repository.id)).toMatchObject({
        published: { size: 3, head: 'head', at: 77 },
      });
    });

    test('are signed and published only at sizes that were decided', async () => {
      const { id } = await openLedger(fixture);
      await append(id, newEntry());
      const lease = await takeLedger(fixture, id);
      await expect(ledgers().sign(lease, 2, 'note')).rejects.toMatchObject({ code: 'store.lease-lost' });
      await expect(ledgers().publish(lease, { size: 2, head: 'x', at: 1 })).rejects.toMatchObject({
        code: 'internal.bug',
      });
      await expect(ledgers().publish(lease, { size: 0, head: 'x', at: 1 })).rejects.toMatchObject({
        code: 'internal.bug',
      });
    });
  });
}
