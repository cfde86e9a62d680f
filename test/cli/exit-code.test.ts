import { expect, test } from '@jest/globals';
import { EXIT } from '../../src/cli/exit-code.ts';

test('the exit codes are those that are documented', () => {
  expect(EXIT).toEqual({ yes: 0, no: 1, unasked: 2, undetermined: 3 });
});
