import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findGit, openRepository } from '../../src/git/git.ts';
import { findLastChange } from '../../src/git/last-change.ts';
import { SampleRepository } from './sample-repository.ts';

let sample: SampleRepository;
let first: string;
let second: string;
beforeAll(() => {
  sample = new SampleRepository();
  first = sample.commit('one', { 'a/b.json': '1', other: '1' });
  second = sample.commit('two', { 'a/b.json': '2' });
  sample.commit('three', { other: '3' });
});
afterAll(() => sample.remove());

test('the newest commit that changed the file, from the tip on', async () => {
  const repository = await sample.open();
  expect(await findLastChange(repository, sample.head(), 'a/b.json')).toBe(second);
  expect(await findLastChange(repository, first, 'a/b.json')).toBe(first);
  expect(await findLastChange(repository, sample.head(), 'nowhere')).toBeNull();
});

test('a path is no pattern', async () => {
  expect(await findLastChange(await sample.open(), sample.head(), 'a/*')).toBeNull();
});

test('a clone that was cut blames nobody for what its first commit already had', async () => {
  const path = `${sample.path}/cut`;
  sample.git(['clone', '--quiet', '--bare', '--depth', '1', `file://${sample.path}`, path]);
  const repository = await openRepository(await findGit(process.env), path);
  expect(await findLastChange(repository, sample.head(), 'a/b.json')).toBeNull();
});
