import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { findGit, openRepository } from '../../src/git/git.ts';
import { commonDirectory, workTreeOf } from '../../src/git/work-trees.ts';
import { SampleRepository } from './sample-repository.ts';

const sample = new SampleRepository();
const beside = `${sample.path}-beside`;
afterEach(() => {
  for (const path of [sample.path, beside]) rmSync(path, { recursive: true, force: true });
});

test('every work tree has the same common directory, and a branch is found where it is checked out', async () => {
  sample.commit('first', { a: '1' });
  sample.git(['worktree', 'add', '--quiet', '-b', 'side', beside]);
  const git = await findGit(process.env);
  const main = await openRepository(git, sample.path);
  const linked = await openRepository(git, beside);
  expect(linked.gitDirectory).not.toBe(main.gitDirectory);
  expect(await commonDirectory(linked)).toBe(join(sample.path, '.git'));
  expect(await commonDirectory(main)).toBe(join(sample.path, '.git'));
  expect(await workTreeOf(main, 'refs/heads/side')).toBe(beside);
  expect(await workTreeOf(main, 'refs/heads/nowhere')).toBeNull();
});
