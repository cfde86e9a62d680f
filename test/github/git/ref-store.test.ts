import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { isRefName } from './ref-store.ts';

test('whatever passes as a ref name, git takes as one', () => {
  const part = fc.constantFrom(
    'refs',
    'heads',
    'a',
    'a.lock',
    '.a',
    'a..b',
    'a.',
    '@{',
    'a b',
    '~',
    '^',
    ':',
    '?',
    '*',
    '[',
    '\\',
    '\x7f',
    '\n',
    '..',
    '',
    'ä',
    '@',
    '-x',
  );
  const names = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'));
  fc.assert(
    fc.property(
      fc.oneof(
        names,
        names.map((name) => `refs/heads/${name}`),
      ),
      (name) => {
        const isTaken = spawnSync('git', ['check-ref-format', name]).status === 0;
        // Stricter than git only in demanding `refs/`.
        expect(isRefName(name)).toBe(isTaken && name.startsWith('refs/'));
      },
    ),
    { numRuns: 150 },
  );
});
