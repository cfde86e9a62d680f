import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findGit, isObjectId, openRepository } from '../../src/git/git.ts';
import { SampleRepository } from './sample-repository.ts';

let directory: string;
let sample: SampleRepository;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'countersign-git-'));
  sample = new SampleRepository();
  sample.commit('one', { 'a/b.txt': 'b' });
});
afterAll(() => {
  rmSync(directory, { recursive: true });
  sample.remove();
});

/** A program called git that prints this. */
function fakeGit(name: string, output: string): string {
  mkdirSync(join(directory, name));
  writeFileSync(join(directory, name, 'git'), `#!/bin/sh\necho '${output}'\n`, { mode: 0o755 });
  return join(directory, name);
}

test('the version is read', async () => {
  expect((await findGit(process.env)).version).toMatch(/^\d+\.\d+/);
  await expect(findGit({ PATH: fakeGit('exact', 'git version 2.38.0.windows.1') })).resolves.toMatchObject({
    version: '2.38.0.windows.1',
  });
  await expect(findGit({ PATH: fakeGit('next', 'git version 3.0.0') })).resolves.toMatchObject({ version: '3.0.0' });
});

test.each([['git version 2.37.9'], ['git version 1.99.0'], ['something else']])('%s is not enough', async (text) => {
  await expect(findGit({ PATH: fakeGit(text.replaceAll(' ', '-'), text) })).rejects.toMatchObject({
    code: 'git.missing',
  });
});

test('no git at all is said', async () => {
  await expect(findGit({ PATH: join(directory, 'nowhere') })).rejects.toMatchObject({ code: 'git.missing' });
});

test('a work tree, a directory in it, its git directory, a bare repository are opened', async () => {
  const git = await findGit(process.env);
  for (const path of [sample.path, join(sample.path, 'a'), join(sample.path, '.git')]) {
    const repository = await openRepository(git, path);
    expect(repository).toMatchObject({ gitDirectory: join(sample.path, '.git'), format: 'sha1', isShallow: false });
  }
  const bare = new SampleRepository({ bare: true, format: 'sha256' });
  expect(await openRepository(git, bare.path)).toMatchObject({ gitDirectory: bare.path, format: 'sha256' });
  bare.remove();
});

test('a shallow clone is recognised', async () => {
  sample.commit('two');
  const path = join(directory, 'shallow');
  sample.git(['clone', '--quiet', '--depth', '1', `file://${sample.path}`, path]);
  expect(await openRepository(await findGit(process.env), path)).toMatchObject({ isShallow: true });
});

test('what is no repository is named', async () => {
  const git = await findGit(process.env);
  const file = join(directory, 'file');
  writeFileSync(file, '');
  await expect(openRepository(git, join(directory, 'none'))).rejects.toMatchObject({
    code: 'git.repository',
    message: expect.stringContaining('no directory'),
  });
  await expect(openRepository(git, file)).rejects.toMatchObject({
    code: 'git.repository',
    message: expect.stringContaining('not a directory'),
  });
  await expect(openRepository(git, directory)).rejects.toMatchObject({
    code: 'git.repository',
    message: expect.stringContaining('not a git repository'),
  });
  await expect(openRepository(git, '--help')).rejects.toMatchObject({ code: 'git.repository' });
});

test('GIT_DIR in our own environment leads nowhere', async () => {
  const git = await findGit({ ...process.env, GIT_DIR: '/nonexistent' });
  expect(await openRepository(git, sample.path)).toMatchObject({ gitDirectory: join(sample.path, '.git') });
});

test('object ids are told by length and alphabet', () => {
  expect(isObjectId('sha1', 'a'.repeat(40))).toBe(true);
  expect(isObjectId('sha256', 'a'.repeat(40))).toBe(false);
  expect(isObjectId('sha1', `${'a'.repeat(39)}\n`)).toBe(false);
});

const isRoot = process.getuid?.() === 0;

(isRoot ? test : test.skip)(
  'a directory of another user is refused as git refuses it, unless the user said it is safe',
  async () => {
    const path = join(directory, 'of-another');
    sample.git(['clone', '--quiet', sample.path, path]);
    chownSync(path, 4_242, 4_242);
    chownSync(join(path, '.git'), 4_242, 4_242);
    const refused = openRepository(await findGit({ PATH: process.env['PATH'], HOME: directory }), path);
    await expect(refused).rejects.toMatchObject({
      code: 'git.repository',
      message: expect.stringContaining('belongs to another user'),
      next: expect.stringContaining('safe.directory'),
    });
    writeFileSync(join(directory, '.gitconfig'), `[safe]\n\tdirectory = ${path}\n`);
    await expect(
      openRepository(await findGit({ PATH: process.env['PATH'], HOME: directory }), path),
    ).resolves.toBeDefined();
  },
);
