import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';

/** Nothing is promised there that nobody tried: each line names tests, and they are there. */

const page = 'docs/operating/what-happens-if.md';
const rows = readFileSync(page, 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| if |'));

test('every fault has a line, and every line the test that does it to the app', () => {
  expect(rows.length).toBeGreaterThan(35);
  const untried = rows.filter((row) => {
    const tests = [...(row.split(' | ').at(-1) ?? '').matchAll(/\]\(([^)]+\.test\.ts)\)/g)].map(
      ([, path = '']) => path,
    );
    // Reading fails where the file is not there.
    return (
      tests.length === 0 ||
      tests.some(
        (path) => !/\btest\(|import |\.each\(|describe\w*\(/.test(readFileSync(join(dirname(page), path), 'utf8')),
      )
    );
  });
  expect(untried).toEqual([]);
});
