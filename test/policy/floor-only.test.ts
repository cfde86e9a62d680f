import { expect, test } from '@jest/globals';
import { findFloorOnlyKeys } from '../../src/policy/floor-only.ts';
import { parse } from './scenery.ts';

const rules = 'rules: [{ name: a, require: { base: main } }]';

test('the keys of a floor, each where it stands', () => {
  const policy = parse(
    `version: 1\n${rules}\ngates: [{ bases: [main] }]\n\napplies_to:\n  repository: { name: 'shop-*' }\n`,
  );
  expect(findFloorOnlyKeys(policy)).toEqual([
    {
      code: 'policy.schema',
      message: 'only an organization\'s floor has "applies_to"',
      line: 5,
      column: 1,
      nearest: null,
    },
    { code: 'policy.schema', message: 'only an organization\'s floor has "gates"', line: 3, column: 1, nearest: null },
  ]);
});

test('any other policy has none', () => {
  expect(findFloorOnlyKeys(parse(`version: 1\n${rules}\n`))).toEqual([]);
});
