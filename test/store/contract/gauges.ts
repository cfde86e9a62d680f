import { beforeEach, describe, expect, test } from '@jest/globals';
import type { StoreFigures } from '../../../src/store/store.ts';
import { type Fixture, fresh, newEntry, subjectRef, until } from '../fixture.ts';
import { ledgerScene, openLedger } from './ledger-scene.ts';

/** Others use this database too: what is compared is what a step changes. */
export function describeGauges(fixture: Fixture): void {
  const read = async (): Promise<StoreFigures> => await fixture.store.gauges.read();
  const ofQueue = ({ queues }: StoreFigures, queue: string) => queues.find((each) => each.queue === queue);

  describe('gauges', () => {
    let before: StoreFigures;
    beforeEach(async () => {
      before = await read();
    });

    test('count deliveries that wait, say since when, and when the last one came', async () => {
      const receivedAt = before.now - 5000;
      await fixture.store.deliveries.accept([
        { guid: `guid-${fresh()}`, event: 'push', action: null, installation: 7, payload: '{}', receivedAt },
      ]);
      const { deliveries } = await read();
      expect(deliveries).toMatchObject({ count: before.deliveries.count + 1, last: receivedAt });
      expect(deliveries.oldest).toBeLessThanOrEqual(receivedAt);
      // Other suites left any number of them here.
      const waiting = await fixture.store.deliveries.waiting(10_000);
      const done = waiting.map(({ id }) => ({ id, failed: null }));
      await fixture.store.deliveries.dispatched({ deliveries: done, pushes: [], touched: [] });
      expect((await read()).deliveries).toEqual({ count: 0, oldest: null, last: receivedAt });
    });

    test('count subjects with news, and what waits for its turn', async () => {
      const subject = subjectRef();
      await fixture.store.subjects.touch([{ subject, guids: [], priority: 0 }]);
      await fixture.store.backlog.add([subjectRef()]);
      const after = await read();
      expect(after.subjects.count).toBe(before.subjects.count + 1);
      expect(after.subjects.oldest).toBeLessThanOrEqual(after.now);
      expect(after.backlog.count).toBe(before.backlog.count + 1);
    });

    test('tell jobs that could begin from those that wait for their time, and from those that were given up', async () => {
      const due = `key-${fresh()}`;
      await fixture.store.queue.send('witness', due, {});
      await fixture.store.queue.send('witness', `key-${fresh()}`, {}, { delay: 60_000 });
      await until(
        async () => ofQueue(await read(), 'witness')?.waiting.count !== ofQueue(before, 'witness')?.waiting.count,
      );
      const [then, now] = [ofQueue(before, 'witness'), ofQueue(await read(), 'witness')];
      expect(now).toMatchObject({
        waiting: { count: (then?.waiting.count ?? 0) + 1 },
        delayed: (then?.delayed ?? 0) + 1,
        failed: then?.failed,
      });
      expect(now?.waiting.oldest).toBeGreaterThan(before.now - 3_600_000);
      await fixture.database.query(
        `update countersign_jobs.job set state = 'failed' where name = 'witness' and data->>'key' = $1`,
        [due],
      );
      expect(ofQueue(await read(), 'witness')).toMatchObject({
        waiting: { count: then?.waiting.count },
        failed: (then?.failed ?? 0) + 1,
      });
    });

    test('count entries that stand on no branch yet, decided or not', async () => {
      const { add, append } = ledgerScene(fixture);
      const { id } = await openLedger(fixture);
      await add(id, newEntry(), newEntry());
      const waiting = await read();
      expect(waiting.ledgers).toMatchObject({
        count: before.ledgers.count + 1,
        lagging: before.ledgers.lagging + 1,
        unpublished: { count: before.ledgers.unpublished.count + 2 },
      });
      expect(waiting.ledgers.unpublished.oldest).not.toBeNull();
      const other = await openLedger(fixture);
      await append(other.id, newEntry());
      expect((await read()).ledgers).toMatchObject({
        lagging: waiting.ledgers.lagging,
        unpublished: { count: waiting.ledgers.unpublished.count },
      });
    });

    test('say how each witness does', async () => {
      const { append } = ledgerScene(fixture);
      const { id } = await openLedger(fixture);
      await append(id, newEntry());
      const name = `witness-${fresh()}`;
      await fixture.database.query(
        `insert into countersign.witness (ledger, name, key_id, size, failures, retry_at) values ($1, $2, 'k', 0, 3, 0)`,
        [id, name],
      );
      const of = ({ witnesses }: StoreFigures) => witnesses.find((each) => each.name === name);
      expect(of(await read())).toEqual({ name, failing: 1, behind: 1 });
      await fixture.database.query('update countersign.witness set size = 1, failures = 0 where name = $1', [name]);
      expect(of(await read())).toEqual({ name, failing: 0, behind: 0 });
    });

    test('know how far the database is migrated', async () => {
      const { applied, known } = await fixture.store.gauges.migrations();
      expect(applied).toBe(known);
      expect(known).toBeGreaterThan(7);
    });
  });
}
