import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import {
  constant,
  count,
  described,
  either,
  list,
  map,
  nullable,
  type Of,
  object,
  oneOf,
  optional,
  type Shape,
  text,
  where,
} from '../../src/ledger/shape.ts';

const ajv = new Ajv({ strict: true });

function fits(shape: Shape<unknown>, value: unknown): boolean {
  return ajv.validate(shape.schema, value);
}

const point = object({ x: count(), label: optional(text('^[a-z]+$')) });

describe('a shape accepts', () => {
  test.each<[string, Shape<unknown>, readonly unknown[], readonly unknown[]]>([
    ['closed objects', point, [{ x: 1 }, { x: 1, label: 'a' }], [{}, { x: 1, y: 2 }, { x: 1, label: 'A' }, null]],
    ['lists within limits', list(count(), { min: 1, max: 2 }), [[1], [1, 2]], [[], [1, 2, 3], ['1']]],
    ['maps', map('^[a-z]+$', count()), [{}, { a: 1 }], [{ A: 1 }, { a: 'x' }]],
    ['text that matches', text('^[a-z]+$', 3), ['abc'], ['abcd', 'A', '', 1]],
    ['constants', constant('x'), ['x'], ['y', null]],
    ['words of a list', oneOf('a', 'b'), ['a', 'b'], ['c', '']],
    ['whole numbers', count(1), [1, Number.MAX_SAFE_INTEGER], [0, 1.5, -1, 2 ** 53, '1']],
    ['null', nullable(count()), [null, 1], ['', undefined]],
    ['alternatives', either(constant('a'), count()), ['a', 3], ['b']],
    ['what a rule allows', where(point, { minProperties: 2 }), [{ x: 1, label: 'a' }], [{ x: 1 }]],
  ])('%s', (_, shape, good, bad) => {
    for (const value of good) expect([value, fits(shape, value)]).toEqual([value, true]);
    for (const value of bad) expect([value, fits(shape, value)]).toEqual([value, false]);
  });
});

test('a description is part of the schema and changes nothing else', () => {
  expect(described('How many.', count()).schema).toEqual({ description: 'How many.', ...count().schema });
});

test('the type is the one that the schema describes', () => {
  const good: Of<typeof point> = { x: 1, label: 'a' };
  // @ts-expect-error a field that is not named
  const closed: Of<typeof point> = { x: 1, y: 2 };
  // @ts-expect-error a required field is missing
  const whole: Of<typeof point> = { label: 'a' };
  expect([good, closed, whole].map((value) => fits(point, value))).toEqual([true, false, false]);
});
