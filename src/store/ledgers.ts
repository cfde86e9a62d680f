import { Fault } from '../base/fault.ts';
import { createArchive } from './archive.ts';
import type { Database } from './database.ts';
import { adopt, decide } from './decide.ts';
import type { Jobs } from './jobs.ts';
import { readLedger, readLedgers, readNewestOf } from './ledger-row.ts';
import { addEntry, readPending } from './pending.ts';
import { publish, signCheckpoint } from './publish.ts';
import type { LedgerLease, LedgerState, Ledgers } from './store.ts';
import { EMPTY_ROOT, succeedLedger } from './succeed.ts';
import { takeBack } from './take-back.ts';

export function createLedgers(database: Database, jobs: Jobs): Ledgers {
  return {
    ...createArchive(database),
    open: async (ledger) => await openLedger(database, ledger),
    read: async (id) => (await readLedgers(database, 'id = $1', [id]))[0] ?? null,
    ofRepository: async (repository) => await readNewest(database, repository),
    ofGeneration: async (repository, generation) =>
      (await readLedgers(database, 'repository = $1 and generation = $2', [repository, generation]))[0] ?? null,
    succeed: async (lease, successor) =>
      await database.transaction(async (sql) => await succeedLedger(sql, lease, successor)),
    list: async (after, limit) => await readLedgers(database, 'id > $1 order by id limit $2', [after, limit]),
    unpublished: async () =>
      await readLedgers(
        database,
        `(decided_size > published_size or exists (select 1 from countersign.pending p where p.ledger = ledger.id))
         and not exists (select 1 from countersign.ledger n where n.repository = ledger.repository and n.generation > ledger.generation)
         order by id`,
      ),
    take: async (id, owner, leaseFor) => await takeLedger(database, { id, owner, leaseFor }),
    extend: async ({ ledger, epoch, owner }, leaseFor) => {
      const held = await database.query(
        `update countersign.ledger set lease_until = countersign.clock() + $4
         where id = $1 and epoch = $2 and lease_owner = $3 returning id`,
        [ledger.id, epoch, owner, leaseFor],
      );
      if (held.length === 0) throw new Fault('store.lease-lost', `Ledger ${ledger.id} is another process' by now`);
    },
    release: async ({ ledger, epoch, owner }) => {
      await database.query(
        'update countersign.ledger set lease_owner = null, lease_until = null where id = $1 and epoch = $2 and lease_owner = $3',
        [ledger.id, epoch, owner],
      );
    },
    pending: async (lease, limit) => await readPending(database, lease, limit),
    dropPending: async ({ ledger }, entries) => {
      await database.query('delete from countersign.pending where ledger = $1 and id = any($2::text[])', [
        ledger.id,
        entries,
      ]);
    },
    decide: async (lease, decision) => await database.transaction(async (sql) => await decide(sql, lease, decision)),
    sign: async (lease, size, note) => await signCheckpoint(database, lease, { size, note }),
    publish: async (lease, published) =>
      await database.transaction(async (sql) => await publish(sql, jobs, { lease, published })),
    adopt: async (lease, decision, published) =>
      await database.transaction(async (sql) => await adopt(sql, jobs, lease, { decision, published })),
    takeBack: async (lease, published) =>
      await database.transaction(async (sql) => await takeBack(sql, lease, published)),
    add: async (id, entry, evidence) =>
      await database.transaction(async (sql) => await addEntry(sql, id, { entry, evidence })),
  };
}

type OpenLedger = Parameters<Ledgers['open']>[0];

/** One ledger for each repository and generation, also when it is renamed: its origin stays what it was at first. */
async function openLedger(
  database: Database,
  { installation, repository, origin, branch, generation = 1 }: OpenLedger,
): Promise<LedgerState> {
  await database.query(
    `insert into countersign.ledger (installation, repository, owner, name, origin, branch, generation, decided_root)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
    [installation, repository.id, repository.owner, repository.name, origin, branch, generation, EMPTY_ROOT],
  );
  await database.query(
    `update countersign.ledger set installation = $2, owner = $3, name = $4
     where repository = $1 and (installation, owner, name) is distinct from ($2::bigint, $3::text, $4::text)`,
    [repository.id, installation, repository.owner, repository.name],
  );
  const ledger = await readNewest(database, repository.id);
  if (ledger !== null && ledger.generation >= generation) return ledger;
  throw new Fault(
    'ledger.inconsistent',
    `The origin ${origin} belongs to the ledger of another repository, which had this name before`,
    {
      next: 'Give the repository another name, or the app another ledger host (COUNTERSIGN_LEDGER_HOST): one origin is one log for ever.',
      details: { origin, repository: repository.id },
    },
  );
}

async function readNewest(database: Database, repository: number): Promise<LedgerState | null> {
  return (await readNewestOf(database, [repository])).get(repository) ?? null;
}

interface Taking {
  readonly id: number;
  readonly owner: string;
  readonly leaseFor: number;
}

async function takeLedger(database: Database, { id, owner, leaseFor }: Taking): Promise<LedgerLease | null> {
  const [taken] = await database.query<{ epoch: number }>(
    `update countersign.ledger set epoch = epoch + 1, lease_owner = $2, lease_until = countersign.clock() + $3
     where id = $1 and coalesce(lease_until, 0) <= countersign.clock() returning epoch`,
    [id, owner, leaseFor],
  );
  return taken === undefined ? null : { ledger: await readLedger(database, id), epoch: taken.epoch, owner };
}
