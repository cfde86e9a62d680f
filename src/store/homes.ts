import { Fault } from '../base/fault.ts';
import type { Database, Sql } from './database.ts';
import type { Home, Homes, Move } from './home-records.ts';
import type { Jobs } from './jobs.ts';
import { LEDGER_COLUMNS, type LedgerRow, readLedger, readNewestOf, toLedger } from './ledger-row.ts';
import { addPending } from './pending.ts';

export function createHomes(database: Database, jobs: Jobs): Homes {
  return {
    read: async (repository) => (await readHomes(database, 'repository = $1', [repository]))[0] ?? null,
    list: async (after, limit) =>
      await readHomes(database, 'repository > $1 order by repository limit $2', [after, limit]),
    move: async (move) => await database.transaction(async (sql) => await moveHome(sql, jobs, move)),
  };
}

interface HomeRow extends LedgerRow {
  readonly of_repository: number;
  readonly of_installation: number;
  readonly of_owner: string;
  readonly of_name: string;
}

/** With the newest ledger that each host has. */
async function readHomes(sql: Sql, where: string, parameters: readonly number[]): Promise<readonly Home[]> {
  const rows = await sql.query<HomeRow>(
    `select of_repository, of_installation, of_owner, of_name, ${LEDGER_COLUMNS}
     from (
       select repository as of_repository, installation as of_installation, owner as of_owner, name as of_name, host
       from countersign.ledger_home where ${where}
     ) home join countersign.ledger on ledger.repository = home.host
     order by of_repository, generation`,
    parameters,
  );
  const homes = new Map(
    rows.map((row) => {
      const { of_repository: id, of_installation: installation, of_owner: owner, of_name: name } = row;
      return [id, { repository: { id, owner, name }, installation, ledger: toLedger(row) }];
    }),
  );
  return [...homes.values()];
}

/** The home's row is locked before any ledger's, as `settle` does it; the ledgers in the order of their ids. */
async function moveHome(sql: Sql, jobs: Jobs, { repository, installation, from, to, ...move }: Move): Promise<boolean> {
  await sql.query('select 1 from countersign.ledger_home where repository = $1 for update', [repository.id]);
  const [home] = await readHomes(sql, 'repository = $1', [repository.id]);
  if ((home?.ledger.id ?? null) !== from) return false;
  const { id: host } = (await readLedger(sql, to)).repository;
  const stored = await sql.query(
    `insert into countersign.ledger_home as h (repository, installation, owner, name, host) values ($1, $2, $3, $4, $5)
     on conflict (repository) do update set installation = $2, owner = $3, name = $4, host = $5
     where h.host = $6 returning host`,
    [repository.id, installation, repository.owner, repository.name, host, home?.ledger.repository.id ?? null],
  );
  if (stored.length === 0) return false; // somebody else was faster, and there was no row to lock yet
  await sql.query('select 1 from countersign.ledger where id = any($1::bigint[]) order by id for update', [
    [to, ...(from === null ? [] : [from])],
  ]);
  // Its key may have been said to be lost since it was looked up: nothing may begin again in a ledger that nobody can sign.
  if ((await readNewestOf(sql, [host])).get(host)?.id !== to)
    throw new Fault('ledger.unavailable', `Another ledger goes on for ledger ${to} by now`);
  await endAndResume(sql, { from, to, scope: move.scope });
  for (const ledger of new Set(move.entries.map((each) => each.ledger))) {
    const added = move.entries.filter((each) => each.ledger === ledger);
    await addPending(sql, ledger, {
      entries: added.map(({ entry }) => entry),
      evidence: added.flatMap(({ evidence = [] }) => evidence),
    });
    await jobs.send(sql, 'flush', [{ key: String(ledger) }]);
  }
  return true;
}

/** One ledger ends when the last repository leaves it; the other goes on, also when it had ended before. */
async function endAndResume(sql: Sql, { from, to, scope }: Pick<Move, 'from' | 'to' | 'scope'>): Promise<void> {
  await sql.query('update countersign.ledger set scope = $2, ended_by = null where id = $1', [to, scope]);
  if (from === null || from === to) return;
  await sql.query(
    `update countersign.ledger l set ended_by = t.origin from countersign.ledger t
     where l.id = $1 and t.id = $2 and not exists (select 1 from countersign.ledger_home h where h.host = l.repository)`,
    [from, to],
  );
}
