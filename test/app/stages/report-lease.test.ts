import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { withReportLease } from '../../../src/app/stages/report-lease.ts';
import { type Bench, openBench } from './bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
}, 60_000);
afterAll(async () => await bench.close());

test('one at a time, and given back when the work failed', async () => {
  const { context } = bench;
  let done = 0;
  const isDone = await withReportLease(context, 'run', async (held) => {
    held.require();
    expect(await withReportLease({ ...context, owner: 'another' }, 'run', async () => void done++)).toBe(false);
  });
  expect([isDone, done]).toEqual([true, 0]);
  const failing = withReportLease(context, 'run', async () => await Promise.reject(new Error('it fails')));
  await expect(failing).rejects.toThrow('it fails');
  expect(await withReportLease({ ...context, owner: 'another' }, 'run', async () => void done++)).toBe(true);
  expect(done).toBe(1);
});
