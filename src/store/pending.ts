import { Fault } from '../base/fault.ts';
import type { JsonObject } from '../base/json.ts';
import type { Database, Sql } from './database.ts';
import { EVIDENCE_COLUMNS, evidenceArrays } from './evidence-columns.ts';
import type { Evidence, LedgerLease, NewEntry, PendingEntry } from './store.ts';

interface Added {
  readonly entries: readonly NewEntry[];
  readonly evidence: readonly Evidence[];
  /** The caller's transaction has locked the ledger's row. */
  readonly isLocked?: boolean;
}

/**
 * What waits for its index. The ledger's row is locked first, against `decide`: otherwise an entry that is being moved out
 * of `pending` this moment would be in neither place for us, and come into the ledger a second time. Those that were new.
 */
export async function addPending(
  sql: Sql,
  ledger: number,
  { entries, evidence, isLocked = false }: Added,
): Promise<readonly { readonly id: string }[]> {
  if (!isLocked) await lockLedger(sql, ledger);
  return await sql.query<{ id: string }>(
    `with kept as (
       insert into countersign.evidence (ledger, ${EVIDENCE_COLUMNS}, stored_at)
       select $1, t.*, countersign.clock() from unnest($8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[]) as t
       on conflict (ledger, digest) do nothing)
     insert into countersign.pending (ledger, id, kind, n, subject, reports, statement, stored_at)
     select $1, t.id, t.kind, t.n, t.subject, t.reports, t.statement, countersign.clock()
     from unnest($2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[])
       with ordinality as t (id, kind, n, subject, reports, statement, at)
     where not exists (select 1 from countersign.entry e where e.ledger = $1 and e.id = t.id)
     order by t.at
     on conflict (ledger, id) do nothing returning id`,
    [
      ledger,
      entries.map(({ id }) => id),
      entries.map(({ kind }) => kind),
      entries.map(({ n }) => n),
      entries.map(({ subject }) => subject),
      entries.map(({ reports }) => reports),
      entries.map(({ statement }) => JSON.stringify(statement)),
      ...evidenceArrays(evidence),
    ],
  );
}

/** One entry outside of an evaluation: was it new? Where its id is known already, its evidence is not stored either. */
export async function addEntry(
  sql: Sql,
  ledger: number,
  { entry, evidence }: { readonly entry: NewEntry; readonly evidence: readonly Evidence[] },
): Promise<boolean> {
  await lockLedger(sql, ledger);
  await refuseAfterEnd(sql, ledger, entry.kind);
  const known = await sql.query(
    `select 1 from countersign.pending where ledger = $1 and id = $2
     union all select 1 from countersign.entry where ledger = $1 and id = $2`,
    [ledger, entry.id],
  );
  return known.length === 0 && (await addPending(sql, ledger, { entries: [entry], evidence })).length > 0;
}

/** About the ledger itself there may be something to say for ever, about what it served there is not. */
const ALWAYS: ReadonlySet<string> = new Set(['ledger', 'alert']);

async function refuseAfterEnd(sql: Sql, ledger: number, kind: string): Promise<void> {
  const [ended] = await sql.query<{ ended_by: string }>(
    'select ended_by from countersign.ledger where id = $1 and ended_by is not null',
    [ledger],
  );
  if (ended !== undefined && !ALWAYS.has(kind))
    throw new Fault('ledger.unavailable', `What ledger ${ledger} served is recorded in ${ended.ended_by} by now`);
}

/** Shared: many evaluations may add at once, only `decide` must not be in the middle of its move. */
async function lockLedger(sql: Sql, ledger: number): Promise<void> {
  const locked = await sql.query('select 1 from countersign.ledger where id = $1 for share', [ledger]);
  if (locked.length === 0) throw new Fault('internal.bug', `there is no ledger ${ledger}`);
}

interface PendingRow {
  readonly id: string;
  readonly kind: string;
  readonly n: number;
  readonly subject: string;
  readonly statement: string;
  readonly stored_at: number;
}

/** In the order in which they were stored. */
export async function readPending(
  database: Database,
  { ledger }: LedgerLease,
  limit: number,
): Promise<readonly PendingEntry[]> {
  const rows = await database.query<PendingRow>(
    'select id, kind, n, subject, statement, stored_at from countersign.pending where ledger = $1 order by position limit $2',
    [ledger.id, limit],
  );
  return rows.map(({ stored_at, statement, ...row }) => ({
    ...row,
    statement: JSON.parse(statement) as JsonObject,
    storedAt: stored_at,
  }));
}
