import { describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLog } from '../../../src/base/log.ts';
import { startBoss } from '../../../src/store/boss.ts';
import { migrate, migrations } from '../../../src/store/migrate.ts';
import { openStore } from '../../../src/store/open-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { fresh, onPostgres, pause, subjectRef, until } from '../fixture.ts';
import type { PostgresServer } from '../postgres-server.ts';
import { settled } from './subject-scene.ts';

/** Several processes of the app on one server; only PostgreSQL allows it. */
export function describeProcesses(server: () => PostgresServer): void {
  const open = async (url: string): Promise<Store> => await openStore({ url, log: silentLog, clock: systemClock });

  describe('several processes', () => {
    test('may start together on an empty database', async () => {
      const url = await server().createDatabase();
      const opened = await Promise.allSettled(Array.from({ length: 4 }, async () => await open(url)));
      const stores = opened.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
      const subject = subjectRef();
      await stores[0]?.subjects.touch([{ subject, guids: [], priority: 0 }]);
      const seen = await stores.at(-1)?.subjects.read(subject.key);
      await Promise.all(stores.map(async (store) => await store.close()));
      expect(opened.map(({ status }) => status)).toEqual(Array(4).fill('fulfilled'));
      expect(seen).toMatchObject({ generation: 1 });
    }, 60_000);

    test('may start together while a migration is due', async () => {
      const url = await server().createDatabase();
      const before = onPostgres(url);
      await migrate(before, silentLog, migrations.slice(0, -1));
      const opened = await Promise.allSettled(Array.from({ length: 4 }, async () => await open(url)));
      const numbers = await before.query<{ number: number }>(
        'select number from countersign.migration order by number',
      );
      for (const each of opened) if (each.status === 'fulfilled') await each.value.close();
      await before.close();
      expect(opened.map(({ status }) => status)).toEqual(Array(4).fill('fulfilled'));
      expect(numbers.map(({ number }) => number)).toEqual(migrations.map((_, at) => at + 1));
    }, 60_000);

    test('go on while a newer version migrates under them, and do not start anew beside it', async () => {
      const url = await server().createDatabase();
      const store = await open(url);
      const handled: string[] = [];
      await store.queue.work('evaluate', { concurrency: 2 }, async ({ key }) => {
        const lease = await store.subjects.take(key, 'older', 10_000);
        if (lease !== null) await store.subjects.settle(lease, settled());
        handled.push(key);
      });
      const work = async (): Promise<void> => {
        const subject = subjectRef();
        const waited = handled.length;
        await store.subjects.touch([{ subject, guids: [`guid-${fresh()}`], priority: 0 }]);
        await until(() => handled.length > waited);
        expect(await store.subjects.read(subject.key)).toMatchObject({ generation: 1, judged: 1 });
        await store.reports.write({ ...check, repository: waited });
        expect(await store.reports.read(waited, check.head, check.checkName)).toMatchObject(check);
      };
      const check = { head: 'h', checkName: 'c', runId: 1, conclusion: null, digest: 'd' };
      await work();
      const newer = onPostgres(url);
      // What a migration may do: it adds what the version before can do without.
      const tables = ['subject', 'delivery', 'ledger', 'public_check', 'memory', 'entry', 'pending'];
      const added = tables.map(
        (table) => `alter table countersign.${table} add column later text not null default 'x';`,
      );
      await migrate(newer, silentLog, [...migrations, { name: 'later', sql: added.join('\n') }]);
      await work();
      await server().disconnect(url);
      await until(
        async () =>
          await store.now().then(
            () => true,
            () => false,
          ),
      );
      await work();
      expect(await store.gauges.migrations()).toEqual({ applied: migrations.length + 1, known: migrations.length });
      await expect(open(url)).rejects.toMatchObject({
        code: 'store.version',
        message: expect.stringContaining('later'),
      });
      await store.close();
      await newer.close();
    }, 60_000);

    test('may start their queues together', async () => {
      const url = await server().createDatabase();
      const databases = Array.from({ length: 4 }, () => onPostgres(url));
      const started = await Promise.allSettled(databases.map(async (database) => await startBoss(database, silentLog)));
      for (const each of started) if (each.status === 'fulfilled') await each.value.stop();
      for (const database of databases) await database.close();
      expect(started.map(({ status }) => status)).toEqual(Array(4).fill('fulfilled'));
    }, 60_000);

    test('judge every subject to its newest generation, and never two at once', async () => {
      const url = await server().createDatabase();
      const stores = await Promise.all([open(url), open(url)]);
      const subjects = Array.from({ length: 6 }, () => subjectRef());
      const judging = new Set<string>();
      const faults: string[] = [];
      for (const [at, store] of stores.entries()) {
        await store.queue.work('evaluate', { concurrency: 4 }, async ({ key }) => {
          const lease = await store.subjects.take(key, `process-${at}`, 10_000);
          if (lease === null) return;
          if (judging.has(key)) faults.push(key);
          judging.add(key);
          await pause(5 + (lease.generation % 7));
          judging.delete(key);
          await store.subjects.settle(lease, settled());
        });
      }
      const [first, second] = stores;
      const touches = Array.from({ length: 90 }, async (_, at) => {
        await pause(at * 4);
        const subject = subjects[at % subjects.length];
        const store = at % 2 === 0 ? first : second;
        if (subject !== undefined) await store?.subjects.touch([{ subject, guids: [`guid-${fresh()}`], priority: 0 }]);
      });
      await Promise.all(touches);
      await until(async () => {
        const stored = await Promise.all(subjects.map(async ({ key }) => await first?.subjects.read(key)));
        return stored.every((each) => each?.generation === 15 && each.judged === 15);
      });
      expect(faults).toEqual([]);
      await Promise.all(stores.map(async (store) => await store.close()));
    }, 60_000);

    test('go on after the server dropped every connection', async () => {
      const url = await server().createDatabase();
      const store = await open(url);
      const handled: string[] = [];
      await store.queue.work('sweep', { concurrency: 1 }, async ({ key }) => void handled.push(key));
      await store.queue.send('sweep', 'before', {});
      await until(() => handled.length === 1);
      await server().disconnect(url);
      await until(
        async () =>
          await store.queue.send('sweep', 'after', {}).then(
            () => true,
            () => false,
          ),
      );
      await until(() => handled.length === 2);
      expect(handled).toEqual(['before', 'after']);
      await store.close();
    }, 60_000);
  });
}
