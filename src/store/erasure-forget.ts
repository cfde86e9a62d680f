import type { Database, Sql } from './database.ts';
import type { Jobs } from './jobs.ts';
import type { ErasableTable, HeldRow } from './store.ts';

interface Forgetting {
  readonly table: ErasableTable;
  readonly rows: readonly HeldRow[];
}

export async function forgetRows(database: Database, jobs: Jobs, { table, rows }: Forgetting): Promise<void> {
  if (rows.length === 0) return;
  const column = (at: number): readonly string[] => rows.map(({ key }) => key[at] ?? '');
  await database.transaction(async (sql) => {
    if (table === 'subject') return await forgetVerdicts(sql, jobs, column(0));
    await sql.query(STATEMENTS[table], table === 'memory' || table === 'job' ? [column(0), column(1)] : [column(0)]);
  });
}

/** Ids are not erased: who pushed must not approve, whatever they were called. */
const STATEMENTS: Readonly<Record<Exclude<ErasableTable, 'subject'>, string>> = {
  push: `update countersign.push set ref = 'refs/erased',
      pusher = ((pusher::jsonb - 'name' - 'email') || '{"login": ""}')::text
    where id = any($1::text[]::bigint[])`,
  delivery: `update countersign.delivery set payload = null, failed = 'erased'
    where id = any($1::text[]::bigint[]) and dispatched_at is not null`,
  memory: `delete from countersign.memory m using unnest($1::text[], $2::text[]) as t (scope, key)
    where m.scope = t.scope and m.key = t.key`,
  job: `update countersign_jobs.job j set output = null, data = case when state = 'failed' then '{}' else data end from unnest($1::text[], $2::text[]) as t (name, id)
    where j.name = t.name and j.id = t.id::uuid`,
};

/**
 * Nothing is left of what was said, nor of what was recorded last: whoever is judged again is recorded again. Where nobody
 * will be judged again, nothing has to be said either.
 */
async function forgetVerdicts(sql: Sql, jobs: Jobs, keys: readonly string[]): Promise<void> {
  const open = await sql.query<{ key: string }>(
    `update countersign.subject set verdict = '{}', recorded_digest = null,
       generation = generation + (case when open then 1 else 0 end),
       touched_at = case when open then countersign.clock() else touched_at end
     where key = any($1::text[]) returning case when open then key end as key`,
    [keys],
  );
  const again = open.flatMap(({ key }) => (key === null ? [] : [{ key }]));
  await jobs.send(sql, 'evaluate', again);
}
