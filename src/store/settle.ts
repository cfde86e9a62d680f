import { Fault } from '../base/fault.ts';
import type { Sql } from './database.ts';
import type { Jobs } from './jobs.ts';
import { addPending } from './pending.ts';
import type { Lease, Settled } from './store.ts';

export interface Settling {
  readonly lease: Lease;
  readonly outcome: Settled;
}

/**
 * The evaluate stage's one transaction. Its first statement is the fence: it stores the verdict only while the lease is
 * the caller's own, and locks the row, so that webhooks which come now are either in `generation` or touch it afterwards.
 */
export async function settleSubject(sql: Sql, jobs: Jobs, { lease, outcome }: Settling): Promise<void> {
  const { key, installation } = lease.subject;
  const generation = await storeVerdict(sql, { lease, outcome });
  await storeEntries(sql, jobs, { repository: lease.subject.repository.id, outcome });
  if (outcome.reportAfter !== null)
    await jobs.send(sql, 'report', [{ key, delay: outcome.reportAfter, priority: 0, installation }]);
  if (generation > lease.generation) await jobs.send(sql, 'evaluate', [{ key, priority: 0, installation }]);
}

/** The subject's generation now. The webhooks that the verdict answers go with it, and stay where the fence holds it back. */
async function storeVerdict(sql: Sql, { lease, outcome }: Settling): Promise<number> {
  const { subject, owner, number, generation } = lease;
  const [stored] = await sql.query<{ generation: number }>(
    `with answered as (delete from countersign.subject_webhook where subject = $1 and generation <= $4)
     update countersign.subject
     set judged = $4, lease_owner = null, lease_until = null, open = $5, head = $6, base = $7, check_name = $8, result = $9,
         verdict = $10, valid_until = $11, recorded_digest = $12
     where key = $1 and lease_owner = $2 and lease_number = $3 and lease_until is not null
     returning generation`,
    [
      subject.key,
      owner,
      number,
      generation,
      outcome.open,
      outcome.head,
      outcome.base,
      outcome.checkName,
      outcome.result,
      JSON.stringify(outcome.verdict),
      outcome.validUntil,
      outcome.recordedDigest,
    ],
  );
  if (stored === undefined)
    throw new Fault('store.lease-lost', `The lease of ${subject.key} is another process' by now`);
  return stored.generation;
}

interface Storing {
  readonly repository: number;
  readonly outcome: Settled;
}

async function storeEntries(sql: Sql, jobs: Jobs, { repository, outcome }: Storing): Promise<void> {
  const { ledger, entries, evidence, flushAfter = 0 } = outcome;
  if (entries.length === 0 && evidence.length === 0) return;
  if (ledger === null) throw new Fault('internal.bug', 'entries or evidence without a ledger');
  const isLocked = await requireHome(sql, repository, ledger);
  await addPending(sql, ledger, { entries, evidence, isLocked });
  // Whoever fetches a job that waits already takes the ledger's lease first, and so waits at its row, which is locked.
  if (entries.length > 0) await jobs.sendNew(sql, 'flush', [{ key: String(ledger), priority: 0, delay: flushAfter }]);
}

/**
 * Against `move`, by whose lock it waits: the old ledger has said that nothing about the repository follows in it. True:
 * the ledger is locked with it, as `addPending` needs it.
 */
async function requireHome(sql: Sql, repository: number, ledger: number): Promise<boolean> {
  const [home] = await sql.query<{ host: number }>(
    'select host from countersign.ledger_home where repository = $1 for share',
    [repository],
  );
  if (home === undefined) return false;
  // Not in the statement before: one that waited for a lock sees other tables as they were before it waited.
  const hosted = await sql.query<{ id: number; origin: string }>(
    'select id, origin from countersign.ledger where repository = $1 order by generation for share',
    [home.host],
  );
  const newest = hosted.at(-1);
  if (newest === undefined || newest.id === ledger) return newest !== undefined;
  throw new Fault('ledger.unavailable', `Repository ${repository} is recorded in ${newest.origin} by now`, {
    details: { ledger, home: newest.id },
  });
}
