import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Deployed, deployedRows } from '../../../src/app/deployment/deployed.ts';
import type { Json } from '../../../src/base/json.ts';
import { type Bench, openBench } from '../stages/bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
}, 60_000);
afterAll(() => bench.close());

test('rows are listed in the order in which it happened, and forgotten one by one', async () => {
  const row = (id: number, state: Deployed['state'], at: number): Deployed => ({
    id,
    state,
    at,
    repository: 72,
    guid: 'g',
    heardAt: 100 - at,
    commit: 'a'.repeat(40),
    environment: 'production',
    run: null,
    attempt: null,
    actor: null,
    branch: 'main',
  });
  const rows = [row(2, 'succeeded', 9), row(1, 'started', 3), row(2, 'started', 5), row(12, 'started', 6)];
  for (const each of rows)
    await bench.store.memory.set('deployed', `72:${each.id}:${each.state}.`, { ...each } as unknown as Json, 1);
  expect((await deployedRows.list(bench.context, 72)).map(({ at }) => at)).toEqual([3, 5, 6, 9]);
  await deployedRows.forget(bench.context, row(2, 'started', 5));
  expect((await deployedRows.list(bench.context, 72)).map(({ at }) => at)).toEqual([3, 6, 9]);
  expect(await deployedRows.list(bench.context, 7)).toEqual([]);
});
