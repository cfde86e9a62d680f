import type { Sql } from './database.ts';
import type { Jobs } from './jobs.ts';

interface Range {
  readonly ledger: number;
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/** Every subject that waits for one of these entries gets a report. */
export async function sendReports(sql: Sql, jobs: Jobs, { ledger, from, to }: Range): Promise<void> {
  const waiting = await sql.query<{ reports: string; installation: number | null }>(
    `select distinct e.reports, s.installation from countersign.entry e left join countersign.subject s on s.key = e.reports
     where e.ledger = $1 and e.index >= $2 and e.index < $3 and e.reports is not null`,
    [ledger, from, to],
  );
  await jobs.send(
    sql,
    'report',
    waiting.map(({ reports, installation }) => ({
      key: reports,
      priority: 0,
      ...(installation === null ? {} : { installation }),
    })),
  );
}
