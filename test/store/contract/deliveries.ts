import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Database } from '../../../src/store/database.ts';
import { createDeliveries, forgetOldDeliveries } from '../../../src/store/deliveries.ts';
import type { Delivery } from '../../../src/store/store.ts';
import { type Fixture, fresh, pushOf, subjectRef, waitingJobs } from '../fixture.ts';

const delivery = (fields: Partial<Delivery> = {}): Delivery => ({
  guid: `guid-${fresh()}`,
  event: 'pull_request',
  action: 'opened',
  installation: 7,
  payload: '{"a":"\\u0000 \\"é漢😀"}',
  receivedAt: 1_700_000_000_000,
  ...fields,
});

export function describeDeliveries(fixture: Fixture): void {
  describe('deliveries', () => {
    const accepted = async (...deliveries: readonly Delivery[]) => {
      await fixture.store.deliveries.accept(deliveries);
      return await waiting(deliveries);
    };
    const waiting = async (deliveries: readonly Delivery[]) => {
      const guids = new Set(deliveries.map(({ guid }) => guid));
      return (await fixture.store.deliveries.waiting(10_000)).filter(({ guid }) => guids.has(guid));
    };

    test('come back as they were, in the order in which they came', async () => {
      const first = delivery();
      const second = delivery({ action: null, installation: null, payload: '{}' });
      const found = await accepted(first, second);
      expect(found.map(({ id: _id, ...rest }) => rest)).toEqual([first, second]);
      expect(found[0]?.id).toBeLessThan(found[1]?.id ?? 0);
    });

    test('are stored once, whatever comes a second time under the same GUID', async () => {
      const first = delivery();
      await fixture.store.deliveries.accept([first, { ...first, payload: '{"second":true}' }]);
      expect((await accepted({ ...first, payload: '{"third":true}' })).map(({ payload }) => payload)).toEqual([
        first.payload,
      ]);
    });

    test('of many callers share one insert', async () => {
      let inserts = 0;
      const counting: Database = {
        ...fixture.database,
        query: async (text, parameters) => {
          if (text.includes('insert into countersign.delivery')) inserts++;
          return await fixture.database.query(text, parameters);
        },
      };
      const deliveries = createDeliveries(counting, { send: async () => undefined, sendNew: async () => undefined });
      const all = Array.from({ length: 150 }, () => delivery());
      await Promise.all(all.map(async (each) => await deliveries.accept([each])));
      expect((await waiting(all)).map(({ guid }) => guid)).toEqual(all.map(({ guid }) => guid));
      expect(inserts).toBeLessThan(5);
    });

    test('with a null character are refused, alone', async () => {
      const good = delivery();
      const bad = delivery({ payload: 'a\0b' });
      const { deliveries } = fixture.store;
      const [one, other] = await Promise.allSettled([deliveries.accept([good]), deliveries.accept([bad])]);
      expect(one.status).toBe('fulfilled');
      expect(other).toMatchObject({ reason: { code: 'webhook.malformed' } });
      expect(await waiting([good, bad])).toHaveLength(1);
    });

    test('are handed out up to a number of bytes, and always one', async () => {
      await dispatchAll(fixture);
      const large = Array.from({ length: 4 }, () => delivery({ payload: `"${'x'.repeat(3 * 1024 * 1024)}"` }));
      for (const each of large) await fixture.store.deliveries.accept([each]);
      expect((await fixture.store.deliveries.waiting(100)).map(({ guid }) => guid)).toEqual(
        large.slice(0, 3).map(({ guid }) => guid),
      );
      await dispatchAll(fixture);
      expect(await fixture.store.deliveries.backlog()).toBe(0);
    });

    test('that are dispatched lose their payload, those that failed keep it with the reason', async () => {
      const [good, bad] = await accepted(delivery(), delivery());
      if (good === undefined || bad === undefined) throw new Error('not stored');
      const before = await fixture.store.deliveries.backlog();
      await fixture.store.deliveries.dispatched({
        deliveries: [
          { id: good.id, failed: null },
          { id: bad.id, failed: 'unreadable' },
        ],
        pushes: [],
        touched: [],
      });
      expect(await fixture.store.deliveries.backlog()).toBe(before - 2);
      const rows = await fixture.database.query(
        'select payload, failed from countersign.delivery where id = any($1::bigint[]) order by id',
        [[good.id, bad.id]],
      );
      expect(rows).toEqual([
        { payload: null, failed: null },
        { payload: bad.payload, failed: 'unreadable' },
      ]);
    });

    test('are known while they wait and when they are dispatched, unless that failed', async () => {
      const [good, bad, waits] = await accepted(delivery(), delivery(), delivery());
      if (good === undefined || bad === undefined || waits === undefined) throw new Error('not stored');
      await fixture.store.deliveries.dispatched({
        deliveries: [
          { id: good.id, failed: null },
          { id: bad.id, failed: 'unreadable' },
        ],
        pushes: [],
        touched: [],
      });
      const known = await fixture.store.deliveries.known([good.guid, bad.guid, waits.guid, 'never-heard-of']);
      expect(known).toEqual(new Set([good.guid, waits.guid]));
    });

    test('that failed wait again when they are redelivered, as often as it takes; others do not', async () => {
      const [good, bad] = await accepted(delivery(), delivery());
      if (good === undefined || bad === undefined) throw new Error('not stored');
      const dispatch = async (failed: string | null) =>
        await fixture.store.deliveries.dispatched({
          deliveries: [good, bad].map(({ id }) => ({ id, failed: id === bad.id ? failed : null })),
          pushes: [],
          touched: [],
        });
      await dispatch('unreadable');
      const again = { ...bad, payload: '{"again":true}', receivedAt: bad.receivedAt + 1 };
      expect(await accepted(good, again, again)).toEqual([again]);
      await dispatch('still unreadable');
      expect(await accepted(good, bad)).toEqual([bad]);
      await dispatch(null);
      expect(await accepted(good, bad)).toEqual([]);
    });

    test('dispatched twice touch their subjects once', async () => {
      const [stored] = await accepted(delivery());
      if (stored === undefined) throw new Error('not stored');
      const subject = subjectRef();
      const push = pushOf();
      const done = {
        deliveries: [{ id: stored.id, failed: null }],
        pushes: [push],
        touched: [{ subject, guids: [stored.guid], priority: 0 }],
      };
      const { deliveries } = fixture.store;
      await Promise.all([deliveries.dispatched(done), deliveries.dispatched(done)]);
      await deliveries.dispatched(done);
      expect(await fixture.store.subjects.read(subject.key)).toMatchObject({ generation: 1, judged: 0 });
      expect(await waitingJobs(fixture.database, 'evaluate', subject.key)).toHaveLength(1);
      expect(await fixture.store.pushes.touching(push.repository, [push.after])).toEqual([push]);
    });

    test('are forgotten a month after they were dispatched, and never before', async () => {
      const [old, young] = await accepted(delivery(), delivery(), delivery());
      if (old === undefined || young === undefined) throw new Error('not stored');
      const failed = null;
      await fixture.store.deliveries.dispatched({
        deliveries: [
          { id: old.id, failed },
          { id: young.id, failed },
        ],
        pushes: [],
        touched: [],
      });
      const now = await fixture.store.now();
      const day = 86_400_000;
      await fixture.database.query('update countersign.delivery set dispatched_at = $1 where id = $2', [
        now - 31 * day,
        old.id,
      ]);
      const before = await fixture.store.deliveries.backlog();
      expect(await forgetOldDeliveries(fixture.database, now)).toBe(1);
      expect(await fixture.store.deliveries.backlog()).toBe(before);
      expect(
        await fixture.database.query('select id from countersign.delivery where id = any($1::bigint[])', [
          [old.id, young.id],
        ]),
      ).toEqual([{ id: young.id }]);
    });

    test('accepted in any groups by any callers are each stored exactly once', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 6 }), { maxLength: 8 }),
          async (calls) => {
            const run = fresh();
            const all = calls.map((call) => call.map((each) => delivery({ guid: `run-${run}-${each}` })));
            await Promise.all(all.map(async (each) => await fixture.store.deliveries.accept(each)));
            const stored = (await waiting(all.flat())).map(({ guid }) => guid);
            expect(stored).toEqual([...new Set(all.flat().map(({ guid }) => guid))]);
          },
        ),
        { numRuns: 20 },
      );
    });
  });
}

async function dispatchAll({ store }: Fixture): Promise<void> {
  for (;;) {
    const waiting = await store.deliveries.waiting(1000);
    if (waiting.length === 0) return;
    await store.deliveries.dispatched({
      deliveries: waiting.map(({ id }) => ({ id, failed: null })),
      pushes: [],
      touched: [],
    });
  }
}
