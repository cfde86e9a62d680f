import { DAY, type Instant } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import type { Database } from './database.ts';
import { groupCommit } from './group-commit.ts';
import type { Jobs } from './jobs.ts';
import { recordPushes } from './pushes.ts';
import type { Deliveries, Delivery, Dispatched } from './store.ts';
import { touchSubjects } from './touch.ts';

/**
 * What one insert carries at most. PGlite takes 1,600 rows of 20 kB in a second of processor time in groups of 100, 900 in
 * groups of 30, and never gives back the memory that a larger one needed.
 */
const GROUP = {
  items: 200,
  weight: 2 * 1024 * 1024,
  weigh: ({ payload }: Delivery): number => payload.length,
} as const;
/** `waiting` hands out at most so many bytes at once, but always one delivery. */
const MOST_WAITING_BYTES = 8 * 1024 * 1024;

interface DeliveryRow {
  readonly id: number;
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly installation: number | null;
  readonly payload: string;
  readonly received_at: number;
}

export function createDeliveries(database: Database, jobs: Jobs): Deliveries {
  const insertGrouped = groupCommit<Delivery>(async (deliveries) => await insert(database, deliveries), GROUP);
  return {
    accept: async (deliveries) => {
      for (const delivery of deliveries) checkText(delivery);
      if (deliveries.length > 0) await insertGrouped(deliveries);
    },
    waiting: async (limit) => (await readWaiting(database, limit)).map(toDelivery),
    dispatched: async (done) => await storeDispatched(database, jobs, done),
    backlog: async () => {
      const [row] = await database.query<{ count: number }>(
        'select count(*) as count from countersign.delivery where dispatched_at is null',
      );
      return row?.count ?? 0;
    },
    known: async (guids) => {
      const rows = await database.query<{ guid: string }>(
        `select guid from countersign.delivery where guid = any($1::text[]) and (dispatched_at is null or failed is null)`,
        [guids],
      );
      return new Set(rows.map(({ guid }) => guid));
    },
  };
}

/** PostgreSQL's text cannot hold this one character, and JSON cannot contain it unescaped. */
function checkText({ guid, payload }: Delivery): void {
  if (payload.includes('\0'))
    throw new Fault('webhook.malformed', 'The payload contains a null character', { details: { guid } });
}

const COLUMNS = 7;

/**
 * Whoever redelivers what could not be dispatched wants it tried again, by a version that can perhaps; what was dispatched
 * is not wanted twice. One statement may not touch a row twice, so that each GUID is in it once.
 *
 * Parameters as they are, not as arrays: an array would be escaped and parsed again, byte for byte.
 */
async function insert(database: Database, given: readonly Delivery[]): Promise<void> {
  const first = new Map<string, Delivery>();
  for (const delivery of given) if (!first.has(delivery.guid)) first.set(delivery.guid, delivery);
  const deliveries = [...first.values()];
  const rows = deliveries.map(
    (_, at) => `(${Array.from({ length: COLUMNS }, (__, column) => `$${at * COLUMNS + column + 1}`).join(',')})`,
  );
  await database.query(
    `insert into countersign.delivery (guid, event, action, installation, payload, size, received_at)
     values ${rows.join(',')}
     on conflict (guid) do update
       set dispatched_at = null, failed = null, payload = excluded.payload, size = excluded.size,
         event = excluded.event, action = excluded.action, installation = excluded.installation,
         received_at = excluded.received_at
       where delivery.failed is not null and delivery.dispatched_at is not null`,
    deliveries.flatMap(({ guid, event, action, installation, payload, receivedAt }) => [
      guid,
      event,
      action,
      installation,
      payload,
      payload.length,
      receivedAt,
    ]),
  );
}

async function readWaiting(database: Database, limit: number): Promise<readonly DeliveryRow[]> {
  return await database.query<DeliveryRow>(
    `with oldest as (
       select id, sum(size) over (order by id) - size as before
       from (select id, size from countersign.delivery where dispatched_at is null order by id limit $1) waiting
     )
     select d.id, d.guid, d.event, d.action, d.installation, d.payload, d.received_at
     from oldest join countersign.delivery d on d.id = oldest.id
     where oldest.before < $2
     order by d.id`,
    [limit, MOST_WAITING_BYTES],
  );
}

function toDelivery({ received_at, ...row }: DeliveryRow): Delivery & { readonly id: number } {
  return { ...row, receivedAt: received_at };
}

/** Whoever marks the deliveries does the rest: a second dispatcher of the same ones finds nothing to mark, and stops. */
async function storeDispatched(
  database: Database,
  jobs: Jobs,
  { deliveries, pushes, touched }: Dispatched,
): Promise<void> {
  await database.transaction(async (sql) => {
    const marked = await sql.query(
      `update countersign.delivery d
       set dispatched_at = countersign.clock(), failed = done.failed, payload = case when done.failed is null then null else d.payload end
       from unnest($1::bigint[], $2::text[]) as done (id, failed)
       where d.id = done.id and d.dispatched_at is null
       returning d.id`,
      [deliveries.map(({ id }) => id), deliveries.map(({ failed }) => failed)],
    );
    if (marked.length === 0 && deliveries.length > 0) return;
    await recordPushes(sql, pushes);
    await touchSubjects(sql, jobs, touched);
  });
}

/** GitHub redelivers for three days; a GUID that comes later is a new delivery to us. */
const KEPT = 30 * DAY;

/** How many were forgotten. */
export async function forgetOldDeliveries(database: Database, now: Instant): Promise<number> {
  const gone = await database.query(
    'delete from countersign.delivery where dispatched_at is not null and dispatched_at < $1 returning id',
    [now - KEPT],
  );
  return gone.length;
}
