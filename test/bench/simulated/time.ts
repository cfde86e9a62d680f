import pg from 'pg';

export interface Pace {
  /** When the simulation began: milliseconds since 1970, real and simulated alike. */
  readonly began: number;
  /** Simulated milliseconds in one real millisecond. */
  readonly factor: number;
}

/** Time that runs some times faster, alike for every process and the database of one benchmark. */
export interface SimulatedTime {
  readonly factor: number;
  /** For a process of Node. */
  readonly node: readonly string[];
  now(): number;
  /** Simulated milliseconds. */
  sleep(milliseconds: number): Promise<void>;
  /** Before the first process opens it. */
  prepare(database: string): Promise<void>;
}

export function timeOf(realTime: number, { began, factor }: Pace): number {
  return began + (realTime - began) * factor;
}

export function simulateTime(factor: number): SimulatedTime {
  const pace = { began: Date.now(), factor };
  const address = new URL(`./process.ts?began=${pace.began}&factor=${factor}`, import.meta.url);
  return {
    factor,
    node: ['--import', address.href],
    now: () => timeOf(Date.now(), pace),
    sleep: async (milliseconds) => await new Promise((resolve) => setTimeout(resolve, milliseconds / factor)),
    prepare: async (database) => await prepare(database, pace),
  };
}

/**
 * PostgreSQL looks functions up in the order of the search path, and pg_catalog comes first only where it is not named:
 * every `now()` and `clock_timestamp()` of ours and of pg-boss, which name no schema, means these.
 */
async function prepare(database: string, { began, factor }: Pace): Promise<void> {
  const name = new URL(database).pathname.slice(1);
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  const origin = `'${new Date(began).toISOString()}'::timestamptz`;
  const faster = (real: string): string => `select ${origin} + (pg_catalog.${real} - ${origin}) * ${factor}`;
  await client.query(`
    create schema simulated;
    create function simulated.now() returns timestamptz language sql stable as $$ ${faster('now()')} $$;
    create function simulated.clock_timestamp() returns timestamptz language sql volatile as $$ ${faster('clock_timestamp()')} $$;
    alter database ${name} set search_path = simulated, public, pg_catalog`);
  await client.end();
}
