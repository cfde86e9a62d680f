import { expect, test } from '@jest/globals';
import { isJsonObject, objectOf } from '../../src/base/json.ts';

test.each([[{}], [{ a: 1 }], [Object.create(null)]])('%j is an object', (value) => {
  expect(isJsonObject(value)).toBe(true);
});

test.each([[null], [undefined], [[]], ['{}'], [1], [true]])('%j is not an object', (value) => {
  expect(isJsonObject(value)).toBe(false);
});

test('what is no object is read as one without members', () => {
  const value = { a: 1 };
  expect(objectOf(value)).toBe(value);
  for (const other of [null, undefined, [], 'a', 1]) expect(objectOf(other)).toEqual({});
});
