import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLog } from '../../../src/base/log.ts';
import { buildStore } from '../../../src/store/open-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { type Failure, type FaultyDatabase, faultyDatabase } from '../faulty-database.ts';
import { type Fixture, fresh, newEntry, type OpenDatabase, pushOf, subjectRef, waitingJobs } from '../fixture.ts';
import { decisionOf, openLedger, takeLedger } from './ledger-scene.ts';
import { LEASE, settled } from './subject-scene.ts';

const FAILURES: readonly Failure[] = ['failed, not stored', 'failed, but stored'];
/** What a caller does with it: the other one, or our own first attempt, has done the work. */
const isDone = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'store.lease-lost';

/**
 * Every promise of several steps, broken at its commit in both ways, then called again with the same arguments: the end is
 * the same as if nothing had happened.
 */
export function describeCrashes(open: OpenDatabase): void {
  describe('a commit', () => {
    let faulty: FaultyDatabase;
    let store: Store;
    beforeAll(async () => {
      faulty = faultyDatabase(await open());
      store = await buildStore(faulty.database, { log: silentLog, clock: systemClock });
    }, 60_000);
    afterAll(async () => await store.close());
    const fixture: Fixture = {
      get store() {
        return store;
      },
      get database() {
        return faulty.database;
      },
    };
    /** Fails the first attempt, which must be seen to fail, and makes a second. */
    const twice = async (failure: Failure, act: () => Promise<unknown>): Promise<void> => {
      const happened = faulty.fail(failure);
      await expect(act()).rejects.toMatchObject({ code: 'store.unavailable' });
      expect(happened()).toBe(true);
      try {
        await act();
      } catch (error) {
        if (failure === 'failed, not stored' || !isDone(error)) throw error;
      }
    };

    describe.each(FAILURES)('%s', (failure) => {
      test('deliveries are accepted once', async () => {
        const delivery = {
          guid: `guid-${fresh()}`,
          event: 'push',
          action: null,
          installation: 1,
          payload: '{}',
          receivedAt: 1,
        };
        const before = await store.deliveries.backlog();
        await twice(failure, async () => await store.deliveries.accept([delivery]));
        expect(await store.deliveries.backlog()).toBe(before + 1);
      });

      test('deliveries are dispatched once, with everything that follows', async () => {
        const guid = `guid-${fresh()}`;
        await store.deliveries.accept([
          { guid, event: 'push', action: null, installation: 1, payload: '{}', receivedAt: 1 },
        ]);
        const stored = (await store.deliveries.waiting(1000)).find((delivery) => delivery.guid === guid);
        const subject = subjectRef();
        const push = pushOf();
        const done = {
          deliveries: [{ id: stored?.id ?? 0, failed: null }],
          pushes: [push],
          touched: [{ subject, guids: [guid], priority: 0 }],
        };
        await twice(failure, async () => await store.deliveries.dispatched(done));
        expect(await store.subjects.read(subject.key)).toMatchObject({ generation: 1, judged: 0 });
        expect(await waitingJobs(faulty.database, 'evaluate', subject.key)).toHaveLength(1);
        expect(await store.pushes.touching(push.repository, [push.after])).toEqual([push]);
      });

      test('a verdict is settled once, with entry, evidence and jobs', async () => {
        const ledger = await openLedger(fixture);
        const subject = subjectRef();
        await store.subjects.touch([{ subject, guids: [], priority: 0 }]);
        const lease = await store.subjects.take(subject.key, 'judge', LEASE);
        if (lease === null) throw new Error('no lease');
        const entry = newEntry({ reports: subject.key });
        const evidence = [{ digest: 'd', salt: 's', document: '{}', subject: subject.key, part: 'p', hash: 'h' }];
        const outcome = settled({ ledger: ledger.id, entries: [entry], evidence, reportAfter: 0 });
        await twice(failure, async () => await store.subjects.settle(lease, outcome));
        expect(await store.subjects.read(subject.key)).toMatchObject({
          generation: 1,
          judged: 1,
          verdict: { result: 'deny' },
        });
        expect(await store.ledgers.ofRepository(ledger.repository.id)).toMatchObject({ pending: 1 });
        expect(await store.ledgers.evidence(ledger.id, 'd')).toEqual(evidence[0]);
        expect(await waitingJobs(faulty.database, 'flush', String(ledger.id))).toHaveLength(1);
        expect(await waitingJobs(faulty.database, 'report', subject.key)).toHaveLength(1);
        expect(await store.subjects.take(subject.key, 'judge', LEASE)).toBeNull();
      });

      test('a lease whose answer was lost is had again when it ran out', async () => {
        const subject = subjectRef();
        await store.subjects.touch([{ subject, guids: [], priority: 0 }]);
        faulty.fail(failure);
        await expect(store.subjects.take(subject.key, 'judge', LEASE)).rejects.toMatchObject({
          code: 'store.unavailable',
        });
        const again = await store.subjects.take(subject.key, 'judge', LEASE);
        if (failure === 'failed, not stored') return expect(again).not.toBeNull();
        expect(again).toBeNull();
        // Nobody knows that it has the lease: the job that waits for its end is what goes on.
        expect((await waitingJobs(faulty.database, 'evaluate', subject.key)).map(({ due }) => due > 30_000)).toContain(
          true,
        );
      });

      test('a subject that is given back has its job, once', async () => {
        const subject = subjectRef();
        await store.subjects.touch([{ subject, guids: [], priority: 0 }]);
        const lease = await store.subjects.take(subject.key, 'judge', LEASE);
        if (lease === null) throw new Error('no lease');
        await faulty.database.query(`delete from countersign_jobs.job where data->>'key' = $1`, [subject.key]);
        await twice(failure, async () => await store.subjects.release(lease, 30_000));
        expect(await waitingJobs(faulty.database, 'evaluate', subject.key)).toHaveLength(1);
        expect(await store.subjects.take(subject.key, 'judge', LEASE)).not.toBeNull();
      });

      test('a ledger is opened once', async () => {
        const id = fresh();
        const repository = { id, owner: 'acme', name: 'shop' };
        const place = { installation: 7, repository, origin: `o/${id}`, branch: 'b' };
        await twice(failure, async () => await store.ledgers.open(place));
        expect(await store.ledgers.ofRepository(id)).toMatchObject({ origin: place.origin, decided: { size: 0 } });
      });

      test('an entry is added once', async () => {
        const ledger = await openLedger(fixture);
        const entry = newEntry();
        const evidence = [{ digest: 'd', salt: 's', document: '{}', subject: 'x', part: 'p', hash: 'h' }];
        await twice(failure, async () => await store.ledgers.add(ledger.id, entry, evidence));
        expect(await store.ledgers.ofRepository(ledger.repository.id)).toMatchObject({ pending: 1 });
        expect(await store.ledgers.evidence(ledger.id, 'd')).toEqual(evidence[0]);
      });

      test('entries are decided, signed and published once each', async () => {
        const { id, repository } = await openLedger(fixture);
        const reports = `pull_request:1:${fresh()}`;
        const entry = newEntry({ reports });
        await store.ledgers.add(id, entry, []);
        const lease = await takeLedger(fixture, id);
        await twice(failure, async () => await store.ledgers.decide(lease, decisionOf(0, [entry])));
        expect(await store.ledgers.ofRepository(repository.id)).toMatchObject({
          decided: { size: 1, root: 'root-1' },
          pending: 0,
        });
        expect(await store.ledgers.entries(id, 0, 9)).toHaveLength(1);
        await twice(failure, async () => await store.ledgers.sign(lease, 1, 'note'));
        await twice(failure, async () => await store.ledgers.publish(lease, { size: 1, head: 'head', at: 5 }));
        expect(await store.ledgers.checkpoint(id, 1)).toEqual({
          size: 1,
          root: 'root-1',
          note: 'note',
          commit: 'head',
        });
        expect(await waitingJobs(faulty.database, 'report', reports)).toHaveLength(1);
      });

      test('entries of the branch are adopted once', async () => {
        const { id, repository } = await openLedger(fixture);
        const lease = await takeLedger(fixture, id);
        const published = { size: 2, head: 'head', note: 'note', at: 5 };
        const decision = decisionOf(0, [newEntry(), newEntry()]);
        await twice(failure, async () => await store.ledgers.adopt(lease, decision, published));
        expect(await store.ledgers.ofRepository(repository.id)).toMatchObject({
          decided: { size: 2 },
          published: { size: 2, head: 'head' },
        });
        expect(await store.ledgers.entries(id, 0, 9)).toHaveLength(2);
      });

      test('evidence is published, compared and erased once each', async () => {
        const { id, repository } = await openLedger(fixture);
        const piece = (digest: string) => ({ digest, salt: 's', document: '{}', subject: 'x', part: 'p', hash: 'h' });
        await store.ledgers.add(id, newEntry(), [piece('d1'), piece('d2')]);
        const lease = await store.evidence.take(repository.id, 'flusher', LEASE);
        if (lease === null) throw new Error('no lease');
        const published = { head: 'one', at: 5, digests: ['d1', 'd2'], purged: false, tidied: false };
        await twice(failure, async () => await store.evidence.publish(lease, published));
        const found = { head: 'two', present: [], lost: ['d2'], unknown: ['d3'], untidy: true };
        await twice(failure, async () => await store.evidence.compared(lease, found));
        await twice(failure, async () => await store.evidence.erase(id, ['d1']));
        const states = (await store.evidence.list(lease, '', 9)).map(({ digest, state }) => [digest, state]);
        expect(states).toEqual([
          ['d1', 'erased'],
          ['d2', 'waiting'],
          ['d3', 'unread'],
        ]);
        await store.evidence.release(lease);
        const next = await store.evidence.take(repository.id, 'flusher', LEASE);
        expect(next).toMatchObject({ head: 'two', untidy: true, purge: true });
      });

      test('a job is sent once', async () => {
        const key = `key-${fresh()}`;
        await twice(failure, async () => await store.queue.send('sweep', key, {}));
        expect(await waitingJobs(faulty.database, 'sweep', key)).toHaveLength(1);
      });

      test('a subject is dropped, and a fact remembered', async () => {
        const subject = subjectRef();
        await store.subjects.touch([{ subject, guids: ['g'], priority: 0 }]);
        const lease = await store.subjects.take(subject.key, 'judge', 60_000);
        if (lease === null) throw new Error('it cannot be taken');
        await twice(failure, async () => await store.subjects.drop(lease));
        expect(await store.subjects.read(subject.key)).toMatchObject({ open: false, judged: 1 });
        await twice(failure, async () => await store.memory.set('scope', subject.key, 1, 2));
        expect(await store.memory.get('scope', subject.key)).toEqual({ value: 1, at: 2 });
      });
    });
  });
}
