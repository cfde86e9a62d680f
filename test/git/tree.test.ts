import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Repository } from '../../src/git/git.ts';
import { listTree } from '../../src/git/tree.ts';
import { collect, SampleRepository } from './sample-repository.ts';

let sample: SampleRepository;
let repository: Repository;
beforeAll(async () => {
  sample = new SampleRepository();
  sample.commit('one', { 'a/b.txt': 'hello', 'tab\tand\nline': 'x', ':(top)': 'magic' });
  const link = sample.object('blob', 'a/b.txt');
  sample.git(['update-index', '--add', '--cacheinfo', `120000,${link},link`]);
  sample.git(['update-index', '--add', '--cacheinfo', `160000,${sample.head()},module`]);
  sample.git(['commit', '--quiet', '-m', 'two']);
  repository = await sample.open();
});
afterAll(() => sample.remove());

test('every file is listed with its mode', async () => {
  const entries = await collect(listTree(repository, sample.head()));
  expect(entries.map(({ mode, path }) => [path, mode])).toEqual([
    [':(top)', '100644'],
    ['a/b.txt', '100644'],
    ['link', '120000'],
    ['module', '160000'],
    ['tab\tand\nline', '100644'],
  ]);
});

test('one path is looked up as it is', async () => {
  expect(await collect(listTree(repository, sample.head(), 'a/b.txt'))).toHaveLength(1);
  expect(await collect(listTree(repository, sample.head(), 'a'))).toHaveLength(1);
  expect(await collect(listTree(repository, sample.head(), 'nothing'))).toEqual([]);
  await expect(collect(listTree(repository, '1'.repeat(40)))).rejects.toMatchObject({ code: 'git.failed' });
});
