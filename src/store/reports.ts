import type { Database } from './database.ts';
import type { PublicCheck, Reports } from './store.ts';

interface CheckRow {
  readonly repository: number;
  readonly head: string;
  readonly check_name: string;
  readonly run_id: number;
  readonly conclusion: string | null;
  readonly digest: string;
}

export function createReports(database: Database): Reports {
  return {
    read: async (repository, head, checkName) => {
      const [row] = await database.query<CheckRow>(
        'select * from countersign.public_check where repository = $1 and head = $2 and check_name = $3',
        [repository, head, checkName],
      );
      return row === undefined ? null : toCheck(row);
    },
    write: async ({ repository, head, checkName, runId, conclusion, digest }) => {
      await database.query(
        `insert into countersign.public_check (repository, head, check_name, run_id, conclusion, digest) values ($1, $2, $3, $4, $5, $6)
         on conflict (repository, head, check_name) do update
         set run_id = excluded.run_id, conclusion = excluded.conclusion, digest = excluded.digest`,
        [repository, head, checkName, runId, conclusion, digest],
      );
    },
    refresh: async (repository, head) => {
      await database.query(`update countersign.public_check set digest = '' where repository = $1 and head = $2`, [
        repository,
        head,
      ]);
    },
    take: async (key, owner, leaseFor) => {
      const taken = await database.query(
        `insert into countersign.report_lease as l (key, owner, until) values ($1, $2, countersign.clock() + $3)
         on conflict (key) do update set owner = excluded.owner, until = excluded.until where l.until <= countersign.clock()
         returning key`,
        [key, owner, leaseFor],
      );
      return taken.length === 1;
    },
    release: async (key, owner) => {
      await database.query('delete from countersign.report_lease where key = $1 and owner = $2', [key, owner]);
    },
  };
}

function toCheck({ check_name, run_id, ...row }: CheckRow): PublicCheck {
  return { ...row, checkName: check_name, runId: run_id };
}
