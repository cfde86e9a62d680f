import { expect, test } from '@jest/globals';
import { checkRoles } from '../../src/policy/role-list.ts';
import { policyOf } from './scenery.ts';

test('roles that nobody defined, with the nearest one', () => {
  const policy = policyOf('{ base: main }');
  expect(checkRoles('by', ['maintainers', 'release-managers'], policy)).toEqual([]);
  expect(checkRoles('by', ['maintainers', 'maintainer', 'hasOwnProperty'], policy)).toEqual([
    {
      path: ['by', 1],
      code: 'policy.reference',
      message: '"people" does not define the role "maintainer": did you mean "maintainers"?',
      nearest: 'maintainers',
    },
    {
      path: ['by', 2],
      code: 'policy.reference',
      message: '"people" does not define the role "hasOwnProperty"',
      nearest: null,
    },
  ]);
});
