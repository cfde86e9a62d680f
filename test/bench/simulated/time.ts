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
  /** Once pg-boss has made its tables there. */
  follow(database: string): Promise<void>;
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
    follow: async (database) => await run(database, FOLLOW),
  };
}

/**
 * PostgreSQL looks functions up in the order of the search path, and pg_catalog comes first only where it is not named:
 * every `now()` and `clock_timestamp()` that names no schema means these.
 */
async function prepare(database: string, { began, factor }: Pace): Promise<void> {
  const name = new URL(database).pathname.slice(1);
  const origin = `'${new Date(began).toISOString()}'::timestamptz`;
  const faster = (real: string): string => `select ${origin} + (pg_catalog.${real} - ${origin}) * ${factor}`;
  await run(
    database,
    `create schema simulated;
     create function simulated.now() returns timestamptz language sql stable as $$ ${faster('now()')} $$;
     create function simulated.clock_timestamp() returns timestamptz language sql volatile as $$ ${faster('clock_timestamp()')} $$;
     alter database ${name} set search_path = simulated, public, pg_catalog`,
  );
}

/** By this one function pg-boss knows what is due; its own names the schema of `now()`. */
const FOLLOW = `create or replace function countersign_jobs.job_now() returns timestamptz language sql stable
  as $$ select simulated.now() $$`;

async function run(connectionString: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(text);
  await client.end();
}
