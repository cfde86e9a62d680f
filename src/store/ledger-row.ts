import { Fault } from '../base/fault.ts';
import type { Parameter, Sql } from './database.ts';
import type { LedgerState } from './store.ts';

const COLUMNS = `id, installation, repository, owner, name, origin, branch, epoch, decided_size, decided_root, decided_edge, decided_time,
  published_size, published_head, published_at, (select count(*) from countersign.pending p where p.ledger = ledger.id) as pending`;

interface LedgerRow {
  readonly id: number;
  readonly installation: number;
  readonly repository: number;
  readonly owner: string;
  readonly name: string;
  readonly origin: string;
  readonly branch: string;
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
  const rows = await sql.query<LedgerRow>(`select ${COLUMNS} from countersign.ledger where ${where}`, parameters);
  return rows.map(toLedger);
}

/** The ledger with this id, which is known to exist. */
export async function readLedger(sql: Sql, id: number): Promise<LedgerState> {
  const [ledger] = await readLedgers(sql, 'id = $1', [id]);
  if (ledger === undefined) throw new Fault('internal.bug', `there is no ledger ${id}`);
  return ledger;
}

function toLedger(row: LedgerRow): LedgerState {
  const { id, installation, repository, owner, name, origin, branch, pending } = row;
  return {
    id,
    installation,
    repository: { id: repository, owner, name },
    origin,
    branch,
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
