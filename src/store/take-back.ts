import { Fault } from '../base/fault.ts';
import type { Sql } from './database.ts';
import { forgetLinks } from './file-links.ts';
import { readLedger } from './ledger-row.ts';
import type { LedgerLease, LedgerState } from './store.ts';

/**
 * See `Ledgers.takeBack`. The first statement is the fence, as in `decide`: of this epoch, and of the sizes that it saw.
 * A statement that is pending again still holds the time that it was decided with; whoever decides it sets another.
 */
export async function takeBack(
  sql: Sql,
  { ledger, epoch, owner }: LedgerLease,
  { root, edge, time }: Pick<LedgerState['decided'], 'root' | 'edge' | 'time'>,
): Promise<LedgerState> {
  const { id, decided, published } = ledger;
  const moved = await sql.query(
    `update countersign.ledger set decided_size = published_size, decided_root = $6, decided_edge = $7, decided_time = $8
     where id = $1 and epoch = $2 and lease_owner = $3 and decided_size = $4 and published_size = $5
       and decided_size > published_size returning id`,
    [id, epoch, owner, decided.size, published.size, root, JSON.stringify(edge), time],
  );
  if (moved.length === 0)
    throw new Fault('store.lease-lost', `Ledger ${id} is another process' by now, or has nothing to take back`);
  // What came since was drafted after them, and stays behind them.
  await sql.query(
    `with taken as (delete from countersign.entry where ledger = $1 and index >= $2 returning *),
       waiting as (delete from countersign.pending where ledger = $1 returning *)
     insert into countersign.pending (ledger, id, kind, n, subject, reports, statement, stored_at)
     select ledger, id, kind, n, subject, reports, statement, stored_at from (
       select 0 as part, index as at, ledger, id, kind, n, subject, reports, bytes as statement, countersign.clock() as stored_at from taken
       union all
       select 1, position, ledger, id, kind, n, subject, reports, statement, stored_at from waiting) t
     order by part, at`,
    [id, published.size],
  );
  await sql.query('delete from countersign.checkpoint where ledger = $1 and size > $2', [id, published.size]);
  await sql.query('delete from countersign.subtree where ledger = $1 and (index + 1) * power(256, level) > $2', [
    id,
    published.size,
  ]);
  await forgetTerms(sql, ledger);
  return await readLedger(sql, id);
}

/** No index finds the terms of one ledger: they are looked through only where there are any. */
async function forgetTerms(sql: Sql, { id, published }: LedgerState): Promise<void> {
  const filed = await sql.query(
    'update countersign.terms_written set size = $2 where ledger = $1 and size > $2 returning ledger',
    [id, published.size],
  );
  if (filed.length === 0) return;
  await sql.query('delete from countersign.entry_term where ledger = $1 and index >= $2', [id, published.size]);
  await forgetLinks(sql, id, published.size);
}
