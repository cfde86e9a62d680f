import type { Database } from './database.ts';
import type { Remains } from './store.ts';

/** What cannot be looked for in a regular expression as it stands. */
const SPECIAL = /[\\^$.|?*+()[\]{}-]/g;

/** One of the words, whole: as a regular expression of PostgreSQL's. */
export function toPattern(words: readonly string[]): string {
  const each = words.map((word) => word.replaceAll(SPECIAL, '\\$&'));
  return `(^|[^[:alnum:]_-])(${each.join('|')})($|[^[:alnum:]_-])`;
}

/** Looked through by other means, piece by piece: they are larger than what one statement may read. */
const BY_THEMSELVES: readonly string[] = ['countersign.entry', 'countersign.pending', 'countersign.evidence'];

const TYPES = ['text', 'ARRAY', 'json', 'jsonb', 'character varying'];

/** Tables of ours and of the queue: whatever a later version adds to them is looked at too. */
export async function findRemains(database: Database, words: readonly string[]): Promise<readonly Remains[]> {
  if (words.length === 0) return [];
  const columns = await database.query<{ table: string; column: string }>(
    `select c.table_schema || '.' || c.table_name as table, c.column_name as column
     from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where c.table_schema in ('countersign', 'countersign_jobs') and t.table_type = 'BASE TABLE'
       and c.data_type = any($1::text[])
       and not exists (select 1 from pg_inherits i where i.inhrelid = (quote_ident(c.table_schema) || '.' || quote_ident(c.table_name))::regclass)
     order by 1, 2`,
    [TYPES],
  );
  const found: Remains[] = [];
  for (const { table, column } of columns) {
    if (BY_THEMSELVES.includes(table)) continue;
    const [row] = await database.query<{ count: number }>(
      `select count(*) from ${table} where "${column}"::text ~* $1`,
      [toPattern(words)],
    );
    const rows = row?.count ?? 0;
    if (rows > 0) found.push({ table, column, rows });
  }
  return found;
}
