import { expect, test } from '@jest/globals';
import type { NewJob } from '../../src/store/jobs.ts';
import { sendReports } from '../../src/store/waiting-reports.ts';

test('each subject that waits gets a report, as work of its installation where that is known', async () => {
  const sent: NewJob[] = [];
  const rows = [
    { reports: 'pull_request:1:2', installation: 7 },
    { reports: 'gone', installation: null },
  ];
  const sql = { query: async () => rows } as never;
  const jobs = { send: async (_: unknown, __: string, more: readonly NewJob[]) => void sent.push(...more) } as never;
  await sendReports(sql, jobs, { ledger: 1, from: 0, to: 2 });
  expect(sent).toEqual([
    { key: 'pull_request:1:2', priority: 0, installation: 7 },
    { key: 'gone', priority: 0 },
  ]);
});
