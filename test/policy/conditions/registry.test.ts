import { readdirSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { conditions, findCondition } from '../../../src/policy/conditions/registry.ts';

test('each file of the folder is a condition of that name, and found', () => {
  const files = readdirSync(new URL('../../../src/policy/conditions', import.meta.url)).filter(
    (file) => file !== 'registry.ts',
  );
  expect(conditions.map(({ name }) => `${name.replaceAll('_', '-')}.ts`).toSorted()).toEqual(files.toSorted());
  for (const condition of conditions) expect(findCondition(condition.name)).toBe(condition);
  expect(findCondition('constructor')).toBeUndefined();
});
