import type { Database } from '../../src/store/database.ts';
import type { FastTime } from './pace.ts';

/**
 * Makes the database's clock run as fast as the processes' (fast-time.ts). All that Countersign and pg-boss store and
 * compare comes from these two functions.
 */
export async function hastenDatabase(database: Database, { since, speed }: FastTime): Promise<void> {
  const at = `to_timestamp((${since} + (extract(epoch from INSTANT) * 1000 - ${since}) * ${speed}) / 1000)`;
  const bossNow = at.replace('INSTANT', 'pg_catalog.now()');
  const clock = at.replace('INSTANT', 'clock_timestamp()');
  await database.script(`
    create or replace function countersign.clock() returns bigint language sql volatile
      as $$ select (extract(epoch from ${clock}) * 1000)::bigint $$;
    create or replace function countersign_jobs.job_now() returns timestamp with time zone language sql stable
      as $$ select ${bossNow} $$;
  `);
}
