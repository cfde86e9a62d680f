import { expect, test } from '@jest/globals';
import { type FaultCode, faultCodes } from '../../src/base/fault-codes.ts';
import { classOf, isLastAttempt, MOST_ATTEMPTS } from '../../src/store/attempts.ts';

test.each([
  ['github.unavailable', 'passing', 50],
  ['store.unavailable', 'passing', 50],
  ['github.forbidden', 'refused', 13],
  ['github.not-found', 'refused', 13],
  ['github.invalid', 'lasting', 8],
  ['internal.bug', 'lasting', 8],
] as const)('%s: %s, %i attempts', (code, kind, attempts) => {
  expect(classOf(code)).toBe(kind);
  expect([attempts - 1, attempts].map((attempt) => isLastAttempt(code, attempt))).toEqual([false, true]);
});

test('nothing is tried more often than the queue allows, and nothing is never given up', () => {
  for (const code of Object.keys(faultCodes) as FaultCode[]) expect(isLastAttempt(code, MOST_ATTEMPTS)).toBe(true);
});
