import type { Database, Sql } from './database.ts';
import type { Jobs } from './jobs.ts';
import type { Lease } from './store.ts';
import { SUBJECT_COLUMNS, type SubjectRow, toSubjectRef, toVerdict } from './subject-row.ts';

/** An entry names the webhooks it answers; more of them would make it too large (design/ledger.md, 4 kB). */
const MOST_GUIDS = 20;

export interface Taking {
  readonly key: string;
  readonly owner: string;
  readonly leaseFor: number;
}

/** One statement decides who gets the lease: the row's lock makes two processes take turns, and the second finds it held. */
export async function takeSubject(
  database: Database,
  jobs: Jobs,
  { key, owner, leaseFor }: Taking,
): Promise<Lease | null> {
  const [row] = await database.query<SubjectRow>(
    `update countersign.subject
     set lease_owner = $2, lease_number = lease_number + 1, lease_until = countersign.clock() + $3
     where key = $1 and judged < generation and coalesce(lease_until, 0) <= countersign.clock()
     returning ${SUBJECT_COLUMNS}`,
    [key, owner, leaseFor],
  );
  if (row === undefined) {
    await wakeWhenFree(database, jobs, key);
    return null;
  }
  // Not in the statement above: what it waited for at the row's lock, it would not see.
  const webhooks = await database.query<{ guid: string }>(
    'select guid from countersign.subject_webhook where subject = $1 and generation <= $2 order by id desc limit $3',
    [key, row.generation, MOST_GUIDS],
  );
  return {
    subject: toSubjectRef(row),
    generation: row.generation,
    owner,
    number: row.lease_number,
    guids: webhooks.map(({ guid }) => guid).toReversed(),
    last: toVerdict(row),
  };
}

/** Whether somebody waits is not known here: as if somebody did. */
const UNTOLD = 2;

/** The holder may be dead, and the job that found its lease is used up: another one comes when the lease is over. */
async function wakeWhenFree(database: Database, jobs: Jobs, key: string): Promise<void> {
  await database.transaction(async (sql) => {
    const [held] = await sql.query<{ left: number; installation: number }>(
      `select lease_until - countersign.clock() as left, installation from countersign.subject
       where key = $1 and judged < generation and lease_until > countersign.clock()`,
      [key],
    );
    if (held === undefined) return;
    const { left, installation } = held;
    await jobs.send(sql, 'evaluate', [{ key, delay: left + 1, priority: UNTOLD, installation }]);
  });
}

export interface Extending {
  readonly lease: Lease;
  readonly leaseFor: number;
}

/** False: it ran out, and somebody else may be at it. */
export async function extendSubject(database: Database, { lease, leaseFor }: Extending): Promise<boolean> {
  const extended = await database.query(
    `update countersign.subject set lease_until = countersign.clock() + $4
     where key = $1 and lease_owner = $2 and lease_number = $3 and lease_until > countersign.clock() returning key`,
    [lease.subject.key, lease.owner, lease.number, leaseFor],
  );
  return extended.length === 1;
}

export interface Releasing {
  readonly lease: Lease;
  readonly delay: number;
}

/** A lease that another one replaced is left alone. */
export async function releaseSubject(sql: Sql, jobs: Jobs, { lease, delay }: Releasing): Promise<void> {
  const { key, installation } = lease.subject;
  const [released] = await sql.query<{ generation: number }>(
    `update countersign.subject set lease_owner = null, lease_until = null
     where key = $1 and lease_owner = $2 and lease_number = $3 and lease_until is not null returning generation`,
    [key, lease.owner, lease.number],
  );
  if (released === undefined) return;
  if (delay > 0) await jobs.send(sql, 'evaluate', [{ key, delay, priority: UNTOLD, installation }]);
  // Their jobs may have found the lease taken, and were used up.
  if (released.generation > lease.generation) await jobs.send(sql, 'evaluate', [{ key, priority: 0, installation }]);
}
