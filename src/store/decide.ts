import { Fault } from '../base/fault.ts';
import type { Sql } from './database.ts';
import type { Jobs } from './jobs.ts';
import { readLedger } from './ledger-row.ts';
import type { Decision, LedgerLease, LedgerState } from './store.ts';

/**
 * Step 3 of design/ledger.md: the moment at which an order comes into being. The first statement is the fence: it moves
 * *decided* only for the epoch that holds the lease, and only from the size that this epoch saw. Called again after it was
 * stored, it finds another size and stores nothing.
 */
export async function decide(sql: Sql, lease: LedgerLease, decision: Decision): Promise<LedgerState> {
  const moved = await moveDecided(sql, lease, decision);
  if (moved !== decision.entries.length)
    throw new Fault('internal.bug', `${decision.entries.length - moved} entries were decided that were not pending`);
  return await readLedger(sql, lease.ledger.id);
}

/**
 * Step 8: the same for entries that the branch has. What is pending here under one of their ids was drafted without
 * knowing them: it goes, and whoever waits for it is judged again and draws another number.
 */
export async function adopt(
  sql: Sql,
  jobs: Jobs,
  lease: LedgerLease,
  {
    decision,
    published,
  }: { readonly decision: Decision; readonly published: { size: number; head: string; note: string; at: number } },
): Promise<LedgerState> {
  const ids = decision.entries.map(({ id }) => id);
  const taken = await sql.query<{ reports: string }>(
    'delete from countersign.pending where ledger = $1 and id = any($2::text[]) returning reports',
    [lease.ledger.id, ids],
  );
  await moveDecided(sql, lease, decision);
  await judgeAgain(sql, jobs, taken);
  const { size, head, note, at } = published;
  if (size !== decision.size)
    throw new Fault('internal.bug', `adopted up to ${decision.size}, published up to ${size}`);
  await sql.query('update countersign.checkpoint set note = $3, commit = $4 where ledger = $1 and size = $2', [
    lease.ledger.id,
    size,
    note,
    head,
  ]);
  await sql.query(
    'update countersign.ledger set published_size = $2, published_head = $3, published_at = $4 where id = $1',
    [lease.ledger.id, size, head, at],
  );
  return await readLedger(sql, lease.ledger.id);
}

async function judgeAgain(sql: Sql, jobs: Jobs, taken: readonly { readonly reports: string | null }[]): Promise<void> {
  const keys = taken.flatMap(({ reports }) => reports ?? []);
  if (keys.length === 0) return;
  await sql.query(
    'update countersign.subject set generation = generation + 1, recorded_digest = null where key = any($1::text[])',
    [keys],
  );
  await jobs.send(
    sql,
    'evaluate',
    keys.map((key) => ({ key })),
  );
}

/** How many of the entries were pending. */
async function moveDecided(sql: Sql, { ledger, epoch, owner }: LedgerLease, decision: Decision): Promise<number> {
  checkIndexes(decision);
  const { oldSize, size, root, edge, time } = decision;
  const moved = await sql.query(
    `update countersign.ledger set decided_size = $5, decided_root = $6, decided_edge = $7, decided_time = $8
     where id = $1 and epoch = $2 and lease_owner = $3 and decided_size = $4 returning id`,
    [ledger.id, epoch, owner, oldSize, size, root, JSON.stringify(edge), time],
  );
  if (moved.length === 0)
    throw new Fault(
      'store.lease-lost',
      `Ledger ${ledger.id} is another process' by now, or its entries are decided already`,
    );
  await insertEntries(sql, ledger.id, decision);
  await insertSubtrees(sql, ledger.id, decision);
  await sql.query('insert into countersign.checkpoint (ledger, size, root) values ($1, $2, $3)', [
    ledger.id,
    size,
    root,
  ]);
  const ids = decision.entries.map(({ id }) => id);
  return (
    await sql.query('delete from countersign.pending where ledger = $1 and id = any($2::text[]) returning id', [
      ledger.id,
      ids,
    ])
  ).length;
}

/** A gap in a log cannot be mended, so it is not left to the caller's care. */
function checkIndexes({ oldSize, size, entries }: Decision): void {
  const isWhole =
    size > oldSize && entries.length === size - oldSize && entries.every(({ index }, at) => index === oldSize + at);
  if (!isWhole)
    throw new Fault(
      'internal.bug',
      `a decision from ${oldSize} to ${size} has the indexes ${entries.map(({ index }) => index).join(', ')}`,
    );
}

async function insertEntries(sql: Sql, ledger: number, { entries }: Decision): Promise<void> {
  await sql.query(
    `insert into countersign.entry (ledger, index, id, kind, n, subject, reports, bytes, leaf)
     select $1, t.index, t.id, t.kind, t.n, t.subject, p.reports, t.bytes, t.leaf
     from unnest($2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::text[])
       as t (index, id, kind, n, subject, bytes, leaf)
     left join countersign.pending p on p.ledger = $1 and p.id = t.id`,
    [
      ledger,
      entries.map(({ index }) => index),
      entries.map(({ id }) => id),
      entries.map(({ kind }) => kind),
      entries.map(({ n }) => n),
      entries.map(({ subject }) => subject),
      entries.map(({ bytes }) => bytes),
      entries.map(({ leaf }) => leaf),
    ],
  );
}

async function insertSubtrees(sql: Sql, ledger: number, { subtrees }: Decision): Promise<void> {
  await sql.query(
    `insert into countersign.subtree (ledger, level, index, hash)
     select $1, t.* from unnest($2::integer[], $3::bigint[], $4::text[]) as t`,
    [ledger, subtrees.map(({ level }) => level), subtrees.map(({ index }) => index), subtrees.map(({ hash }) => hash)],
  );
}
