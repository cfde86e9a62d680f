import { expect, test } from '@jest/globals';
import { duration, readDuration } from '../../src/policy/duration.ts';

test.each([
  ['30m', 1_800_000],
  ['24h', 86_400_000],
  ['7d', 604_800_000],
])('%s', (text, milliseconds) => {
  expect(text).toMatch(new RegExp(duration.pattern));
  expect(readDuration(text)).toBe(milliseconds);
});

test.each(['0m', '1w', '1.5h', '10000d', ' 1h', 'h'])('%s is none', (text) => {
  expect(text).not.toMatch(new RegExp(duration.pattern));
});
