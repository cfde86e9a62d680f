import { expect, test } from '@jest/globals';
import { mayWrite } from '../../src/app/may-write.ts';

const place = { installation: 7, repository: { id: 70, owner: 'acme', name: 'shop' } };

test.each([
  ['admin', true],
  ['write', true],
  ['read', false],
  ['none', false],
] as const)('%s: %s', async (permission, may) => {
  const asked: unknown[] = [];
  const forge = {
    repositories: {
      permission: async (...args: unknown[]) => {
        asked.push(args);
        return await Promise.resolve(permission);
      },
    },
  };
  expect(await mayWrite({ forge } as never, place, { id: 5, login: 'dana', type: 'user' })).toBe(may);
  expect(asked).toEqual([[place, 'dana']]);
});
