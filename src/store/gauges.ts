import { BOSS_SCHEMA, QUEUES } from './boss.ts';
import type { Database } from './database.ts';
import type { Gauges, LedgerFigures, QueueFigures, Waiting, WitnessFigures } from './gauge-records.ts';
import { migrations } from './migrate.ts';

/** Every count runs over a partial index or a table of what waits, so that a scrape of a large installation stays cheap. */
export function createGauges(database: Database): Gauges {
  return {
    read: async () => ({
      now: (await database.query<{ now: number }>('select countersign.clock() as now'))[0]?.now ?? 0,
      deliveries: await readDeliveries(database),
      subjects: await readWaiting(database, 'touched_at', 'countersign.subject where judged < generation'),
      backlog: await readWaiting(database, 'since', 'countersign.backlog'),
      queues: await readQueues(database),
      ledgers: await readLedgers(database),
      evidence: await readWaiting(database, 'stored_at', "countersign.evidence where state in ('waiting', 'unread')"),
      witnesses: await readWitnesses(database),
    }),
    migrations: async () => {
      const [row] = await database.query<{ applied: number }>('select count(*) as applied from countersign.migration');
      return { applied: row?.applied ?? 0, known: migrations.length };
    },
  };
}

async function readWaiting(database: Database, since: string, rows: string): Promise<Waiting> {
  const [row] = await database.query<Waiting>(`select count(*) as count, min(${since}) as oldest from ${rows}`);
  return row ?? { count: 0, oldest: null };
}

async function readDeliveries(database: Database): Promise<Waiting & { readonly last: number | null }> {
  const waiting = await readWaiting(database, 'received_at', 'countersign.delivery where dispatched_at is null');
  const [newest] = await database.query<{ last: number }>(
    'select received_at as last from countersign.delivery order by id desc limit 1',
  );
  return { ...waiting, last: newest?.last ?? null };
}

interface QueueRow {
  readonly name: string;
  readonly waiting: number;
  readonly oldest: number | null;
  readonly delayed: number;
  readonly active: number;
  readonly failed: number;
}

async function readQueues(database: Database): Promise<readonly QueueFigures[]> {
  const rows = await database.query<QueueRow>(
    `select name,
       count(*) filter (where state < 'active' and start_after <= now()) as waiting,
       (extract(epoch from min(start_after) filter (where state < 'active' and start_after <= now())) * 1000)::bigint as oldest,
       count(*) filter (where state < 'active' and start_after > now()) as delayed,
       count(*) filter (where state = 'active') as active,
       count(*) filter (where state = 'failed') as failed
     from ${BOSS_SCHEMA}.job group by name`,
  );
  const byName = new Map(rows.map((row) => [row.name, row]));
  return QUEUES.map((queue) => {
    const row = byName.get(queue);
    return {
      queue,
      waiting: { count: row?.waiting ?? 0, oldest: row?.oldest ?? null },
      delayed: row?.delayed ?? 0,
      active: row?.active ?? 0,
      failed: row?.failed ?? 0,
    };
  });
}

/**
 * What is decided but not published has no time of its own any more: it counts from the decision, which comes right
 * before the publication. A ledger that another one follows is not waited for.
 */
async function readLedgers(database: Database): Promise<LedgerFigures> {
  const [row] = await database.query<{
    count: number;
    lagging: number;
    unpublished: number;
    oldest: number | null;
    unwitnessed: number;
  }>(
    `select count(*) as count,
       count(*) filter (where ledger.decided_size > ledger.published_size or waits.count > 0) as lagging,
       coalesce(sum(ledger.decided_size - ledger.published_size + coalesce(waits.count, 0)), 0)::bigint as unpublished,
       min(least(waits.oldest, case when ledger.decided_size > ledger.published_size then ledger.decided_time end)) as oldest,
       count(*) filter (where witnessed.note is not null and witnessed.published_size < ledger.published_size) as unwitnessed
     from countersign.ledger
     left join (select ledger, count(*) as count, min(stored_at) as oldest from countersign.pending group by ledger) waits
       on waits.ledger = ledger.id
     left join countersign.witnessed on witnessed.ledger = ledger.id
     where ledger.ended_by is null`,
  );
  return {
    count: row?.count ?? 0,
    lagging: row?.lagging ?? 0,
    unpublished: { count: row?.unpublished ?? 0, oldest: row?.oldest ?? null },
    unwitnessed: row?.unwitnessed ?? 0,
  };
}

async function readWitnesses(database: Database): Promise<readonly WitnessFigures[]> {
  return await database.query<WitnessFigures>(
    `select witness.name, count(*) filter (where failures > 0) as failing,
       count(*) filter (where witness.size < ledger.published_size) as behind
     from countersign.witness join countersign.ledger on ledger.id = witness.ledger and ledger.ended_by is null
     group by witness.name order by witness.name`,
  );
}
