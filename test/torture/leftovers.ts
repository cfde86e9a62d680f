import type { Database } from '../../src/store/database.ts';

/** What is still to be done, by what it is called; empty: nothing. */
export type Leftovers = Readonly<Record<string, number>>;

const QUESTIONS: Readonly<Record<string, string>> = {
  deliveries: 'countersign.delivery where dispatched_at is null',
  'deliveries that could not be read': 'countersign.delivery where failed is not null',
  subjects: 'countersign.subject where judged < generation',
  backlog: 'countersign.backlog',
  'entries without an index': 'countersign.pending',
  'ledgers that lag': 'countersign.ledger where decided_size > published_size',
  evidence: "countersign.evidence where state in ('waiting', 'unread')",
  'leases of subjects': 'countersign.subject where lease_until is not null',
  'leases of ledgers': 'countersign.ledger where lease_until > countersign.clock()',
  'leases of evidence': 'countersign.evidence_branch where lease_until > countersign.clock()',
  'leases of reports': 'countersign.report_lease where until > countersign.clock()',
  'deliveries that are missing': "countersign.memory where scope = 'missed-delivery'",
  'deliveries that are asked for': "countersign.memory where scope = 'delivery-wish'",
  'pushes that nobody was told of': "countersign.memory where scope = 'pushed'",
  recovery: "countersign.memory where scope = 'recovery-todo'",
  gaps: "countersign.memory where scope = 'gap-note' or (scope = 'gap-recording' and value <> 'null')",
};

/**
 * Whoever found a subject held by another has left a job for the time when that lease would have been over, in case its
 * holder was dead. Where the subject was judged since, it is an alarm clock that nobody needs any more.
 */
const LEFT = `state::text not in ('completed', 'cancelled') and not (
  name = 'evaluate' and state::text = 'created' and start_after > countersign_jobs.job_now() and exists (
    select 1 from countersign.subject s where s.key = job.data ->> 'key' and s.judged = s.generation))`;

export async function findLeftovers(database: Database): Promise<Leftovers> {
  const found: Record<string, number> = {};
  for (const [what, rows] of Object.entries(QUESTIONS)) {
    const [row] = await database.query<{ count: number }>(`select count(*)::int as count from ${rows}`);
    if (row !== undefined && row.count > 0) found[what] = row.count;
  }
  const jobs = await database.query<{ name: string; state: string; count: number }>(
    `select name, state::text as state, count(*)::int as count from countersign_jobs.job where ${LEFT} group by name, state`,
  );
  for (const { name, state, count } of jobs) found[`jobs: ${name} ${state}`] = count;
  return found;
}

/** For whoever has to say why nothing comes to an end. */
export async function describeJobs(database: Database): Promise<readonly object[]> {
  return await database.query<object>(
    `select name, state::text as state, data::text as data, retry_count, output::text as output,
       extract(epoch from start_after - countersign_jobs.job_now())::int as due_in
     from countersign_jobs.job where ${LEFT} limit 20`,
  );
}

export function isNothing(leftovers: Leftovers): boolean {
  return Object.keys(leftovers).length === 0;
}
