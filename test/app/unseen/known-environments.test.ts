import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  forgetEnvironment,
  forgetEnvironments,
  type KnownEnvironment,
  knownEnvironments,
  rememberEnvironment,
} from '../../../src/app/unseen/known-environments.ts';
import { type Bench, openBench } from '../stages/bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
}, 60_000);
afterAll(() => bench.close());

const environment = (id: number): KnownEnvironment => ({
  id,
  name: `e${id}`,
  entry: 'a'.repeat(32),
  isWarned: false,
});

test('what is remembered of a repository is its own, and each is forgotten by itself', async () => {
  const { context } = bench;
  for (const id of [3, 33])
    for (const repository of [1, 11]) await rememberEnvironment(context, repository, environment(id));
  await rememberEnvironment(context, 1, { ...environment(3), isWarned: true });
  await forgetEnvironment(context, 11, 3);
  expect([...(await knownEnvironments(context, 1)).values()]).toEqual([
    { ...environment(3), isWarned: true },
    environment(33),
  ]);
  expect([...(await knownEnvironments(context, 11)).keys()]).toEqual([33]);
  await forgetEnvironments(context, 1);
  expect((await knownEnvironments(context, 1)).size).toBe(0);
  expect((await knownEnvironments(context, 11)).size).toBe(1);
});
