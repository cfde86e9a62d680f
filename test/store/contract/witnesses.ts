import { describe, expect, test } from '@jest/globals';
import type { WitnessState } from '../../../src/store/store.ts';
import { type Fixture, fresh, newEntry, waitingJobs } from '../fixture.ts';
import { ledgerScene, openLedger, takeLedger } from './ledger-scene.ts';

export function describeWitnesses(fixture: Fixture): void {
  const { append } = ledgerScene(fixture);
  const witnesses = () => fixture.store.witnesses;
  const grown = async (...waiting: readonly (string | null)[]): Promise<number> => {
    const { id } = await openLedger(fixture);
    for (const reports of waiting) await append(id, newEntry({ reports }));
    await fixture.database.query("delete from countersign_jobs.job where name = 'report'");
    return id;
  };
  const publish = async (id: number, size: number): Promise<void> => {
    const lease = await takeLedger(fixture, id);
    await fixture.store.ledgers.publish(lease, { size, head: `again-${size}`, at: 9 });
    await fixture.store.ledgers.release(lease);
  };
  const choose = async (id: number, size: number, note: string): Promise<void> => {
    const lease = await takeLedger(fixture, id);
    try {
      await witnesses().choose(lease, { size, note });
    } finally {
      await fixture.store.ledgers.release(lease);
    }
  };
  const state = (size: number, rest: Partial<WitnessState> = {}): WitnessState => ({
    name: 'w.example/1',
    keyId: '01020304',
    size,
    failures: 0,
    retryAt: 0,
    ...rest,
  });
  const cosignature = (size: number, at: number) => ({ ...named, size, signature: `${size}@${at}`, at });
  const named = { name: 'w.example/1', keyId: '01020304' };

  describe('witnesses', () => {
    test('a state never goes back, and the newest cosignature of a size stays', async () => {
      const id = await grown(null, null);
      await witnesses().remember(id, state(2), cosignature(2, 50));
      await witnesses().remember(id, state(1, { failures: 3, retryAt: 99 }), cosignature(2, 40));
      expect(await witnesses().states(id)).toEqual([state(2, { failures: 3, retryAt: 99 })]);
      expect(await witnesses().cosignatures(id, 2)).toEqual([cosignature(2, 50)]);
      await witnesses().remember(id, state(2), cosignature(2, 60));
      expect(await witnesses().cosignatures(id, 2)).toEqual([cosignature(2, 60)]);
      await witnesses().remember(id, state(2), cosignature(1, 60));
      expect(await witnesses().cosignedSizes(id, 1, 10)).toEqual([2, 1]);
      expect(await witnesses().cosignedSizes(id, 2, 10)).toEqual([2]);
      expect(await witnesses().states((await openLedger(fixture)).id)).toEqual([]);
    });

    test('what is chosen changes only while it stands on the branch, and by whoever holds the lease', async () => {
      const id = await grown(null, null);
      expect(await witnesses().witnessed(id)).toEqual({ chosen: null, published: null, asked: 0 });
      await witnesses().remember(id, state(1), cosignature(1, 5));
      await choose(id, 1, 'first');
      await expect(choose(id, 2, 'second')).rejects.toMatchObject({ code: 'store.lease-lost' });
      expect(await witnesses().witnessed(id)).toMatchObject({ chosen: { size: 1, note: 'first' }, published: null });
      await publish(id, 2);
      expect(await witnesses().witnessed(id)).toMatchObject({ published: { size: 1, note: 'first' } });
      await choose(id, 2, 'second');
      expect(await witnesses().cosignatures(id, 1)).toEqual([]);
      await publish(id, 2);
      await expect(choose(id, 1, 'back')).rejects.toMatchObject({ code: 'store.lease-lost' });
      const lease = await takeLedger(fixture, id);
      await fixture.store.ledgers.release(lease);
      await expect(witnesses().choose(lease, { size: 2, note: 'late' })).rejects.toMatchObject({
        code: 'store.lease-lost',
      });
      await expect(witnesses().adopt(lease, { size: 2, note: 'late' })).rejects.toMatchObject({
        code: 'store.lease-lost',
      });
    });

    test('what is on the branch already is taken over', async () => {
      const id = await grown(null);
      const lease = await takeLedger(fixture, id);
      await witnesses().adopt(lease, { size: 1, note: 'found' });
      const found = { size: 1, note: 'found' };
      expect(await witnesses().witnessed(id)).toEqual({ chosen: found, published: found, asked: 0 });
    });

    test('who waits for entries that a cosigned checkpoint covers is reported when it is published, once', async () => {
      const [first, second] = [`pull_request:1:${fresh()}`, `pull_request:1:${fresh()}`];
      const id = await grown(first, second);
      await choose(id, 1, 'first');
      await publish(id, 2);
      expect(await waitingJobs(fixture.database, 'report', first)).toHaveLength(1);
      expect(await waitingJobs(fixture.database, 'report', second)).toEqual([]);
      await fixture.database.query("delete from countersign_jobs.job where name = 'report'");
      await publish(id, 2);
      expect(await waitingJobs(fixture.database, 'report', first)).toEqual([]);
    });

    test('who waits is reported when a round ended without enough cosignatures', async () => {
      const [first, second] = [`pull_request:1:${fresh()}`, `pull_request:1:${fresh()}`];
      const id = await grown(first, second);
      await witnesses().asked(id, 2, { at: 5, report: 'none' });
      expect(await waitingJobs(fixture.database, 'report', second)).toEqual([]);
      await witnesses().asked(id, 2, { at: 6, report: 'new' });
      expect(await waitingJobs(fixture.database, 'report', second)).toEqual([]);
      await witnesses().asked(id, 1, { at: 7, report: 'all' });
      expect(await waitingJobs(fixture.database, 'report', first)).toHaveLength(1);
      expect(await waitingJobs(fixture.database, 'report', second)).toEqual([]);
      const third = `pull_request:1:${fresh()}`;
      await append(id, newEntry({ reports: third }));
      await fixture.database.query("delete from countersign_jobs.job where name = 'report'");
      await witnesses().asked(id, 3, { at: 8, report: 'new' });
      expect(await waitingJobs(fixture.database, 'report', third)).toHaveLength(1);
      expect(await waitingJobs(fixture.database, 'report', second)).toEqual([]);
      expect(await witnesses().witnessed(id)).toEqual({ chosen: null, published: null, asked: 3 });
    });

    test('ledgers that nobody asked for are found, and those that were asked for last long ago', async () => {
      const id = await grown(null, null);
      const due = async (published: number, asked: number) =>
        (await witnesses().due({ published, asked }, 1000)).includes(id);
      await witnesses().asked(id, 1, { at: 100, report: 'none' });
      expect(await due(0, 0)).toBe(false);
      expect(await due(6, 0)).toBe(true);
      await witnesses().asked(id, 2, { at: 100, report: 'none' });
      expect(await due(6, 100)).toBe(false);
      expect(await due(0, 101)).toBe(true);
      expect(await witnesses().due({ published: 0, asked: 1 }, 1000)).not.toContain((await openLedger(fixture)).id);
    });
  });
}
