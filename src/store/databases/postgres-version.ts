import { Fault } from '../../base/fault.ts';
import type { Sql } from '../database.ts';

/** As servers number themselves: major version times 10,000. */
const OLDEST = 140_000;
const MAJOR = 10_000;

/** Asked before anything is made in the database. Throws Fault `store.unsupported`, and `store.unavailable` without an answer. */
export async function checkServer(sql: Sql): Promise<void> {
  const [found] = await sql.query<{ number: number; name: string }>(
    "select current_setting('server_version_num')::integer as number, version() as name",
  );
  const { number = 0, name = 'unknown' } = found ?? {};
  if (number >= OLDEST) return;
  throw new Fault(
    'store.unsupported',
    `The database server is, or calls itself, PostgreSQL ${Math.floor(number / MAJOR)}, and ${OLDEST / MAJOR} or newer is needed: ${name}`,
    { details: { number, name } },
  );
}
