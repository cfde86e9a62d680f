import type { Instant } from '../base/clock.ts';
import type { Database, Sql } from './database.ts';
import type { Taken, TurnRequest, Turns } from './store.ts';

const SCOPE = 'turns';

export function createTurns(database: Database): Turns {
  return { take: async (request) => await database.transaction(async (sql) => await takeTurn(sql, request)) };
}

/** A turn that was taken (whose generation is known), or one in the future that is kept for somebody. */
interface Turn {
  readonly at: Instant;
  readonly id: string;
  readonly generation: number | null;
}

/** The name's row is locked first, so that two processes share one window. */
async function takeTurn(sql: Sql, { name, id, generation, most, within }: TurnRequest): Promise<Taken> {
  const { now, turns } = await lockTurns(sql, name, within);
  const own = turns.findLast((turn) => turn.id === id);
  if (own?.generation === generation) return { isTaken: true };
  const count = turns.filter((turn) => turn.generation !== null).length;
  if (own?.generation === null) {
    if (own.at > now) return { isTaken: false, count, next: own.at };
    await store(sql, name, { now, turns: turns.map((turn) => (turn === own ? { ...own, generation } : turn)) });
    return { isTaken: true };
  }
  const before = turns.at(-most);
  const next = before === undefined ? now : Math.max(now, before.at + within);
  const isTaken = next <= now;
  await store(sql, name, { now, turns: [...turns, { at: next, id, generation: isTaken ? generation : null }] });
  return isTaken ? { isTaken } : { isTaken, count, next };
}

/** Those that count still, in order. A clock that was set back leaves some in the future: they count as of now. */
async function lockTurns(
  sql: Sql,
  name: string,
  within: number,
): Promise<{ readonly now: Instant; readonly turns: readonly Turn[] }> {
  // Of those that nobody holds: two that clean up must not wait for each other.
  await sql.query(
    `delete from countersign.memory where (scope, key) in (
       select scope, key from countersign.memory where scope = $1 and key <> $2 and at <= countersign.clock() - $3
       for update skip locked)`,
    [SCOPE, name, within],
  );
  await sql.query(
    `insert into countersign.memory (scope, key, value, at) values ($1, $2, '[]', countersign.clock())
     on conflict (scope, key) do nothing`,
    [SCOPE, name],
  );
  const [row] = await sql.query<{ now: number; value: string }>(
    'select countersign.clock() as now, value from countersign.memory where scope = $1 and key = $2 for update',
    [SCOPE, name],
  );
  const now = row?.now ?? 0;
  const all = JSON.parse(row?.value ?? '[]') as readonly Turn[];
  const turns = all
    .filter(({ at }) => at > now - within)
    .map((turn) => (turn.generation === null ? turn : { ...turn, at: Math.min(turn.at, now) }));
  return { now, turns };
}

/** `at` of the row: when its last turn is over, nothing in it counts any more. */
async function store(
  sql: Sql,
  name: string,
  { now, turns }: { readonly now: Instant; readonly turns: readonly Turn[] },
): Promise<void> {
  await sql.query('update countersign.memory set value = $3, at = $4 where scope = $1 and key = $2', [
    SCOPE,
    name,
    JSON.stringify(turns),
    Math.max(now, ...turns.map(({ at }) => at)),
  ]);
}
