import { Fault } from '../base/fault.ts';
import type { Sql } from './database.ts';
import { readNewestOf } from './ledger-row.ts';
import type { LedgerLease, LedgerState } from './store.ts';

/** The root of nothing, as RFC 6962 defines it: SHA-256 of the empty text. */
export const EMPTY_ROOT = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';

/** See `Ledgers.succeed`. Homes are locked before any ledger, as `settle` and `move` do it. */
export async function succeedLedger(
  sql: Sql,
  { ledger, epoch, owner }: LedgerLease,
  { origin, branch }: { readonly origin: string; readonly branch: string },
): Promise<LedgerState> {
  const { id, repository, installation, scope, generation } = ledger;
  await sql.query('select 1 from countersign.ledger_home where host = $1 order by repository for update', [
    repository.id,
  ]);
  const ended = await sql.query(
    'update countersign.ledger set ended_by = $4 where id = $1 and epoch = $2 and lease_owner = $3 returning id',
    [id, epoch, owner, origin],
  );
  if (ended.length === 0) throw new Fault('store.lease-lost', `The lease of ledger ${id} is another process' by now`);
  await sql.query(
    `insert into countersign.ledger (installation, repository, owner, name, origin, branch, scope, generation, decided_root)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing`,
    [installation, repository.id, repository.owner, repository.name, origin, branch, scope, generation + 1, EMPTY_ROOT],
  );
  // What is wrong stays wrong, whoever records it: see `dropPending`.
  await sql.query(`delete from countersign.pending where ledger = $1 and kind <> 'alert'`, [id]);
  const newest = (await readNewestOf(sql, [repository.id])).get(repository.id);
  if (newest !== undefined && newest.generation > generation) return newest;
  throw new Fault('ledger.inconsistent', `The origin ${origin} belongs to another ledger already`, {
    next: 'Rename the repository: one origin is one log for ever.',
    details: { origin, repository: repository.id },
  });
}
