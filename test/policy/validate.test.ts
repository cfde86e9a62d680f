import { expect, test } from '@jest/globals';
import { getShapes } from '../../src/policy/validate.ts';

test('the schema is compiled once, and its parts judge alone', () => {
  const shapes = getShapes();
  expect(getShapes()).toBe(shapes);
  expect(shapes.rule({ name: 'a', require: { not: { base: ['main'] } } })).toBe(true);
  expect(shapes.rule({ name: 'a', require: {} })).toBe(false);
  expect([
    shapes.role({ users: ['dana'] }),
    shapes.role({}),
    shapes.ticketSource({ pattern: 'x' }),
    shapes.override({ by: ['m'] }),
    shapes.scope({ repository: { name: 'x' } }),
    shapes.scope({ base: 'main' }),
    shapes.gate({ bases: ['main'] }),
    shapes.gate({ bases: [] }),
  ]).toEqual([true, false, true, true, true, false, true, false]);
});
