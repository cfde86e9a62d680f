import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { isAskedFor } from '../../src/app/asked-needs.ts';
import { silentLog } from '../../src/base/log.ts';
import { noNeeds } from '../../src/policy/needs.ts';
import { fresh } from '../store/fixture.ts';
import { type Bench, openBench } from './stages/bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench({ log: silentLog });
}, 60_000);
afterAll(() => bench.close());

test('what a base asks for, what any base does, and what nobody knows', async () => {
  const { context, store } = bench;
  const repository = fresh();
  const asked = (base: string | null, of = repository) =>
    isAskedFor(context, { repository: of, base }, ({ checks }) => checks);
  expect([await asked(null), await asked('main')]).toEqual([null, null]);
  // What the repository's last policy asked for says nothing of a base.
  await store.memory.set('needs', String(repository), { ...noNeeds, checks: true }, 0);
  expect([await asked(null), await asked('main')]).toEqual([null, null]);
  await store.memory.set('needs', `${repository}:main`, { ...noNeeds }, 0);
  expect([await asked(null), await asked('main'), await asked('next')]).toEqual([false, false, null]);
  await store.memory.set('needs', `${repository}:next`, { ...noNeeds, checks: true }, 0);
  expect([await asked(null), await asked('main'), await asked('next')]).toEqual([true, false, true]);
  // Another repository whose number begins alike.
  await store.memory.set('needs', `${repository}9:main`, { ...noNeeds }, 0);
  expect(await asked(null, Number(`${repository}9`))).toBe(false);
});
