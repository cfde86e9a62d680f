import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Repository } from '../../src/git/git.ts';
import { findMergeBase, isAncestor, listRefs, parseRange, readRef, resolveCommit } from '../../src/git/revision.ts';
import { SampleRepository } from './sample-repository.ts';

let sample: SampleRepository;
let repository: Repository;
let [one, two, side, alone] = ['', '', '', ''];
beforeAll(async () => {
  sample = new SampleRepository();
  one = sample.commit('one', { a: '1' });
  two = sample.commit('two', { a: '2' });
  sample.git(['checkout', '--quiet', '-b', 'side', one]);
  side = sample.commit('side', { b: '1' });
  sample.git(['checkout', '--quiet', '--orphan', 'alone']);
  alone = sample.commit('alone', { c: '1' });
  sample.git(['tag', '-a', '-m', 'annotated', 'v1', one]);
  repository = await sample.open();
});
afterAll(() => sample.remove());

test.each([
  ['a..b', 'a', 'b'],
  ['HEAD~3..feature/x', 'HEAD~3', 'feature/x'],
])('%s is a range', (text, from, to) => {
  expect(parseRange(text)).toEqual({ from, to });
});

test.each(['', 'a', 'a..', '..b', 'a...b', 'a..b..c', '..'])('%j is no range', (text) => {
  expect(() => parseRange(text)).toThrow(expect.objectContaining({ code: 'git.revision' }));
});

test('branches, tags and short ids name commits', async () => {
  for (const [revision, oid] of [
    ['main', two],
    ['main~1', one],
    ['v1', one],
    [two.slice(0, 10), two],
  ] as const) {
    expect(await resolveCommit(repository, revision)).toBe(oid);
  }
  expect(await readRef(repository, 'refs/heads/side')).toBe(side);
  expect(await readRef(repository, 'refs/heads/none')).toBeNull();
  expect((await listRefs(repository, 'refs/heads/')).map(({ name }) => name)).toEqual([
    'refs/heads/alone',
    'refs/heads/main',
    'refs/heads/side',
  ]);
});

test.each(['none', '0'.repeat(40), 'main:a', '', '--all', '-x', 'main\nside', 'a b'])(
  '%j names no commit',
  async (revision) => {
    await expect(resolveCommit(repository, revision)).rejects.toMatchObject({ code: 'git.revision' });
  },
);

test('ancestry and merge bases', async () => {
  expect(await isAncestor(repository, one, two)).toBe(true);
  expect(await isAncestor(repository, two, side)).toBe(false);
  expect(await findMergeBase(repository, two, side)).toBe(one);
  expect(await findMergeBase(repository, two, alone)).toBeNull();
});
