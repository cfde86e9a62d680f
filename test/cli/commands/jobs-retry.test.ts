import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type ControlBench, openControlBench } from '../../app/control/control-bench.ts';
import { runCli } from '../test-io.ts';

let bench: ControlBench;
beforeAll(async () => {
  bench = await openControlBench();
}, 60_000);
afterAll(async () => await bench.close());

const retry = (...args: readonly string[]) =>
  runCli(['jobs', 'retry', ...args], { environment: { COUNTERSIGN_DATA: bench.data } });

test('one by its id, then all; what is no longer there is named', async () => {
  const { context, database } = bench;
  for (const key of ['a', 'b']) await context.store.queue.send('sweep', key, {});
  await database.query(`update countersign_jobs.job set state = 'failed', completed_on = now()`);
  const [first] = await context.store.jobs.list({ state: 'failed', queue: null, limit: 1 });
  const id = first?.id ?? '';
  expect(await retry(id)).toMatchObject({ code: 0, out: '1 job put back.\n' });
  const again = await retry(id, '--format', 'json');
  expect([again.code, JSON.parse(again.out)]).toEqual([1, { version: 1, retried: [], missing: [id] }]);
  expect((await retry(id)).out).toContain(`${id} waits for nothing`);
  expect(await retry('--all')).toMatchObject({ code: 0, out: '1 job put back.\n' });
  expect(await context.store.jobs.list({ state: 'failed', queue: null, limit: 9 })).toEqual([]);
});

test.each([
  [[], 'Either name jobs'],
  [['--all', '3f0c9f0e-6a57-4c1e-9e0b-2a7d53c1a001'], 'Either name jobs'],
  [['1 or 1=1'], 'is no id of a job'],
])('%j is refused', async (args, words) => {
  expect(await retry(...args)).toMatchObject({ code: 2, err: expect.stringContaining(words) });
});
