import { expect, test } from '@jest/globals';
import { silentLog } from '../../src/base/log.ts';

test('the silent log takes every level and gives nothing back', () => {
  const levels = ['debug', 'info', 'warn', 'error'] as const;
  expect(levels.map((level) => silentLog[level]({ id: 1 }, 'said'))).toEqual(levels.map(() => undefined));
});
