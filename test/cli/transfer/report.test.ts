import { expect, test } from '@jest/globals';
import { describeTotals, sayTotals } from '../../../src/cli/transfer/report.ts';

const totals = { schema: 9, at: 1_763_734_920_000, rows: { push: 1200, memory: 4 }, jobs: 1, sha256: 'ab' };

test('what an export was, for programs and for people', () => {
  expect(describeTotals('a.gz', totals)).toEqual({
    version: 1,
    file: 'a.gz',
    schema: 9,
    at: '2025-11-21T14:22:00.000Z',
    rows: { push: 1200, memory: 4 },
    jobs: 1,
    sha256: 'ab',
  });
  expect(sayTotals(totals)).toBe('1,204 rows and 1 job, as of 2025-11-21T14:22:00.000Z');
});
