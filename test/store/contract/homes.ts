import { describe, expect, test } from '@jest/globals';
import type { LedgerState, Move } from '../../../src/store/store.ts';
import { type Fixture, newEntry, subjectRef, waitingJobs } from '../fixture.ts';
import { ledgerScene, openLedger } from './ledger-scene.ts';
import { settled, subjectScene } from './subject-scene.ts';

export function describeHomes(fixture: Fixture): void {
  const { ledgers } = ledgerScene(fixture);
  const homes = () => fixture.store.homes;
  const read = async ({ id }: LedgerState): Promise<LedgerState | null> => await ledgers().read(id);
  const moveOf = (ledger: LedgerState, fields: Partial<Move>): Move => ({
    repository: ledger.repository,
    installation: 7,
    from: null,
    to: ledger.id,
    scope: 'repository',
    entries: [],
    ...fields,
  });
  /** Two repositories, each at home in its own ledger. */
  const twoLedgers = async () => {
    const [shop, audit] = [await openLedger(fixture), await openLedger(fixture)];
    for (const ledger of [shop, audit]) expect(await homes().move(moveOf(ledger, {}))).toBe(true);
    return { shop, audit };
  };

  describe('homes', () => {
    test('are none at first, and are kept with the names that were given last', async () => {
      const ledger = await openLedger(fixture);
      expect(await homes().read(ledger.repository.id)).toBeNull();
      expect(await homes().move(moveOf(ledger, {}))).toBe(true);
      const repository = { ...ledger.repository, name: 'renamed' };
      expect(await homes().move(moveOf(ledger, { repository, installation: 8, from: ledger.id }))).toBe(true);
      expect(await homes().read(repository.id)).toEqual({ repository, installation: 8, ledger });
    });

    test('move in one step: entries in both ledgers, flush jobs, an end and a scope', async () => {
      const { shop, audit } = await twoLedgers();
      const [moved, resumed] = [newEntry({ kind: 'ledger' }), newEntry({ kind: 'ledger' })];
      const entries = [
        { ledger: shop.id, entry: moved },
        { ledger: audit.id, entry: resumed },
      ];
      const move = moveOf(shop, { from: shop.id, to: audit.id, scope: 'organization', entries });
      expect(await homes().move(move)).toBe(true);
      expect(await read(shop)).toMatchObject({ endedBy: audit.origin, scope: 'repository', pending: 1 });
      expect(await read(audit)).toMatchObject({ endedBy: null, scope: 'organization', pending: 1 });
      expect((await homes().read(shop.repository.id))?.ledger.id).toBe(audit.id);
      for (const { id } of [shop, audit])
        expect(await waitingJobs(fixture.database, 'flush', String(id))).toHaveLength(1);
      // Whoever comes second, with what it read before, finds it done.
      expect(await homes().move(move)).toBe(false);
      expect(await read(shop)).toMatchObject({ pending: 1 });
    });

    test('do not move into a ledger that has a successor meanwhile', async () => {
      const { shop, audit } = await twoLedgers();
      const lease = await ledgers().take(audit.id, 'me', 60_000);
      if (lease === null) throw new Error('held');
      const successor = await ledgers().succeed(lease, { origin: `${audit.origin}/2`, branch: 'b-2' });
      const move = moveOf(shop, { from: shop.id, to: audit.id, scope: 'organization' });
      await expect(homes().move(move)).rejects.toMatchObject({ code: 'ledger.unavailable' });
      expect(await read(audit)).toMatchObject({ endedBy: successor.origin });
      expect((await homes().read(shop.repository.id))?.ledger.id).toBe(shop.id);
    });

    test('move back: the ledger that had ended goes on, and the one that nobody is at home in has ended', async () => {
      const { shop, audit } = await twoLedgers();
      await homes().move(moveOf(shop, { from: shop.id, to: audit.id, scope: 'organization' }));
      expect(await homes().move(moveOf(shop, { from: audit.id, to: shop.id }))).toBe(true);
      expect(await read(shop)).toMatchObject({ endedBy: null });
      expect(await read(audit)).toMatchObject({ endedBy: null, scope: 'organization' }); // the audit repository's own
      await homes().move(moveOf(audit, { from: audit.id, to: shop.id, scope: 'organization' }));
      expect(await read(audit)).toMatchObject({ endedBy: shop.origin });
    });

    test('one of several that come at once moves a repository', async () => {
      const ledger = await openLedger(fixture);
      const asked = await Promise.all([1, 2, 3, 4].map(async () => await homes().move(moveOf(ledger, {}))));
      expect(asked.filter(Boolean)).toHaveLength(1);
    });

    test('are the newest ledger of their host', async () => {
      const { shop } = await twoLedgers();
      const next = await ledgers().open({ ...shop, origin: `${shop.origin}/2`, generation: 2 });
      expect((await homes().read(shop.repository.id))?.ledger).toEqual(next);
    });

    test('are listed in order of the repositories', async () => {
      const { shop, audit } = await twoLedgers();
      const after = async (id: number, limit: number) =>
        (await homes().list(id, limit)).map(({ repository }) => repository.id);
      expect(await after(shop.repository.id - 1, 2)).toEqual([shop.repository.id, audit.repository.id]);
      expect(await after(shop.repository.id, 1)).toEqual([audit.repository.id]);
    });

    test('take no verdict that was drafted for the ledger before', async () => {
      const { shop, audit } = await twoLedgers();
      const { touched, take } = subjectScene(fixture);
      const subject = subjectRef({ repositoryId: shop.repository.id });
      await touched(subject);
      const lease = await take(subject);
      await homes().move(moveOf(shop, { from: shop.id, to: audit.id, scope: 'organization' }));
      const drafted = settled({ ledger: shop.id, entries: [newEntry({ reports: subject.key })] });
      await expect(fixture.store.subjects.settle(lease, drafted)).rejects.toMatchObject({ code: 'ledger.unavailable' });
      expect(await fixture.store.subjects.read(subject.key)).toMatchObject({ judged: 0 });
      expect(await read(shop)).toMatchObject({ pending: 0 });
      await fixture.store.subjects.settle(lease, { ...drafted, ledger: audit.id });
      expect(await read(audit)).toMatchObject({ pending: 1 });
    });
  });
}
