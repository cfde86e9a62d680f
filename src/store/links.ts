import type { Database } from './database.ts';
import { deployingLinks } from './deploying-links.ts';
import { landingLinks } from './landing-links.ts';
import type { LedgerEntry, LinkIndex } from './store.ts';

export function createLinks(database: Database): LinkIndex {
  return {
    ...landingLinks(database),
    ...deployingLinks(database),
    named: async (ledger, terms) =>
      await database.query<LedgerEntry>(
        `select e.index, e.bytes from (
           select distinct index from countersign.entry_term where term = any($2::bigint[]) and ledger = $1) f
         join countersign.entry e on e.ledger = $1 and e.index = f.index order by e.index`,
        [ledger, terms],
      ),
    withIds: async (ledger, ids) =>
      await database.query<LedgerEntry>(
        'select index, bytes from countersign.entry where ledger = $1 and id = any($2::text[]) order by index',
        [ledger, ids],
      ),
    at: async (ledger, indexes) =>
      await database.query<LedgerEntry>(
        'select index, bytes from countersign.entry where ledger = $1 and index = any($2::bigint[]) order by index',
        [ledger, indexes],
      ),
    repositories: async (ledger, name) => {
      const rows = await database.query<{ repository: number }>(
        'select repository from countersign.repository_name where ledger = $1 and name = $2 order by repository',
        [ledger, name],
      );
      return rows.map(({ repository }) => repository);
    },
  };
}
