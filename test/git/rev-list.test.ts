import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Repository } from '../../src/git/git.ts';
import { listCommits } from '../../src/git/rev-list.ts';
import { collect, longHistory, SampleRepository } from './sample-repository.ts';

let sample: SampleRepository;
let repository: Repository;
let [base, first, merge, octopus] = ['', '', '', ''];
const sides: string[] = [];
beforeAll(async () => {
  sample = new SampleRepository();
  base = sample.commit('base', { a: '1' });
  first = sample.commit('first', { a: '2' });
  for (const name of ['x', 'y', 'z']) {
    sample.git(['checkout', '--quiet', '-b', name, base]);
    sides.push(sample.commit(name, { [name]: name }));
  }
  sample.git(['checkout', '--quiet', 'main']);
  sample.git(['merge', '--quiet', '--no-ff', '-m', 'merge', 'x']);
  merge = sample.head();
  sample.git(['merge', '--quiet', '--no-ff', '-m', 'octopus', 'y', 'z']);
  octopus = sample.head();
  repository = await sample.open();
});
afterAll(() => sample.remove());

test('a range holds what the first end does not reach, parents before children', async () => {
  const listed = await collect(listCommits(repository, { from: first, to: octopus, order: 'oldest-first' }));
  expect(new Set(listed.map(({ oid }) => oid))).toEqual(new Set([...sides, merge, octopus]));
  const position = new Map(listed.map(({ oid }, n) => [oid, n]));
  for (const { oid, parents } of listed) {
    for (const parent of parents) expect(position.get(parent) ?? -1).toBeLessThan(position.get(oid) ?? -1);
  }
  expect(listed.at(-1)).toEqual({ oid: octopus, parents: [merge, sides[1], sides[2]] });
});

test('the line of first parents still names all parents', async () => {
  const listed = await collect(
    listCommits(repository, { from: null, to: octopus, firstParent: true, order: 'newest-first' }),
  );
  expect(listed.map(({ oid }) => oid)).toEqual([octopus, merge, first, base]);
  expect(listed[0]?.parents).toHaveLength(3);
});

test('an empty range holds nothing; a commit that is not there is a Fault', async () => {
  expect(await collect(listCommits(repository, { from: first, to: first, order: 'oldest-first' }))).toEqual([]);
  const missing = listCommits(repository, { from: null, to: '1'.repeat(40), order: 'oldest-first' });
  await expect(collect(missing)).rejects.toMatchObject({ code: 'git.failed' });
});

test('five thousand commits stream', async () => {
  const long = new SampleRepository({ bare: true });
  long.git(['fast-import', '--quiet'], [...longHistory(5_000, (n) => `commit ${n}`)].join(''));
  const listed = await collect(
    listCommits(await long.open(), { from: null, to: long.head('main'), order: 'oldest-first' }),
  );
  expect(listed).toHaveLength(5_000);
  long.remove();
});
