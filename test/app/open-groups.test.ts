import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findGroup, forgetGroup, groupsWith, type OpenGroup, rememberGroup } from '../../src/app/open-groups.ts';
import { fresh } from '../store/fixture.ts';
import { type Bench, openBench } from './stages/bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
}, 60_000);
afterAll(() => bench.close());

const groupOf = (head: string, members: readonly number[]): OpenGroup => ({
  head,
  base: 'main',
  baseOid: 'b'.repeat(40),
  members,
  isGone: false,
});
const heads = async (repository: number, ...numbers: readonly number[]) =>
  (await groupsWith(bench.context, repository, new Set(numbers))).map(({ head }) => head);

test('a group is found by its head and by its pull requests, until it is forgotten', async () => {
  const repository = fresh();
  const [one, two] = ['1', '2'].map((digit) => digit.repeat(40)) as [string, string];
  await rememberGroup(bench.context, repository, groupOf(one, [1, 2]));
  await rememberGroup(bench.context, repository, groupOf(two, [2, 3]));
  expect(await findGroup(bench.context, repository, one)).toEqual(groupOf(one, [1, 2]));
  expect(await heads(repository, 2)).toEqual([one, two]);
  expect(await heads(repository, 1, 9)).toEqual([one]);
  expect(await heads(repository, 9)).toEqual([]);
  await forgetGroup(bench.context, repository, one);
  expect(await findGroup(bench.context, repository, one)).toBeNull();
  expect(await heads(repository, 2)).toEqual([two]);
});

test('groups of other repositories are nobody’s, whatever their numbers begin with', async () => {
  const repository = fresh();
  await rememberGroup(bench.context, Number(`${repository}1`), groupOf('1'.repeat(40), [1]));
  expect(await heads(repository, 1)).toEqual([]);
  expect(await findGroup(bench.context, repository, '1'.repeat(40))).toBeNull();
});
