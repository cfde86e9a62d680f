import { expect, test } from '@jest/globals';
import { isJsonObject } from '../../src/base/json.ts';

test.each([[{}], [{ a: 1 }], [Object.create(null)]])('%j is an object', (value) => {
  expect(isJsonObject(value)).toBe(true);
});

test.each([[null], [undefined], [[]], ['{}'], [1], [true]])('%j is not an object', (value) => {
  expect(isJsonObject(value)).toBe(false);
});
