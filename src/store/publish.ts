import { Fault } from '../base/fault.ts';
import type { Database, Sql } from './database.ts';
import type { Jobs } from './jobs.ts';
import type { LedgerLease } from './store.ts';
import { sendReports } from './waiting-reports.ts';
import { publishWitnessed } from './witnesses.ts';

/** Step 4 of design/ledger.md: only for a stored checkpoint, by whoever holds the lease. */
export async function signCheckpoint(
  database: Database,
  { ledger, epoch, owner }: LedgerLease,
  { size, note }: { readonly size: number; readonly note: string },
): Promise<void> {
  const signed = await database.query(
    `update countersign.checkpoint c set note = $5 from countersign.ledger l
     where l.id = $1 and l.epoch = $2 and l.lease_owner = $3 and c.ledger = l.id and c.size = $4 returning c.size`,
    [ledger.id, epoch, owner, size, note],
  );
  if (signed.length === 0)
    throw new Fault(
      'store.lease-lost',
      `Ledger ${ledger.id} is another process' by now, or has no checkpoint of size ${size}`,
    );
}

export interface Publishing {
  readonly lease: LedgerLease;
  readonly published: { readonly size: number; readonly head: string; readonly at: number };
}

/** Step 6: *published* moves, and every subject that waited for an entry between its old and its new place gets a report. */
export async function publish(sql: Sql, jobs: Jobs, { lease, published }: Publishing): Promise<void> {
  const { ledger, epoch, owner } = lease;
  const [before] = await sql.query<{ published_size: number; decided_size: number }>(
    'select published_size, decided_size from countersign.ledger where id = $1 and epoch = $2 and lease_owner = $3 for update',
    [ledger.id, epoch, owner],
  );
  if (before === undefined) throw new Fault('store.lease-lost', `Ledger ${ledger.id} is another process' by now`);
  const { size, head, at } = published;
  if (size < before.published_size || size > before.decided_size)
    throw new Fault('internal.bug', `size ${size} cannot be published`, { details: { ...before } });
  await sql.query(
    'update countersign.ledger set published_size = $2, published_head = $3, published_at = $4 where id = $1',
    [ledger.id, size, head, at],
  );
  await sql.query('update countersign.checkpoint set commit = $3 where ledger = $1 and size = $2', [
    ledger.id,
    size,
    head,
  ]);
  await sendReports(sql, jobs, { ledger: ledger.id, from: before.published_size, to: size });
  await publishWitnessed(sql, jobs, ledger.id);
}
