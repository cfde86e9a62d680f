import type { Sql } from './database.ts';

/**
 * Ends every lease of an owner; null: of everybody. A result under such a lease is refused, because its row no longer
 * names the owner.
 */
export async function releaseLeases(sql: Sql, owner: string | null): Promise<void> {
  for (const table of ['subject', 'ledger', 'evidence_branch'])
    await sql.query(
      `update countersign.${table} set lease_owner = null, lease_until = null
       where lease_until is not null and ($1::text is null or lease_owner = $1)`,
      [owner],
    );
  await sql.query('delete from countersign.report_lease where $1::text is null or owner = $1', [owner]);
}
