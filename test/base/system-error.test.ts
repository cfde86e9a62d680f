import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { systemErrorCode } from '../../src/base/system-error.ts';

test('a failed system call is named', () => {
  let thrown: unknown;
  try {
    readFileSync('/there/is/no/such/file');
  } catch (error) {
    thrown = error;
  }
  expect(systemErrorCode(thrown)).toBe('ENOENT');
});

test.each([[new Error('plain')], ['ENOENT'], [null], [undefined], [{ code: 5 }]])('%p is no system error', (value) => {
  expect(systemErrorCode(value)).toBeNull();
});
