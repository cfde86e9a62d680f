import { expect, test } from '@jest/globals';
import { reportKey } from '../../../src/app/stages/report-key.ts';

const run = { repository: 1, head: 'a'.repeat(40), checkName: 'countersign: main' };

test('two runs have one key exactly when repository, head and name agree', () => {
  expect(reportKey({ ...run })).toBe(reportKey(run));
  const others = [
    { ...run, repository: 2 },
    { ...run, head: 'b'.repeat(40) },
    { ...run, checkName: 'countersign: next' },
  ];
  expect(new Set([run, ...others].map(reportKey)).size).toBe(4);
});
