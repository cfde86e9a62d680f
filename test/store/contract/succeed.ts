import { describe, expect, test } from '@jest/globals';
import { type Fixture, newEntry } from '../fixture.ts';
import { ledgerScene, openLedger, takeLedger } from './ledger-scene.ts';

export function describeSucceed(fixture: Fixture): void {
  const { ledgers, add, append } = ledgerScene(fixture);
  const homes = () => fixture.store.homes;
  const after = ({ origin, branch }: { origin: string; branch: string }) => ({
    origin: `${origin}/2`,
    branch: `${branch}-2`,
  });

  describe('a ledger that another one succeeds', () => {
    test('has ended, loses what waits, and gives its place to the next of its repository, once', async () => {
      const before = await openLedger(fixture);
      const { id, repository } = before;
      await homes().move({ repository, installation: 7, from: null, to: id, scope: 'repository', entries: [] });
      await append(id, newEntry({ kind: 'ledger' }));
      await add(id, newEntry({ kind: 'decision' }));
      const lease = await takeLedger(fixture, id);
      const successor = await ledgers().succeed(lease, after(before));
      expect(successor).toMatchObject({
        ...after(before),
        repository,
        generation: 2,
        scope: 'repository',
        endedBy: null,
        decided: { size: 0 },
        published: { size: 0, head: null },
      });
      expect(await ledgers().read(id)).toMatchObject({ endedBy: successor.origin, pending: 0, decided: { size: 1 } });
      expect(await ledgers().succeed(lease, after(before))).toEqual(successor);
      expect(await ledgers().ofRepository(repository.id)).toEqual(successor);
      expect(await ledgers().ofGeneration(repository.id, 1)).toMatchObject({ id });
      expect(await ledgers().ofGeneration(repository.id, 3)).toBeNull();
      expect((await homes().read(repository.id))?.ledger).toEqual(successor);
    });

    test('keeps its alerts until somebody has recorded them elsewhere', async () => {
      const before = await openLedger(fixture);
      for (const kind of ['alert', 'decision', 'alert']) await add(before.id, newEntry({ kind }));
      const lease = await takeLedger(fixture, before.id);
      await ledgers().succeed(lease, after(before));
      const alerts = await ledgers().pending(lease, 10);
      expect(alerts.map(({ kind }) => kind)).toEqual(['alert', 'alert']);
      await ledgers().dropPending(
        lease,
        alerts.slice(1).map(({ id }) => id),
      );
      expect(await ledgers().pending(lease, 10)).toEqual(alerts.slice(0, 1));
      await ledgers().dropPending(lease, []);
      expect(await ledgers().read(before.id)).toMatchObject({ pending: 1 });
    });

    test('is never again among those to be published', async () => {
      const before = await openLedger(fixture);
      await add(before.id, newEntry({ kind: 'decision' }));
      const lease = await takeLedger(fixture, before.id);
      await ledgers().succeed(lease, after(before));
      await expect(add(before.id, newEntry({ kind: 'decision' }))).rejects.toMatchObject({
        code: 'ledger.unavailable',
      });
      await add(before.id, newEntry({ kind: 'ledger' })); // about itself a ledger always may
      expect((await ledgers().unpublished()).map(({ id }) => id)).not.toContain(before.id);
    });

    test('is so only for whoever holds its lease', async () => {
      const before = await openLedger(fixture);
      const lease = await takeLedger(fixture, before.id);
      await ledgers().release(lease);
      await takeLedger(fixture, before.id, 'another');
      await expect(ledgers().succeed(lease, after(before))).rejects.toMatchObject({ code: 'store.lease-lost' });
      expect(await ledgers().ofRepository(before.repository.id)).toMatchObject({ id: before.id, endedBy: null });
    });

    test('needs a name that no other ledger has', async () => {
      const [before, other] = [await openLedger(fixture), await openLedger(fixture)];
      const lease = await takeLedger(fixture, before.id);
      await expect(ledgers().succeed(lease, { ...after(before), origin: other.origin })).rejects.toMatchObject({
        code: 'ledger.inconsistent',
      });
      expect(await ledgers().read(before.id)).toMatchObject({ endedBy: null });
    });
  });
}
