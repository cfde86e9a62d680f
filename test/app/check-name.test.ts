import { expect, test } from '@jest/globals';
import { checkNameOf } from '../../src/app/check-name.ts';

test('the base is in the name: a green for one base is no green for another', () => {
  expect(checkNameOf('main')).toBe('countersign: main');
  expect(checkNameOf('release/1.x')).toBe('countersign: release/1.x');
});
