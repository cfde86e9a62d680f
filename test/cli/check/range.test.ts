import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { isEmptyRange, resolveRange } from '../../../src/cli/check/range.ts';
import { findGit, openRepository } from '../../../src/git/git.ts';
import { SampleRepository } from '../../git/sample-repository.ts';

let sample: SampleRepository;
let [one, two, side, alone] = ['', '', '', ''];
beforeAll(() => {
  sample = new SampleRepository();
  one = sample.commit('one', { a: '1' });
  two = sample.commit('two', { a: '2' });
  sample.git(['checkout', '--quiet', '-b', 'feature/side', one]);
  side = sample.commit('side', { b: '1' });
  sample.git(['checkout', '--quiet', '--orphan', 'alone']);
  alone = sample.commit('alone', { c: '1' });
});
afterAll(() => sample.remove());

test('both ends, their common ancestor, and the branch that A is', async () => {
  const repository = await sample.open();
  expect(await resolveRange(repository, 'main..feature/side')).toEqual({
    from: { text: 'main', oid: two },
    to: { text: 'feature/side', oid: side },
    mergeBase: one,
    baseBranch: 'main',
  });
  expect(await resolveRange(repository, `${one}..main`)).toMatchObject({ mergeBase: one, baseBranch: null });
  expect(await resolveRange(repository, 'main..alone')).toMatchObject({ mergeBase: null, to: { oid: alone } });
});

test('a branch of a remote is known by its own name; a tag is no branch', async () => {
  sample.git(['update-ref', 'refs/remotes/origin/release/1', one]);
  sample.git(['tag', 'v1', one]);
  const repository = await sample.open();
  expect(await resolveRange(repository, 'origin/release/1..main')).toMatchObject({ baseBranch: 'release/1' });
  expect(await resolveRange(repository, 'v1..main')).toMatchObject({ baseBranch: null });
  expect(await resolveRange(repository, 'main~1..main')).toMatchObject({ baseBranch: null });
});

test('an empty range is told', async () => {
  const repository = await sample.open();
  expect(await isEmptyRange(repository, await resolveRange(repository, 'main..main'))).toBe(true);
  expect(await isEmptyRange(repository, await resolveRange(repository, 'main..main~1'))).toBe(true);
  expect(await isEmptyRange(repository, await resolveRange(repository, 'main..feature/side'))).toBe(false);
});

test.each(['gone..main', 'main..gone', 'main', 'main...side', '--all..main'])('%s is refused', async (text) => {
  await expect(resolveRange(await sample.open(), text)).rejects.toMatchObject({ code: 'git.revision' });
});

test('a shallow clone has no ranges that anybody could rely on', async () => {
  const path = `${sample.path}/.git/shallow-clone`;
  sample.git(['clone', '--quiet', '--depth', '1', '--branch', 'main', `file://${sample.path}`, path]);
  const shallow = await openRepository(await findGit(process.env), path);
  await expect(resolveRange(shallow, 'HEAD..HEAD')).rejects.toMatchObject({
    code: 'git.repository',
    next: expect.stringContaining('--unshallow'),
  });
  sample.git(['-C', path, 'fetch', '--quiet', '--unshallow']);
  await expect(
    openRepository(await findGit(process.env), path).then((whole) => resolveRange(whole, 'HEAD..HEAD')),
  ).resolves.toBeDefined();
});
