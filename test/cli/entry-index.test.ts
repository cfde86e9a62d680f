import { expect, test } from '@jest/globals';
import { readIndex } from '../../src/cli/entry-index.ts';

test.each(['0', '42', '999999999999999'])('%s is an index', (text) => {
  expect(readIndex(text)).toBe(Number(text));
});

test.each(['', '-1', '1.5', '0x1', '1e3', '1000000000000000', ' 1'])('%j is none', (text) => {
  expect(() => readIndex(text)).toThrow(`An index is a number from 0, not ${JSON.stringify(text)}`);
});
