import { Fault } from '../base/fault.ts';
import type { Parameter, Sql } from './database.ts';
import type { LedgerState } from './store.ts';

/** Of a table that is called `ledger` in its statement. */
export const LEDGER_COLUMNS = `id, installation, repository, owner, name, scope, generation, origin, branch, ended_by, epoch, decided_size, decided_root, decided_edge, decided_time,
  published_size, published_head, published_at, (select count(*) from countersign.pending p where p.ledger = ledger.id) as pending`;

export interface LedgerRow {
  readonly id: number;
  readonly installation: number;
  readonly repository: number;
  readonly owner: string;
  readonly name: string;
  readonly scope: LedgerState['scope'];
  readonly generation: number;
  readonly origin: string;
  readonly branch: string;
  readonly ended_by: string | null;
  readonly epoch: number;
  readonly decided_size: number;
  readonly decided_root: string;
  readonly decided_edge: string;
  readonly decided_time: number;
  readonly published_size: number;
  readonly published_head: string | null;
  readonly published_at: number | null;
  readonly pending: number;
}

export async function readLedgers(
  sql: Sql,
  where: string,
  parameters: readonly Parameter[] = [],
): Promise<readonly LedgerState[]> {
  const rows = await sql.query<LedgerRow>(
    `select ${LEDGER_COLUMNS} from countersign.ledger where ${where}`,
    parameters,
  );
  return rows.map(toLedger);
}

/** The ledger with this id, which is known to exist. */
export async function readLedger(sql: Sql, id: number): Promise<LedgerState> {
  const [ledger] = await readLedgers(sql, 'id = $1', [id]);
  if (ledger === undefined) throw new Fault('internal.bug', `there is no ledger ${id}`);
  return ledger;
}

/** The newest ledger of each of these repositories, by repository. */
export async function readNewestOf(
  sql: Sql,
  repositories: readonly number[],
): Promise<ReadonlyMap<number, LedgerState>> {
  if (repositories.length === 0) return new Map();
  const ledgers = await readLedgers(sql, 'repository = any($1::bigint[]) order by generation', [repositories]);
  return new Map(ledgers.map((ledger) => [ledger.repository.id, ledger]));
}

export function toLedger(row: LedgerRow): LedgerState {
  const { id, installation, repository, owner, name, scope, generation, origin, branch, pending } = row;
  return {
    id,
    installation,
    repository: { id: repository, owner, name },
    scope,
    generation,
    origin,
    branch,
    endedBy: row.ended_by,
    decided: {
      size: row.decided_size,
      root: row.decided_root,
      edge: JSON.parse(row.decided_edge) as readonly string[],
      time: row.decided_time,
    },
    published: { size: row.published_size, head: row.published_head, at: row.published_at },
    pending,
  };
}
