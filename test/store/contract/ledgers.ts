import { describe, expect, test } from '@jest/globals';
import { type Fixture, fresh, newEntry } from '../fixture.ts';
import { decisionOf, LEASE, ledgerScene, openLedger, takeLedger } from './ledger-scene.ts';

const EMPTY_ROOT = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';

export function describeLedgers(fixture: Fixture): void {
  const { ledgers, add } = ledgerScene(fixture);
  describe('ledgers', () => {
    test('begin empty, and are made once', async () => {
      const ledger = await openLedger(fixture);
      expect(ledger).toMatchObject({
        decided: { size: 0, root: EMPTY_ROOT, edge: [], time: 0 },
        published: { size: 0, head: null, at: null },
        pending: 0,
      });
      const { id, ...place } = ledger;
      const opened = await Promise.all([1, 2, 3].map(async () => await ledgers().open(place)));
      expect(opened.map((each) => each.id)).toEqual([id, id, id]);
      expect(await ledgers().ofRepository(ledger.repository.id)).toEqual(ledger);
      expect(await ledgers().ofRepository(fresh())).toBeNull();
    });

    test('keep their origin when the repository is renamed', async () => {
      const ledger = await openLedger(fixture);
      const repository = { ...ledger.repository, name: 'renamed' };
      const opened = await ledgers().open({
        installation: 8,
        repository,
        origin: 'ledger.example/acme/renamed',
        branch: ledger.branch,
      });
      expect(opened).toEqual({ ...ledger, installation: 8, repository });
    });

    test('never share an origin: a name that another repository had is refused', async () => {
      const { origin, branch } = await openLedger(fixture);
      const repository = { id: fresh(), owner: 'acme', name: 'shop' };
      await expect(ledgers().open({ installation: 7, repository, origin, branch })).rejects.toMatchObject({
        code: 'ledger.inconsistent',
      });
    });

    test('are read by their id', async () => {
      const ledger = await openLedger(fixture);
      expect(ledger).toMatchObject({ scope: 'repository', generation: 1, endedBy: null });
      expect(await ledgers().read(ledger.id)).toEqual(ledger);
      expect(await ledgers().read(-1)).toBeNull();
    });

    test('have a next generation under another origin, and the newest is the repository’s', async () => {
      const first = await openLedger(fixture);
      const { repository } = first;
      const next = { ...first, origin: `${first.origin}/2`, generation: 2 };
      const opened = await Promise.all([1, 2].map(async () => await ledgers().open(next)));
      expect(opened.map(({ id }) => id)).toEqual([opened[0]?.id, opened[0]?.id]);
      expect(opened[0]).toMatchObject({ generation: 2, origin: next.origin });
      expect(await ledgers().ofRepository(repository.id)).toEqual(opened[0]);
      // Whoever asks for the repository's ledger without knowing of generations gets the newest.
      expect(await ledgers().open({ installation: 7, repository, origin: first.origin, branch: first.branch })).toEqual(
        opened[0],
      );
      expect(await ledgers().read(first.id)).toEqual(first);
      await expect(ledgers().open({ ...next, origin: first.origin, generation: 3 })).rejects.toMatchObject({
        code: 'ledger.inconsistent',
      });
    });

    test('are listed in order of their ids', async () => {
      const [first, second] = [await openLedger(fixture), await openLedger(fixture)];
      const after = async (id: number, limit: number) => (await ledgers().list(id, limit)).map((ledger) => ledger.id);
      expect(await after(first.id - 1, 2)).toEqual([first.id, second.id]);
      expect(await after(first.id - 1, 1)).toEqual([first.id]);
      expect(await after(second.id, 9)).toEqual([]);
    });

    test('are unpublished while anything is pending or only decided', async () => {
      const { id } = await openLedger(fixture);
      const isListed = async (): Promise<boolean> => (await ledgers().unpublished()).some((ledger) => ledger.id === id);
      expect(await isListed()).toBe(false);
      const entry = newEntry();
      await add(id, entry);
      expect(await isListed()).toBe(true);
      const lease = await takeLedger(fixture, id);
      await ledgers().decide(lease, decisionOf(0, [entry]));
      expect(await isListed()).toBe(true);
      await ledgers().publish(lease, { size: 1, head: 'head', at: 5 });
      expect(await isListed()).toBe(false);
    });

    test('are had by one at a time, each with a higher epoch', async () => {
      const { id } = await openLedger(fixture);
      const asked = await Promise.all(
        Array.from({ length: 6 }, async (_, at) => await ledgers().take(id, `owner-${at}`, LEASE)),
      );
      const held = asked.filter((lease) => lease !== null);
      expect(held.map(({ epoch }) => epoch)).toEqual([1]);
      if (held[0] !== undefined) await ledgers().release(held[0]);
      expect((await takeLedger(fixture, id)).epoch).toBe(2);
    });

    test('are had for longer by whoever says so in time, and by nobody who comes too late', async () => {
      const { id } = await openLedger(fixture);
      const lease = await ledgers().take(id, 'me', 0);
      if (lease === null) throw new Error('held');
      await ledgers().extend(lease, LEASE);
      expect(await ledgers().take(id, 'another', LEASE)).toBeNull();
      await ledgers().extend(lease, 0);
      expect(await ledgers().take(id, 'another', LEASE)).toMatchObject({ epoch: 2 });
      await expect(ledgers().extend(lease, LEASE)).rejects.toMatchObject({ code: 'store.lease-lost' });
    });
  });
}
