import { expect, test } from '@jest/globals';
import { noTracer } from '../../../src/app/observe/tracer.ts';

test('without traces the work is done all the same, and its failure is thrown on', async () => {
  const done = await noTracer.run({ name: 'work' }, async (span) => {
    span.add({ field: 1 });
    return 7;
  });
  expect(done).toBe(7);
  const failure = new Error('it failed');
  await expect(noTracer.run({ name: 'work' }, async () => await Promise.reject(failure))).rejects.toBe(failure);
  await noTracer.stop(0);
});
