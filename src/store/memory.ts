import type { Json } from '../base/json.ts';
import type { Database } from './database.ts';
import { readTogether } from './read-together.ts';
import type { Memory } from './store.ts';

/** The last character there is: what begins with a prefix sorts between the prefix and the prefix with this behind it. */
const LAST = '\u{10FFFF}';

export function createMemory(database: Database): Memory {
  const read = readTogether<{ value: string; at: number }>(
    database,
    'select value, at from countersign.memory where scope = $1 and key = $2',
  );
  return {
    get: async (scope, key) => {
      const row = await read([scope, key]);
      return row === null ? null : { value: JSON.parse(row.value) as Json, at: row.at };
    },
    set: async (scope, key, value, at) => {
      await database.query(
        `insert into countersign.memory (scope, key, value, at) values ($1, $2, $3, $4)
         on conflict (scope, key) do update set value = excluded.value, at = excluded.at`,
        [scope, key, JSON.stringify(value), at],
      );
    },
    forget: async (scope, prefix) => {
      await database.query('delete from countersign.memory where scope = $1 and key >= $2 and key < $3', [
        scope,
        prefix,
        `${prefix}${LAST}`,
      ]);
    },
    list: async (scope, prefix) => {
      const rows = await database.query<{ key: string; value: string }>(
        'select key, value from countersign.memory where scope = $1 and key >= $2 and key < $3 order by key',
        [scope, prefix, `${prefix}${LAST}`],
      );
      return rows.map(({ key, value }) => ({ key, value: JSON.parse(value) as Json }));
    },
    oldest: async (scope, { after, limit }) => {
      const rows = await database.query<{ key: string; value: string; at: number }>(
        `select key, value, at from countersign.memory
         where scope = $1 and ($2::bigint is null or (at, key) > ($2, $3)) order by at, key limit $4`,
        [scope, after?.at ?? null, after?.key ?? '', limit],
      );
      return rows.map(({ key, value, at }) => ({ key, value: JSON.parse(value) as Json, at }));
    },
  };
}
