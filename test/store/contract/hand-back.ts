import { describe, expect, test } from '@jest/globals';
import { type Fixture, fresh, subjectRef } from '../fixture.ts';
import { openLedger } from './ledger-scene.ts';
import { settled } from './subject-scene.ts';

/** What a process that stops gives back. */
export function describeHandBack(fixture: Fixture): void {
  describe('handing back', () => {
    test('frees at once what an owner held, leaves what others hold, and under an ended lease nothing is stored', async () => {
      const { store } = fixture;
      const [me, them, next] = ['me', 'them', 'next'].map((name) => `${name}-${fresh()}`);
      if (me === undefined || them === undefined || next === undefined) throw new Error('three names');
      const [mine, theirs] = [subjectRef(), subjectRef()];
      const report = `report-${fresh()}`;
      await store.subjects.touch([mine, theirs].map((subject) => ({ subject, guids: [], priority: 0 })));
      const held = await store.subjects.take(mine.key, me, 60_000);
      expect(await store.subjects.take(theirs.key, them, 60_000)).not.toBeNull();
      const ledger = await openLedger(fixture);
      const lease = await store.ledgers.take(ledger.id, me, 60_000);
      const { id: repository } = ledger.repository;
      expect(await store.evidence.take(repository, me, 60_000)).not.toBeNull();
      expect(await store.reports.take(report, me, 60_000)).toBe(true);
      if (held === null || lease === null) throw new Error('nobody held these');

      await store.handBack(me);

      expect(await store.subjects.take(mine.key, next, 60_000)).not.toBeNull();
      expect(await store.subjects.take(theirs.key, next, 60_000)).toBeNull();
      expect(await store.ledgers.take(ledger.id, next, 60_000)).not.toBeNull();
      expect(await store.evidence.take(repository, next, 60_000)).not.toBeNull();
      expect(await store.reports.take(report, next, 60_000)).toBe(true);
      const lost = { code: 'store.lease-lost' };
      await expect(store.ledgers.extend(lease, 60_000)).rejects.toMatchObject(lost);
      await expect(store.subjects.settle(held, settled())).rejects.toMatchObject(lost);
    });
  });
}
