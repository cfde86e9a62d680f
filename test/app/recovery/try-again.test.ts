import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { tryAgain } from '../../../src/app/recovery/try-again.ts';
import { Fault } from '../../../src/base/fault.ts';
import type { FaultCode } from '../../../src/base/fault-codes.ts';
import { until } from '../../store/fixture.ts';
import { type Bench, openBench } from '../stages/bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

test('what failed because GitHub did not answer is tried at once; the rest keeps its time', async () => {
  const { store } = bench.context;
  const codes: readonly FaultCode[] = ['github.unavailable', 'ledger.unavailable', 'store.unavailable'];
  for (const code of codes) await store.queue.send('report', code, {});
  await store.queue.send('report', 'later', {}, { delay: 60_000 });
  await store.queue.work('report', { concurrency: 3 }, async ({ key }) => {
    throw new Fault(key as FaultCode, 'for now');
  });
  const waiting = async () => await store.jobs.list({ state: 'waiting', queue: 'report', limit: 10 });
  await until(async () => (await waiting()).filter(({ code }) => code !== null).length === codes.length);
  await store.queue.stop(0);
  expect(await tryAgain(bench.context)).toBe(2);
  const left = await waiting();
  expect(left.filter(({ attempts }) => attempts > 0).map(({ key }) => key)).toEqual(['store.unavailable']);
  expect(left).toHaveLength(4);
  expect(await tryAgain(bench.context)).toBe(0);
});
