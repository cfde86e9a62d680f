import { describe, expect, test } from '@jest/globals';
import type { ComparedEvidence, Evidence, EvidenceLease, LedgerState } from '../../../src/store/store.ts';
import { type Fixture, fresh, newEntry } from '../fixture.ts';
import { LEASE, openLedger } from './ledger-scene.ts';

const KEPT = { purged: false, tidied: false } as const;
const PURGED = { purged: true, tidied: true } as const;
const ALL = { pieces: 1000, bytes: 1e6 } as const;

export function describeEvidence(fixture: Fixture): void {
  const shelf = () => fixture.store.evidence;
  const take = async ({ repository }: LedgerState): Promise<EvidenceLease> => {
    const lease = await shelf().take(repository.id, 'flusher', LEASE);
    if (lease === null) throw new Error('the lease is held');
    return lease;
  };
  const waitFor = async (lease: EvidenceLease): Promise<readonly string[]> =>
    (await shelf().next(lease, 'waiting', ALL)).map(({ digest }) => digest);
  /** A ledger with so many pieces that wait. */
  const begin = async (count: number): Promise<{ ledger: LedgerState; pieces: readonly Evidence[] }> => {
    const ledger = await openLedger(fixture);
    const pieces = Array.from({ length: count }, () => pieceOf());
    for (const piece of pieces) await fixture.store.ledgers.add(ledger.id, newEntry(), [piece]);
    return { ledger, pieces };
  };

  describe('evidence', () => {
    test('waits, is published, and is no longer due', async () => {
      const { ledger, pieces } = await begin(2);
      const { id } = ledger.repository;
      expect(await shelf().due(0)).toContain(id);
      expect(await shelf().due(60_000)).not.toContain(id);
      const lease = await take(ledger);
      expect(lease).toMatchObject({ head: null, publishedAt: null, purge: false, ledger: { id: ledger.id } });
      const digests = pieces.map(({ digest }) => digest);
      expect(await waitFor(lease)).toEqual(digests);
      await shelf().publish(lease, { head: 'one', at: 5, digests, ...KEPT });
      expect(await waitFor(lease)).toEqual([]);
      expect(await shelf().due(0)).not.toContain(id);
      await shelf().release(lease);
      expect(await take(ledger)).toMatchObject({ head: 'one', publishedAt: 5 });
      expect(await shelf().find(ledger.id, digests[0] ?? '')).toEqual({
        ...pieces[0],
        ledger: ledger.id,
        state: 'published',
      });
    });

    test('comes in batches of bounded size, the oldest first, and never none', async () => {
      const { ledger, pieces } = await begin(3);
      const lease = await take(ledger);
      const sizes = async (most: number, bytes: number) =>
        (await shelf().next(lease, 'waiting', { pieces: most, bytes })).map(({ digest }) => digest);
      const [first = '', second = '', third = ''] = pieces.map(({ digest }) => digest);
      const { length } = pieces[0]?.document ?? '';
      expect(await sizes(2, 1e6)).toEqual([first, second]);
      expect(await sizes(9, 1)).toEqual([first]);
      expect(await sizes(9, length + 1)).toEqual([first, second]);
      expect(await sizes(9, 2 * length + 1)).toEqual([first, second, third]);
    });

    test('is one process’s at a time, and nothing changes under a lease that is over', async () => {
      const { ledger, pieces } = await begin(1);
      const digests = pieces.map(({ digest }) => digest);
      const old = await shelf().take(ledger.repository.id, 'first', 0);
      if (old === null) throw new Error('nobody holds it');
      const lease = await take(ledger);
      expect(lease.number).toBe(old.number + 1);
      expect(await shelf().take(ledger.repository.id, 'third', LEASE)).toBeNull();
      const lost = { code: 'store.lease-lost' };
      const acts = [
        shelf().publish(old, { head: 'x', at: 1, digests, ...KEPT }),
        shelf().withhold(old, digests[0] ?? ''),
        shelf().compared(old, comparedOf({ unknown: ['d'] })),
        shelf().adopt(old, 'd', null),
      ];
      for (const act of await Promise.allSettled(acts)) expect(act).toMatchObject({ reason: lost });
      await shelf().release(old);
      expect(await waitFor(lease)).toEqual(digests);
      expect(await shelf().take(fresh(), 'flusher', LEASE)).toBeNull();
    });

    test('that GitHub does not take is kept, and not tried again', async () => {
      const { ledger, pieces } = await begin(2);
      const [secret = '', plain = ''] = pieces.map(({ digest }) => digest);
      const lease = await take(ledger);
      await shelf().withhold(lease, secret);
      expect(await waitFor(lease)).toEqual([plain]);
      expect(await fixture.store.ledgers.evidence(ledger.id, secret)).toEqual(pieces[0]);
    });

    test('is listed by its digest, whatever its state, for all ledgers of the repository', async () => {
      const { ledger, pieces } = await begin(3);
      const digests = pieces.map(({ digest }) => digest).toSorted();
      const lease = await take(ledger);
      await shelf().compared(lease, comparedOf({ present: digests.slice(0, 1) }));
      const listed = await shelf().list(lease, '', 2);
      expect(listed.map(({ digest, state }) => [digest, state])).toEqual([
        [digests[0], 'published'],
        [digests[1], 'waiting'],
      ]);
      expect((await shelf().list(lease, digests[1] ?? '', 9)).map(({ digest }) => digest)).toEqual(digests.slice(2));
    });

    test('is compared with the branch in one step: what is there, what is lost, and what is nobody’s', async () => {
      const { ledger, pieces } = await begin(2);
      const [there = '', lost = ''] = pieces.map(({ digest }) => digest);
      const lease = await take(ledger);
      await shelf().publish(lease, { head: 'one', at: 1, digests: [lost], ...KEPT });
      await shelf().compared(lease, comparedOf({ head: 'two', present: [there], lost: [lost], untidy: true }));
      expect(await waitFor(lease)).toEqual([lost]);
      await shelf().publish(lease, { head: 'three', at: 2, digests: [lost], ...KEPT });
      expect(await shelf().due(60_000)).toContain(ledger.repository.id);
      await shelf().release(lease);
      const next = await take(ledger);
      expect(next).toMatchObject({ head: 'three', publishedAt: 2, untidy: true });
      await shelf().publish(next, { head: null, at: 3, digests: [], purged: false, tidied: true });
      expect(await shelf().due(60_000)).not.toContain(ledger.repository.id);
    });

    test('that the database lost is known by its digest until it is read', async () => {
      const { ledger, pieces } = await begin(1);
      const [known = ''] = pieces.map(({ digest }) => digest);
      const [lost, forged] = [`digest-${fresh()}`, `digest-${fresh()}`];
      const lease = await take(ledger);
      await shelf().compared(lease, comparedOf({ unknown: [known, lost, forged] }));
      await shelf().compared(lease, comparedOf({ unknown: [lost] }));
      expect((await shelf().next(lease, 'unread', ALL)).map(({ digest }) => digest)).toEqual([lost, forged]);
      expect(await fixture.store.ledgers.evidence(ledger.id, lost)).toBeNull();
      expect(await shelf().due(60_000)).toContain(ledger.repository.id);
      await shelf().adopt(lease, lost, { salt: 's', document: '{}', hash: 'h' });
      await shelf().adopt(lease, forged, null);
      await shelf().adopt(lease, known, { salt: 's', document: '{}', hash: 'h' });
      expect(await shelf().find(ledger.id, lost)).toMatchObject({ state: 'published', document: '{}' });
      expect(await shelf().find(ledger.id, forged)).toBeNull();
      expect(await shelf().find(ledger.id, known)).toMatchObject(pieces[0] ?? {});
      expect(await shelf().due(60_000)).not.toContain(ledger.repository.id);
    });

    test('is found by what it is there for, the newest of it', async () => {
      const { ledger, pieces } = await begin(1);
      const [piece] = pieces as [Evidence];
      const newer = { ...pieceOf(), subject: piece.subject };
      expect(await shelf().newest(ledger.id, piece.subject, 'facts')).toEqual(piece);
      await fixture.store.ledgers.add(ledger.id, newEntry(), [newer]);
      await fixture.database.query('update countersign.evidence set stored_at = stored_at + 9 where digest = $1', [
        newer.digest,
      ]);
      expect(await shelf().newest(ledger.id, piece.subject, 'facts')).toEqual(newer);
      await shelf().erase(ledger.id, [newer.digest]);
      expect(await shelf().newest(ledger.id, piece.subject, 'facts')).toEqual(piece);
      expect(await shelf().newest(ledger.id, piece.subject, 'files')).toBeNull();
    });

    test('that the branch has is restored with what it is there for; what is known or erased stays', async () => {
      const { ledger, pieces } = await begin(2);
      const [known, gone] = pieces as [Evidence, Evidence];
      const [lost, unread] = [pieceOf(), pieceOf()];
      const lease = await take(ledger);
      await shelf().compared(lease, comparedOf({ unknown: [unread.digest] }));
      await shelf().erase(ledger.id, [gone.digest]);
      await shelf().restore(ledger.id, [lost, unread, gone, { ...known, part: 'another' }]);
      await shelf().restore(ledger.id, []);
      for (const piece of [lost, unread])
        expect(await shelf().find(ledger.id, piece.digest)).toEqual({
          ...piece,
          ledger: ledger.id,
          state: 'published',
        });
      expect(await shelf().find(ledger.id, gone.digest)).toMatchObject({ state: 'erased', document: '' });
      expect(await shelf().find(ledger.id, known.digest)).toMatchObject({ state: 'waiting', part: 'facts' });
    });

    test('that is erased leaves its digest and nothing else', async () => {
      const { ledger, pieces } = await begin(2);
      const [gone = '', left = ''] = pieces.map(({ digest }) => digest);
      const lease = await take(ledger);
      await shelf().publish(lease, { head: 'one', at: 1, digests: [gone, left], ...KEPT });
      expect(await shelf().erase(ledger.id, [gone, 'unknown'])).toEqual([gone]);
      expect(await shelf().erase(ledger.id, [gone])).toEqual([]);
      const empty = { salt: '', document: '', subject: '', part: '', hash: '' };
      expect(await shelf().find(ledger.id, gone)).toEqual({
        ...empty,
        ledger: ledger.id,
        digest: gone,
        state: 'erased',
      });
      const { subject, part, hash } = pieces[0] as Evidence;
      expect(await fixture.store.ledgers.evidence(ledger.id, gone)).toBeNull();
      expect(await fixture.store.ledgers.evidenceOf(ledger.id, subject, part, hash)).toBeNull();
      // Whatever was under way when it was erased brings it back neither here …
      await shelf().compared(lease, comparedOf({ lost: [gone] }));
      await shelf().publish(lease, { head: 'two', at: 2, digests: [gone, left], ...PURGED });
      expect(await shelf().find(ledger.id, gone)).toMatchObject({ state: 'erased', document: '' });
      // … nor there: what was published under an older lease is not believed to be without it.
      expect(await shelf().due(60_000)).toContain(ledger.repository.id);
      await shelf().release(lease);
      const next = await take(ledger);
      expect(next).toMatchObject({ purge: true, head: 'two' });
      await shelf().publish(next, { head: 'three', at: 3, digests: [], ...PURGED });
      expect(await shelf().due(60_000)).not.toContain(ledger.repository.id);
    });
  });
}

const comparedOf = (fields: Partial<ComparedEvidence>): ComparedEvidence => ({
  head: 'one',
  present: [],
  lost: [],
  unknown: [],
  untidy: false,
  ...fields,
});

function pieceOf(): Evidence {
  const n = String(fresh()).padStart(6, '0');
  const document = `{"n":"${n}"}`;
  return { digest: `digest-${n}`, salt: 'salt', document, subject: `subject ${n}`, part: 'facts', hash: `hash-${n}` };
}
