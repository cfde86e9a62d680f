import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { addToScope, inScope, scopeFields } from '../../../src/app/observe/scope.ts';

test('fields go with the work through what is awaited, and one piece of work knows nothing of another', async () => {
  const work = async (job: string): Promise<unknown> =>
    await inScope({ job }, async () => {
      await pause(1);
      addToScope({ found: `by ${job}` });
      await pause(1);
      return scopeFields();
    });
  expect(await Promise.all([work('a'), work('b')])).toEqual([
    { job: 'a', found: 'by a' },
    { job: 'b', found: 'by b' },
  ]);
  expect(scopeFields()).toEqual({});
});

test('what begins inside of another begins anew', () => {
  inScope({ job: 'a' }, () => {
    inScope({ delivery: 'd' }, () => expect(scopeFields()).toEqual({ delivery: 'd' }));
    expect(scopeFields()).toEqual({ job: 'a' });
  });
});

test('outside of any work nothing is kept', () => {
  addToScope({ job: 'lost' });
  expect(scopeFields()).toEqual({});
});
