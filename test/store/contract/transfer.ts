import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLog } from '../../../src/base/log.ts';
import type { Database } from '../../../src/store/database.ts';
import { buildStore } from '../../../src/store/open-store.ts';
import type { Totals } from '../../../src/store/store.ts';
import { importAll } from '../../../src/store/transfer-import.ts';
import { carriedTables } from '../../../src/store/transfer-tables.ts';
import { exportText, linesOf } from '../exported.ts';
import {
  type Fixture,
  fresh,
  newEntry,
  type OpenDatabase,
  pushOf,
  subjectRef,
  useStore,
  waitingJobs,
} from '../fixture.ts';
import { ledgerScene, openLedger } from './ledger-scene.ts';
import { settled, subjectScene } from './subject-scene.ts';

/** Whatever a text may hold: what JSON, SQL and lines take for something. */
const NASTY = 'quote " \' backslash \\ line\nfeed\r\t\u0001 \u2028 \\u0000 漢😀 {"row":1}';
const HOUR = 3_600_000;

/** Everything that one database holds, in another one. */
export function describeTransfer(from: OpenDatabase, to: OpenDatabase): void {
  describe('transfer', () => {
    const source = useStore(from);
    let target: Database;
    let exported: { readonly text: string; readonly totals: Totals };
    beforeAll(async () => {
      await fillAll(source);
      exported = await exportText(source.store.transfer);
      target = await to();
    }, 60_000);
    afterAll(async () => await target.close());

    const take = async (lines: () => AsyncIterable<string>): Promise<Totals> =>
      await importAll(target, { lines, log: silentLog, clock: systemClock });

    test('begun and broken off leaves nothing', async () => {
      const whole = exported.text.split('\n');
      const cut = `${whole.slice(0, -2).join('\n')}\n`;
      await expect(take(() => linesOf(cut))).rejects.toMatchObject({ code: 'store.export' });
      async function* failing() {
        yield* linesOf(cut);
        throw new Error('the disk is gone');
      }
      await expect(take(failing)).rejects.toThrow('the disk is gone');
    });

    test('brings every row as it was, and ends what somebody held', async () => {
      const totals = await take(() => linesOf(exported.text));
      expect(totals).toEqual(exported.totals);
      for (const table of carriedTables) {
        const rows = await rowsOf(source.database, table);
        expect([table, rows.length > 0, totals.rows[table]]).toEqual([table, true, rows.length]);
        expect([table, await rowsOf(target, table)]).toEqual([table, rows.map(withoutLease)]);
      }
      for (const table of ['report_lease', 'budget']) expect(await rowsOf(target, table)).toEqual([]);
    });

    test('brings jobs, those that were given up too, for when they were due', async () => {
      const jobs = async (database: Database, queue: string) =>
        (await waitingJobs(database, queue)).map(({ key, due }) => ({ key, isLater: due > HOUR / 2 }));
      expect(await jobs(target, 'witness')).toEqual([{ key: 'later', isLater: true }]);
      const keys = async (database: Database, queue: string) => (await jobs(database, queue)).map(({ key }) => key);
      expect(new Set(await keys(target, 'evaluate'))).toEqual(new Set(await keys(source.database, 'evaluate')));
      expect(await keys(target, 'sweep')).toEqual(['given up']);
    });

    test('is refused where something is', async () => {
      await expect(take(() => linesOf(exported.text))).rejects.toMatchObject({ code: 'store.in-use' });
      expect(await rowsOf(target, 'push')).toHaveLength(exported.totals.rows['push'] ?? 0);
    });

    test('is followed by what comes next', async () => {
      const store = await buildStore(
        { ...target, close: async () => undefined },
        { log: silentLog, clock: systemClock },
      );
      const before = (await store.deliveries.waiting(100)).at(-1);
      await store.deliveries.accept([deliveryOf('{"next":true}')]);
      const after = (await store.deliveries.waiting(100)).at(-1);
      expect(after).toMatchObject({ payload: '{"next":true}' });
      expect(after?.id).toBeGreaterThan(before?.id ?? Number.POSITIVE_INFINITY);
      await store.subjects.touch([{ subject: subjectRef(), guids: ['a', 'b'], priority: 0 }]);
      expect((await openLedger({ database: target, store })).id).toBeGreaterThan(0);
      await store.close();
    });

    test('holds one instant: what is written while it runs is not in it', async () => {
      const { store } = source;
      const begun = Promise.withResolvers<void>();
      const written = Promise.withResolvers<void>();
      const texts: string[] = [];
      const exporting = store.transfer.export({
        version: '1.0.0',
        write: async (text) => {
          texts.push(text);
          begun.resolve();
          // The embedded database has one connection: there whoever writes waits.
          if (source.database.kind === 'postgres') await written.promise;
        },
      });
      await begun.promise;
      await store.memory.set('late', 'key', 'too late to be carried', 1).then(written.resolve);
      await exporting;
      expect(texts.length).toBeGreaterThan(1);
      expect(texts.join('')).not.toContain('too late to be carried');
      expect((await exportText(store.transfer)).text).toContain('too late to be carried');
    });

    test('that nobody takes is over, and holds nothing', async () => {
      const gone = new Error('nobody reads any more');
      const exporting = source.store.transfer.export({ version: '1', write: async () => await Promise.reject(gone) });
      await expect(exporting).rejects.toBe(gone);
      expect(await source.store.now()).toBeGreaterThan(0);
    });
  });
}

const deliveryOf = (payload: string) => ({
  guid: `guid-${fresh()}`,
  event: 'push',
  action: null,
  installation: 7,
  payload,
  receivedAt: 1_700_000_000_000,
});

/** A row at least in every table that is carried, by the doors where they are short. */
async function fillAll(fixture: Fixture): Promise<void> {
  const { store, database } = fixture;
  const { touched, judge, take } = subjectScene(fixture);
  await store.deliveries.accept(['{}', '{"failed":1}'].map(deliveryOf));
  const [good, bad] = await store.deliveries.waiting(2);
  await store.deliveries.dispatched({
    deliveries: [
      { id: good?.id ?? 0, failed: null },
      { id: bad?.id ?? 0, failed: NASTY },
    ],
    pushes: [pushOf({ commits: ['a'.repeat(40), 'b'.repeat(40)] })],
    touched: [{ subject: subjectRef(), guids: ['one', 'two'], priority: 0 }],
  });
  // More than a piece: something is written while the rest is still to be read.
  await store.deliveries.accept([deliveryOf(JSON.stringify(NASTY.repeat(10_000)))]);
  await judge(subjectRef(), settled({ verdict: { text: NASTY }, validUntil: 9_007_199_254_740_991 }));
  const held = subjectRef();
  await touched(held);
  await take(held);
  await store.reports.take('report', 'somebody', HOUR);
  await store.reports.write({ repository: 1, head: 'h', checkName: 'c', runId: 4e12, conclusion: null, digest: 'd' });
  await store.memory.set('scope', 'key', { text: NASTY }, 7);
  await store.backlog.add([subjectRef()]);
  await store.budgets.change(['book'], () => ({ used: 1 }));
  await store.queue.send('witness', 'later', { text: NASTY }, { delay: HOUR });
  await store.queue.send('sweep', 'given up', {});
  await database.query(`update countersign_jobs.job set state = 'failed' where data->>'key' = 'given up'`);
  const { append, add } = ledgerScene(fixture);
  const { id } = await openLedger(fixture);
  await append(id, newEntry(), newEntry());
  await add(id, newEntry({ subject: NASTY }));
  for (const [statement, ...values] of [
    ['evidence (ledger, digest, salt, document, subject, part, hash)', id, 'd', 's', NASTY, '{}', 'facts', 'h'],
    ['evidence_branch (repository, head, lease_owner, lease_until)', 1, 'h', 'somebody', 9e15],
    ['cosignature (ledger, size, name, key_id, signature, at)', id, 1, 'w', 'k', 's', 1],
    ['witness (ledger, name, key_id, size, failures, retry_at)', id, 'w', 'k', 1, 0, 0],
    ['witnessed (ledger, note)', id, NASTY],
    ['ledger_home (repository, installation, owner, name, host)', 1, 7, 'acme', 'shop', 1],
  ] as const)
    await database.query(
      `insert into countersign.${statement} values (${values.map((_, at) => `$${at + 1}`).join(', ')}) on conflict do nothing`,
      values,
    );
}

async function rowsOf(database: Database, table: string): Promise<readonly string[]> {
  const rows = await database.query<{ line: string }>(
    `select row_to_json(t)::text as line from countersign.${table} t`,
  );
  return rows.map(({ line }) => line).toSorted();
}

function withoutLease(line: string): string {
  return line.replace(/"lease_owner":"[^"]*","lease_until":\d+/, '"lease_owner":null,"lease_until":null');
}
