import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { onlyPlace, sendSweep } from '../../src/app/sweep-task.ts';
import { fresh, waitingJobs } from '../store/fixture.ts';
import { type Bench, openBench } from './stages/bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
}, 60_000);
afterAll(() => bench.close());

const place = (id: number) => ({ installation: 7, repository: { id, owner: 'acme', name: `shop-${id}` } });

test('the same task waits once; what comes later waits until then', async () => {
  const installation = fresh();
  await sendSweep(bench.context, { task: 'installation', installation });
  await sendSweep(bench.context, { task: 'installation', installation });
  await sendSweep(bench.context, { task: 'pace', installation }, 30_000);
  expect(await waitingJobs(bench.database, 'sweep', `installation:${installation}`)).toHaveLength(1);
  const [later] = await waitingJobs(bench.database, 'sweep', `pace:${installation}`);
  expect(later?.due).toBeGreaterThan(25_000);
});

test('what somebody asked for goes before what nobody waits for', async () => {
  const by = { id: 1, login: 'dana', type: 'user' } as const;
  await sendSweep(bench.context, { task: 'ledgers', after: 0 });
  await sendSweep(bench.context, { task: 'command', command: 'explain', place: place(1), number: 3, by });
  const rows = await bench.database.query<{ key: string; priority: number }>(
    `select data->>'key' as key, priority from countersign_jobs.job where name = 'sweep' and data->>'key' in ('ledgers', 'explain:1:3')
     order by priority desc`,
  );
  expect(rows.map(({ key }) => key)).toEqual(['explain:1:3', 'ledgers']);
});

test('a comment may cover several commits, each for a reason of its own; delivered twice it says nothing new', async () => {
  const by = { id: 1, login: 'dana', type: 'user' } as const;
  const [id, guid] = [fresh(), `guid-${fresh()}`];
  for (const commit of ['5c1d2e3', '6d2e3f4', '5c1d2e3'])
    await sendSweep(bench.context, {
      task: 'cover',
      place: place(id),
      number: 3,
      commits: [commit],
      reason: commit,
      by,
      guid,
    });
  const rows = await bench.database.query(
    `select 1 from countersign_jobs.job where name = 'sweep' and data->>'key' like 'cover:${id}:%'`,
  );
  expect(rows).toHaveLength(2);
});

test('a task about one repository names it', () => {
  expect(onlyPlace({ task: 'repositories', installation: 7, places: [place(1)] })).toEqual(place(1));
  expect(onlyPlace({ task: 'repositories', installation: 7, places: [place(1), place(2)] })).toBeNull();
  expect(onlyPlace({ task: 'repositories', installation: 7, places: [] })).toBeNull();
  expect(onlyPlace({ task: 'repositories', installation: 7, places: null })).toBeNull();
});
