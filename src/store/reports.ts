import type { Database } from './database.ts';
import { createLeases } from './leases.ts';
import { readTogether } from './read-together.ts';
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
  const leases = createLeases(database);
  const readCheck = readTogether<CheckRow>(
    database,
    'select * from countersign.public_check where repository = $1 and head = $2 and check_name = $3',
  );
  return {
    read: async (repository, head, checkName) => {
      const row = await readCheck([repository, head, checkName]);
      return row === null ? null : toCheck(row);
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
    forget: async (repository, head, checkName) => {
      await database.query(
        'delete from countersign.public_check where repository = $1 and head = $2 and check_name = $3',
        [repository, head, checkName],
      );
    },
    take: async (key, owner, leaseFor) => await leases.take(key, owner, leaseFor),
    extend: async (key, owner, leaseFor) => await leases.extend(key, owner, leaseFor),
    release: async (key, owner) => await leases.release(key, owner),
  };
}

function toCheck({ check_name, run_id, ...row }: CheckRow): PublicCheck {
  return { ...row, checkName: check_name, runId: run_id };
}
