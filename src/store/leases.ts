import type { Database } from './database.ts';
import type { Leases } from './store.ts';

export function createLeases(database: Database): Leases {
  return {
    take: async (key, owner, leaseFor) => {
      const taken = await database.query(
        `insert into countersign.report_lease as l (key, owner, until) values ($1, $2, countersign.clock() + $3)
         on conflict (key) do update set owner = excluded.owner, until = excluded.until where l.until <= countersign.clock()
         returning key`,
        [key, owner, leaseFor],
      );
      return taken.length === 1;
    },
    extend: async (key, owner, leaseFor) => {
      const extended = await database.query(
        `update countersign.report_lease set until = countersign.clock() + $3
         where key = $1 and owner = $2 and until > countersign.clock() returning key`,
        [key, owner, leaseFor],
      );
      return extended.length === 1;
    },
    release: async (key, owner) => {
      await database.query('delete from countersign.report_lease where key = $1 and owner = $2', [key, owner]);
    },
  };
}
