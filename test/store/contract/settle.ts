import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { type Fixture, fresh, newEntry, pause, subjectRef, waitingJobs } from '../fixture.ts';
import { decisionOf, openLedger, takeLedger } from './ledger-scene.ts';
import { LEASE, settled, subjectScene } from './subject-scene.ts';

export function describeSettle(fixture: Fixture): void {
  const { touched, take, jobs, useUpJobs } = subjectScene(fixture);
  describe('settling', () => {
    test('run out, and whoever had one stores nothing any more', async () => {
      const subject = subjectRef();
      await touched(subject);
      const dead = await take(subject, 'dead', 20);
      await pause(30);
      const living = await take(subject, 'living');
      expect(living.number).toBe(dead.number + 1);
      await expect(fixture.store.subjects.settle(dead, settled({ result: 'allow' }))).rejects.toMatchObject({
        code: 'store.lease-lost',
      });
      expect((await fixture.store.subjects.read(subject.key))?.verdict).toBeNull();
      await fixture.store.subjects.release(dead, 0);
      await fixture.store.subjects.settle(living, settled());
      await expect(fixture.store.subjects.settle(living, settled({ result: 'allow' }))).rejects.toMatchObject({
        code: 'store.lease-lost',
      });
      expect((await fixture.store.subjects.read(subject.key))?.verdict?.result).toBe('deny');
    });

    test('that ran out and that nobody took over still count', async () => {
      const subject = subjectRef();
      await touched(subject);
      const late = await take(subject, 'late', 1);
      await pause(10);
      await fixture.store.subjects.settle(late, settled());
      expect(await fixture.store.subjects.read(subject.key)).toMatchObject({ judged: 1 });
    });

    test('that were taken over lose the entries, evidence and jobs with the verdict', async () => {
      const subject = subjectRef();
      const ledger = await fixture.store.ledgers.open({
        installation: 7,
        repository: subject.repository,
        origin: `o/${fresh()}`,
        branch: 'b',
      });
      await touched(subject);
      const dead = await take(subject, 'dead', 1);
      await pause(10);
      await take(subject, 'living');
      const evidence = [{ digest: 'd', salt: 's', document: '{}', subject: 'x', part: 'p', hash: 'h' }];
      const outcome = settled({ ledger: ledger.id, entries: [newEntry()], evidence, reportAfter: 0 });
      await expect(fixture.store.subjects.settle(dead, outcome)).rejects.toMatchObject({ code: 'store.lease-lost' });
      expect(await fixture.store.ledgers.unpublished()).not.toContainEqual(expect.objectContaining({ id: ledger.id }));
      expect(await fixture.store.ledgers.evidence(ledger.id, 'd')).toBeNull();
      expect(await jobs(subject, 'report')).toEqual([]);
      expect(await waitingJobs(fixture.database, 'flush', String(ledger.id))).toEqual([]);
    });

    test('settled send a flush for entries, and a report when it is asked for', async () => {
      const subject = subjectRef();
      const ledger = await fixture.store.ledgers.open({
        installation: 7,
        repository: subject.repository,
        origin: `o/${fresh()}`,
        branch: 'b',
      });
      await touched(subject);
      await fixture.store.subjects.settle(
        await take(subject),
        settled({ ledger: ledger.id, entries: [newEntry()], reportAfter: 2_000 }),
      );
      expect(await waitingJobs(fixture.database, 'flush', String(ledger.id))).toHaveLength(1);
      const [report] = await jobs(subject, 'report');
      expect(report?.due).toBeGreaterThan(1_000);
      await touched(subject);
      const later = settled({ ledger: ledger.id, entries: [newEntry()], flushAfter: 5_000 });
      await fixture.store.subjects.settle(await take(subject), later);
      const [first, second] = await waitingJobs(fixture.database, 'flush', String(ledger.id));
      expect([first?.due, second?.due]).toEqual([0, expect.any(Number)]);
      expect(Math.max(first?.due ?? 0, second?.due ?? 0)).toBeGreaterThan(4_000);
      await touched(subject);
      await fixture.store.subjects.settle(await take(subject), settled({ ledger: ledger.id, reportAfter: 0 }));
      expect((await jobs(subject, 'report')).map(({ due }) => due)).toContain(0);
    });

    test('with an entry that the ledger has already stores the verdict, and the entry once', async () => {
      const subject = subjectRef();
      const { id } = await openLedger(fixture);
      const [indexed, pending] = [newEntry(), newEntry()] as const;
      for (const entry of [indexed, pending]) await fixture.store.ledgers.add(id, entry, []);
      const lease = await takeLedger(fixture, id);
      await fixture.store.ledgers.decide(lease, decisionOf(0, [indexed]));
      await touched(subject);
      await fixture.store.subjects.settle(await take(subject), settled({ ledger: id, entries: [indexed, pending] }));
      expect((await fixture.store.ledgers.pending(lease, 9)).map((entry) => entry.id)).toEqual([pending.id]);
      expect(await fixture.store.subjects.read(subject.key)).toMatchObject({ judged: 1 });
    });

    test('cannot be settled with entries and no ledger to put them in', async () => {
      const subject = subjectRef();
      await touched(subject);
      const lease = await take(subject);
      await expect(fixture.store.subjects.settle(lease, settled({ entries: [newEntry()] }))).rejects.toMatchObject({
        code: 'internal.bug',
      });
      expect((await fixture.store.subjects.read(subject.key))?.judged).toBe(0);
    });

    test('are followed by exactly one more, however many webhooks came meanwhile', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 5 }),
          fc.boolean(),
          async (touches, areUsedUp) => {
            const subject = subjectRef();
            await touched(subject, 'before');
            const lease = await take(subject);
            await useUpJobs(subject);
            const during = touches.flatMap((count, at) =>
              Array.from({ length: count }, (_, each) => `during-${at}-${each}`),
            );
            await Promise.all(during.map(async (guid) => await touched(subject, guid)));
            // Another process may have fetched their job, found the lease taken, and dropped it.
            if (areUsedUp) await useUpJobs(subject);
            await fixture.store.subjects.settle(lease, settled());
            expect(await jobs(subject)).toHaveLength(during.length > 0 ? 1 : 0);
            const next = await fixture.store.subjects.take(subject.key, 'judge', LEASE);
            expect(next?.guids.toSorted() ?? []).toEqual(during.toSorted());
            if (next !== null) await fixture.store.subjects.settle(next, settled());
            expect(await fixture.store.subjects.read(subject.key)).toMatchObject({
              generation: 1 + during.length,
              judged: 1 + during.length,
            });
            await useUpJobs(subject);
            expect(await fixture.store.subjects.take(subject.key, 'judge', LEASE)).toBeNull();
          },
        ),
        { numRuns: 20 },
      );
    });
  });
}
