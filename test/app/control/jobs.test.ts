import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { listJobs, retryJobs } from '../../../src/app/control/jobs.ts';
import type { Json } from '../../../src/base/json.ts';
import { type Bench, openBench } from '../stages/bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
}, 60_000);
afterAll(async () => await bench.close());

const all = async (answer: AsyncIterable<Json>): Promise<readonly Json[]> => {
  const items: Json[] = [];
  for await (const item of answer) items.push(item);
  return items;
};

test('jobs are listed one an item, and put back', async () => {
  const { context, database } = bench;
  await context.store.queue.send('sweep', 'homes', {});
  await database.query(`update countersign_jobs.job set state = 'failed', completed_on = now()`);
  const listed = await all(listJobs(context, { state: 'failed', queue: null, limit: 5 }));
  expect(listed).toMatchObject([{ queue: 'sweep', key: 'homes', state: 'failed' }]);
  const [job] = listed as readonly { readonly id: string }[];
  expect(await all(retryJobs(context, { ids: null }))).toEqual([{ retried: [job?.id] }]);
  expect(await all(retryJobs(context, { ids: [job?.id ?? ''] }))).toEqual([{ retried: [] }]);
});

test('what is no request is refused', async () => {
  await expect(all(listJobs(bench.context, {}))).rejects.toMatchObject({ code: 'cli.usage' });
  await expect(all(retryJobs(bench.context, { ids: 'all' }))).rejects.toMatchObject({ code: 'cli.usage' });
});
