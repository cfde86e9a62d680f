import { expect, test } from '@jest/globals';
import { foldEnvironment } from '../../src/policy/environment-name.ts';

test('case does not count, anything else does', () => {
  expect(foldEnvironment('Production')).toBe(foldEnvironment('pRODUCTION'));
  expect(foldEnvironment('production ')).not.toBe(foldEnvironment('production'));
});
