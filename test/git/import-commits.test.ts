import { rmSync } from 'node:fs';
import { afterEach, expect, test } from '@jest/globals';
import { findGit, openRepository, type Repository } from '../../src/git/git.ts';
import { importCommits, type NewCommit } from '../../src/git/import-commits.ts';
import { SampleRepository } from './sample-repository.ts';

const made: SampleRepository[] = [];
afterEach(() => {
  for (const { path } of made.splice(0)) rmSync(path, { recursive: true, force: true });
});

async function open(format: 'sha1' | 'sha256' = 'sha1'): Promise<{ sample: SampleRepository; repository: Repository }> {
  const sample = new SampleRepository({ format });
  made.push(sample);
  return { sample, repository: await openRepository(await findGit(process.env), sample.path) };
}

const ref = 'refs/heads/log';

function commit(
  message: string,
  files: Readonly<Record<string, string>>,
  deletions: readonly string[] = [],
): NewCommit {
  const additions = Object.entries(files).map(([path, text]) => ({ path, bytes: Buffer.from(text) }));
  return { message, by: 'writer <writer@example.org>', at: 1_700_000_000, additions, deletions };
}

test.each(['sha1', 'sha256'] as const)('a branch is born, and goes on, in a %s repository', async (format) => {
  const { sample, repository } = await open(format);
  const born = await importCommits(repository, { ref, head: null, commits: [commit('one\n', { a: '1', 'd/b': '2' })] });
  const commits = [commit('two\n', { a: '3' }), commit('three\n\nwith: trailer\n', { c: 'é\0\n' }, ['d/b'])];
  const tip = await importCommits(repository, { ref, head: born, commits });
  expect(sample.git(['log', '--format=%H %s %an %ct', '--reverse', ref]).split('\n')).toEqual([
    `${born} one writer 1700000000`,
    expect.stringMatching(/ two writer /),
    `${tip} three writer 1700000000`,
  ]);
  expect(sample.git(['ls-tree', '-r', '--name-only', ref])).toBe('a\nc');
  expect(sample.gitBytes(['cat-file', 'blob', `${ref}:c`])).toEqual(Buffer.from('é\0\n'));
  expect(sample.git(['for-each-ref', '--format=%(refname)'])).toBe(ref);
  sample.git(['fsck', '--strict']);
});

test('a branch that moved, or that is there already, is left as it is', async () => {
  const { sample, repository } = await open();
  const first = await importCommits(repository, { ref, head: null, commits: [commit('one', { a: '1' })] });
  const second = await importCommits(repository, { ref, head: first, commits: [commit('two', { a: '2' })] });
  for (const head of [first, null]) {
    const late = importCommits(repository, { ref, head, commits: [commit('late', { a: '3' })] });
    await expect(late).rejects.toMatchObject({ code: 'ledger.stale-head' });
  }
  expect(sample.head(ref)).toBe(second);
});

test('what git refuses is said', async () => {
  const { repository } = await open();
  const broken = { ...commit('one', { a: '1' }), by: 'nobody' };
  await expect(importCommits(repository, { ref, head: null, commits: [broken] })).rejects.toMatchObject({
    code: 'git.failed',
    message: expect.stringContaining('fast-import') as unknown as string,
  });
});

test('commits that break off half-way leave the branch as it is', async () => {
  const { sample, repository } = await open();
  const head = await importCommits(repository, { ref, head: null, commits: [commit('one', { a: '1' })] });
  function* broken(): Generator<NewCommit> {
    yield commit('two', { a: '2' });
    throw new Error('no third one');
  }
  await expect(importCommits(repository, { ref, head, commits: broken() })).rejects.toThrow('no third one');
  expect(sample.head(ref)).toBe(head);
});
