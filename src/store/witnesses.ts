import { Fault } from '../base/fault.ts';
import type { Database, Sql } from './database.ts';
import type { Jobs } from './jobs.ts';
import type { LedgerLease } from './ledger-records.ts';
import { sendReports } from './waiting-reports.ts';
import type { AskedReport, Cosignature, CosignedNote, Witnessed, Witnesses, WitnessState } from './witness-records.ts';

export function createWitnesses(database: Database, jobs: Jobs): Witnesses {
  return {
    states: async (id) =>
      await database.query<WitnessState>(
        `select name, key_id as "keyId", size, failures, retry_at as "retryAt" from countersign.witness where ledger = $1`,
        [id],
      ),
    remember: async (id, state, cosignature) =>
      await database.transaction(async (sql) => {
        await storeState(sql, id, state);
        if (cosignature !== null) await storeCosignature(sql, id, cosignature);
      }),
    cosignatures: async (id, size) =>
      await database.query<Cosignature>(
        `select size, name, key_id as "keyId", signature, at from countersign.cosignature where ledger = $1 and size = $2`,
        [id, size],
      ),
    cosignedSizes: async (id, from, limit) => {
      const rows = await database.query<{ size: number }>(
        'select distinct size from countersign.cosignature where ledger = $1 and size >= $2 order by size desc limit $3',
        [id, from, limit],
      );
      return rows.map(({ size }) => size);
    },
    witnessed: async (id) => await readWitnessed(database, id),
    choose: async (lease, note) => await database.transaction(async (sql) => await choose(sql, lease, note)),
    adopt: async (lease, note) =>
      await database.transaction(async (sql) => {
        await assertHeld(sql, lease);
        await sql.query(
          `insert into countersign.witnessed (ledger, size, note, published_size, published_note) values ($1, $2, $3, $2, $3)
           on conflict (ledger) do update set size = excluded.size, note = excluded.note,
             published_size = excluded.published_size, published_note = excluded.published_note`,
          [lease.ledger.id, note.size, note.note],
        );
      }),
    asked: async (id, size, options) =>
      await database.transaction(async (sql) => await markAsked(sql, jobs, { id, size, ...options })),
    due: async ({ published, asked }, limit) => {
      const rows = await database.query<{ id: number }>(
        `select l.id from countersign.ledger l left join countersign.witnessed w on w.ledger = l.id
         where l.published_size > 0 and l.ended_by is null and
           ((coalesce(w.asked_size, 0) < l.published_size and l.published_at < $1) or coalesce(w.asked_at, 0) < $2)
         order by coalesce(w.asked_at, 0), l.id limit $3`,
        [published, asked, limit],
      );
      return rows.map(({ id }) => id);
    },
  };
}

async function storeState(sql: Sql, ledger: number, state: WitnessState): Promise<void> {
  const { name, keyId, size, failures, retryAt } = state;
  await sql.query(
    `insert into countersign.witness as w (ledger, name, key_id, size, failures, retry_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (ledger, name, key_id) do update set size = greatest(w.size, excluded.size),
       failures = excluded.failures, retry_at = excluded.retry_at`,
    [ledger, name, keyId, size, failures, retryAt],
  );
}

async function storeCosignature(sql: Sql, ledger: number, cosignature: Cosignature): Promise<void> {
  const { size, name, keyId, signature, at } = cosignature;
  await sql.query(
    `insert into countersign.cosignature as c (ledger, size, name, key_id, signature, at) values ($1, $2, $3, $4, $5, $6)
     on conflict (ledger, size, name, key_id) do update set signature = excluded.signature, at = excluded.at
       where c.at < excluded.at`,
    [ledger, size, name, keyId, signature, at],
  );
}

async function readWitnessed(sql: Sql, ledger: number): Promise<Witnessed> {
  const [row] = await sql.query<{
    size: number;
    note: string | null;
    published_size: number;
    published_note: string | null;
    asked_size: number;
  }>('select size, note, published_size, published_note, asked_size from countersign.witnessed where ledger = $1', [
    ledger,
  ]);
  if (row === undefined) return { chosen: null, published: null, asked: 0 };
  return {
    chosen: noteOf(row.size, row.note),
    published: noteOf(row.published_size, row.published_note),
    asked: row.asked_size,
  };
}

function noteOf(size: number, note: string | null): CosignedNote | null {
  return note === null ? null : { size, note };
}

async function choose(sql: Sql, lease: LedgerLease, { size, note }: CosignedNote): Promise<void> {
  await assertHeld(sql, lease);
  const chosen = await sql.query(
    `insert into countersign.witnessed as w (ledger, size, note) values ($1, $2, $3)
     on conflict (ledger) do update set size = excluded.size, note = excluded.note
       where w.note is not distinct from w.published_note and w.size <= excluded.size
     returning ledger`,
    [lease.ledger.id, size, note],
  );
  if (chosen.length === 0)
    throw new Fault('store.lease-lost', `Ledger ${lease.ledger.id} has another cosigned checkpoint to publish`);
  await sql.query('delete from countersign.cosignature where ledger = $1 and size < $2', [lease.ledger.id, size]);
}

/** Locks the ledger's row, so that whoever takes the lease over waits until this transaction is over. */
async function assertHeld(sql: Sql, { ledger, epoch, owner }: LedgerLease): Promise<void> {
  const held = await sql.query(
    'select id from countersign.ledger where id = $1 and epoch = $2 and lease_owner = $3 for update',
    [ledger.id, epoch, owner],
  );
  if (held.length === 0) throw new Fault('store.lease-lost', `Ledger ${ledger.id} is another process' by now`);
}

interface Asked {
  readonly id: number;
  readonly size: number;
  readonly at: number;
  readonly report: AskedReport;
}

async function markAsked(sql: Sql, jobs: Jobs, { id, size, at, report }: Asked): Promise<void> {
  const [before] = await sql.query<{ asked_size: number; published_size: number }>(
    'select asked_size, published_size from countersign.witnessed where ledger = $1 for update',
    [id],
  );
  await sql.query(
    `insert into countersign.witnessed as w (ledger, asked_size, asked_at) values ($1, $2, $3)
     on conflict (ledger) do update set asked_size = greatest(w.asked_size, excluded.asked_size), asked_at = excluded.asked_at`,
    [id, size, at],
  );
  if (report === 'none') return;
  const [published, asked] = [before?.published_size ?? 0, report === 'new' ? (before?.asked_size ?? 0) : 0];
  await reportBetween(sql, jobs, { id, from: Math.max(published, asked), to: size });
}

/**
 * Part of publishing (publish.ts): what was chosen stands on the branch, and whoever waited for entries that it covers is
 * reported.
 */
export async function publishWitnessed(sql: Sql, jobs: Jobs, id: number): Promise<void> {
  const [before] = await sql.query<{ from: number; to: number }>(
    `select published_size as "from", size as "to" from countersign.witnessed
     where ledger = $1 and note is distinct from published_note for update`,
    [id],
  );
  if (before === undefined) return;
  await sql.query('update countersign.witnessed set published_size = size, published_note = note where ledger = $1', [
    id,
  ]);
  await reportBetween(sql, jobs, { id, ...before });
}

interface Range {
  readonly id: number;
  readonly from: number;
  readonly to: number;
}

async function reportBetween(sql: Sql, jobs: Jobs, { id, from, to }: Range): Promise<void> {
  await sendReports(sql, jobs, { ledger: id, from, to });
}
