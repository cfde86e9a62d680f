import type { Instant } from '../base/clock.ts';
import type { Database, Sql } from './database.ts';
import type { Budgets } from './store.ts';

interface Row {
  readonly name: string;
  readonly book: string;
}

export function createBudgets(database: Database): Budgets {
  return {
    change: async (names, act) => {
      if (names.length > 0) await database.transaction(async (sql) => await changeBooks(sql, names, act));
    },
  };
}

async function changeBooks(sql: Sql, names: readonly string[], act: Parameters<Budgets['change']>[1]): Promise<void> {
  const books = await lockBooks(sql, names);
  // After the rows are locked: whoever held them before has left instants of before.
  const [clock] = await sql.query<{ now: Instant }>('select countersign.clock() as now');
  const now = clock?.now ?? 0;
  const after = names.map((name) => JSON.stringify(act(name, JSON.parse(books.get(name) ?? 'null'), now)));
  await sql.query(
    `update countersign.budget b set book = t.book, at = $3
     from unnest($1::text[], $2::text[]) as t (name, book) where b.name = t.name`,
    [names, after, now],
  );
}

/** In the order of names, so that two processes never wait for each other in a circle. */
async function lockBooks(sql: Sql, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const lock = async (): Promise<readonly Row[]> =>
    await sql.query<Row>('select name, book from countersign.budget where name = any($1) order by name for update', [
      names,
    ]);
  const found = await lock();
  if (found.length === names.length) return toMap(found);
  await sql.query(
    `insert into countersign.budget (name, book, at) select name, 'null', 0 from unnest($1::text[]) as t (name)
     order by name on conflict (name) do nothing`,
    [names],
  );
  return toMap(await lock());
}

const toMap = (rows: readonly Row[]): ReadonlyMap<string, string> =>
  new Map(rows.map(({ name, book }) => [name, book]));
