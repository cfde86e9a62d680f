import { expect, test } from '@jest/globals';
import { ENGINE } from '../../src/policy/verdict.ts';

test('the engine names itself and its version', () => {
  expect(ENGINE).toMatch(/^countersign-policy\/[1-9]\d*$/);
});
