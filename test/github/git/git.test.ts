import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { GitPerson } from '../git-contract.ts';
import { createGit } from './git.ts';
import { EMPTY_TREE } from './object-format.ts';

const git = createGit();
const ann: GitPerson = { name: 'Ann <A>', email: 'ann@example.com', date: '2026-11-21T15:02:00+01:00' };
let root: string;
let dir: string;

function run(...args: string[]): string {
  return execFileSync('git', args, { cwd: dir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

async function commitFiles(
  base: string | null,
  files: Readonly<Record<string, string | null>>,
  message = 'change\n',
): Promise<string> {
  const changes = await Promise.all(
    Object.entries(files).map(async ([file, text]) => ({
      path: file,
      mode: '100644',
      oid: text === null ? null : await git.writeBlob(dir, Buffer.from(text)),
    })),
  );
  const tree = await git.writeTree(dir, base, changes);
  return git.writeCommit(dir, { tree, parents: base === null ? [] : [base], author: ann, committer: ann, message });
}

beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'git-layer-'));
});

afterAll(async () => {
  await git.close();
  rmSync(root, { recursive: true, force: true });
});

describe('a repository', () => {
  beforeAll(async () => {
    dir = path.join(root, 'a.git');
    await git.create(dir, 'trunk');
  });

  test('is one that git accepts, and is made only once', async () => {
    expect(run('rev-parse', '--is-bare-repository')).toBe('true');
    expect(run('symbolic-ref', 'HEAD')).toBe('refs/heads/trunk');
    await expect(git.create(dir, 'trunk')).rejects.toThrow('EEXIST');
  });

  test('takes commits that git reads back as they were written', async () => {
    const first = await commitFiles(null, { 'a/b/c.txt': 'one\n', 'a.txt': 'two\n', a0: 'three\n' }, 'first\n\nbody\n');
    expect(await git.updateRefs(dir, [{ ref: 'refs/heads/trunk', before: null, after: first }])).toBe('done');
    expect(run('fsck', '--strict', '--full')).toBe('');
    expect(run('log', '-1', '--format=%an|%ae|%aI|%B', 'trunk')).toBe(
      'Ann A|ann@example.com|2026-11-21T15:02:00+01:00|first\n\nbody',
    );
    expect(run('ls-tree', '-r', '--name-only', 'trunk').split('\n')).toEqual(['a.txt', 'a/b/c.txt', 'a0']);
    const read = await git.readCommit(dir, first);
    expect(read).toMatchObject({ oid: first, parents: [], message: 'first\n\nbody\n', signature: null });
    expect(read?.author).toEqual({ ...ann, name: 'Ann A' });
  });

  test('drops directories that become empty, and refuses paths and objects that cannot be', async () => {
    const base = await commitFiles(null, { 'x/y/z': '1', keep: '2' });
    const tree = await git.writeTree(dir, base, [{ path: 'x/y/z', mode: '100644', oid: null }]);
    expect((await git.listTree(dir, tree))?.map((entry) => entry.path)).toEqual(['keep']);
    expect(
      await git.writeTree(
        dir,
        base,
        ['x/y/z', 'keep'].map((each) => ({ path: each, mode: '100644', oid: null })),
      ),
    ).toBe(EMPTY_TREE);
    for (const wrong of ['', '/a', 'a//b', '../a', '.git/config', 'a/.GIT/x', 'a/']) {
      await expect(git.writeTree(dir, base, [{ path: wrong, mode: '100644', oid: null }])).rejects.toThrow(
        'not allowed',
      );
    }
    await expect(git.writeTree(dir, base, [{ path: 'a', mode: '100644', oid: 'ab'.repeat(20) }])).rejects.toThrow(
      'no object',
    );
  });

  test('lists and finds entries with their modes and sizes', async () => {
    const commit = await commitFiles(null, { 'dir/file': 'hello', top: 'x' });
    expect(await git.listTree(dir, commit, { recursive: true })).toEqual([
      { mode: '040000', type: 'tree', path: 'dir', size: null, oid: expect.any(String) },
      { mode: '100644', type: 'blob', path: 'dir/file', size: 5, oid: expect.any(String) },
      { mode: '100644', type: 'blob', path: 'top', size: 1, oid: expect.any(String) },
    ]);
    expect(await git.findEntry(dir, commit, 'dir/file')).toMatchObject({ type: 'blob', size: 5 });
    expect(await git.findEntry(dir, commit, '')).toMatchObject({
      type: 'tree',
      oid: (await git.readCommit(dir, commit))?.tree,
    });
    expect(await git.findEntry(dir, commit, 'dir/file/none')).toBeNull();
    expect(await git.findEntry(dir, 'ab'.repeat(20), 'dir')).toBeNull();
  });

  test('moves refs by compare-and-swap, all or none', async () => {
    const [one, two] = [await commitFiles(null, { f: '1' }), await commitFiles(null, { f: '2' })];
    expect(await git.updateRefs(dir, [{ ref: 'refs/heads/cas', before: null, after: one }])).toBe('done');
    expect(await git.updateRefs(dir, [{ ref: 'refs/heads/cas', before: null, after: two }])).toBe('stale');
    expect(await git.updateRefs(dir, [{ ref: 'refs/heads/cas', before: two, after: two }])).toBe('stale');
    const both = [
      { ref: 'refs/heads/new', before: null, after: two },
      { ref: 'refs/heads/cas', before: two, after: one },
    ];
    expect(await git.updateRefs(dir, both)).toBe('stale');
    expect(await git.readRef(dir, 'refs/heads/new')).toBeNull();
    expect(await git.updateRefs(dir, [{ ref: 'refs/heads/cas', before: one, after: two }])).toBe('done');
    expect(run('rev-parse', 'refs/heads/cas')).toBe(two);
    await expect(git.updateRefs(dir, [{ ref: 'refs/heads/cas/below', after: one }])).rejects.toThrow('cannot lock ref');
    await expect(git.updateRefs(dir, [{ ref: 'refs/heads/../../x', after: one }])).rejects.toThrow('invalid ref name');
    await expect(git.updateRefs(dir, [{ ref: 'refs/heads/nothing', after: 'ab'.repeat(20) }])).rejects.toThrow();
    expect(await git.updateRefs(dir, [{ ref: 'refs/heads/cas', before: two, after: null }])).toBe('done');
    expect(await git.readRef(dir, 'refs/heads/cas')).toBeNull();
  });

  test('of many writers who saw the same head, one wins', async () => {
    const base = await commitFiles(null, { f: 'base' });
    await git.updateRefs(dir, [{ ref: 'refs/heads/race', before: null, after: base }]);
    const heads = await Promise.all([1, 2, 3, 4, 5].map((each) => commitFiles(base, { f: `${each}` })));
    const results = await Promise.all(
      heads.map((after) => git.updateRefs(dir, [{ ref: 'refs/heads/race', before: base, after }])),
    );
    expect(results.toSorted()).toEqual(['done', 'stale', 'stale', 'stale', 'stale']);
  });

  test('sees at once what a push did, packed or not', async () => {
    const clone = path.join(root, 'clone');
    const base = await commitFiles(null, { f: 'base' });
    await git.updateRefs(dir, [{ ref: 'refs/heads/trunk', after: base }]);
    execFileSync('git', ['clone', '-q', dir, clone], { stdio: 'ignore' });
    const inClone = (...args: string[]): string =>
      execFileSync('git', ['-c', 'user.name=B', '-c', 'user.email=b@example.com', ...args], {
        cwd: clone,
        encoding: 'utf8',
      }).trim();
    for (let each = 0; each < 150; each += 1) writeFileSync(path.join(clone, `file${each}`), `${each}`);
    inClone('add', '.');
    inClone('commit', '-qm', 'many');
    inClone('tag', '-am', 'note', 'v1');
    inClone('push', '-q', 'origin', 'HEAD:refs/heads/pushed', 'v1');
    const head = inClone('rev-parse', 'HEAD');
    expect(await git.readRef(dir, 'refs/heads/pushed')).toBe(head);
    run('pack-refs', '--all');
    expect(await git.readRef(dir, 'refs/heads/pushed')).toBe(head);
    expect(await git.resolve(dir, 'v1')).toBe(head);
    expect(await git.resolve(dir, 'pushed')).toBe(head);
    expect(await git.resolve(dir, 'refs/heads/pushed')).toBe(head);
    expect(await git.resolve(dir, head.slice(0, 10))).toBe(head);
    expect(await git.resolve(dir, 'HEAD')).toBe(base);
    expect(await git.resolve(dir, 'nowhere')).toBeNull();
    expect(await git.resolve(dir, 'abcdef')).toBeNull();
    expect((await git.listRefs(dir, 'refs/tags/')).map(({ name, type }) => `${name} ${type}`)).toEqual([
      'refs/tags/v1 tag',
    ]);
    expect(await git.listTree(dir, head)).toHaveLength(151);
  });
});

describe('a fork', () => {
  test('has its own refs, shares objects, and outlives its parent', async () => {
    dir = path.join(root, 'parent.git');
    await git.create(dir, 'main');
    const base = await commitFiles(null, { f: 'base' });
    await git.updateRefs(dir, [
      { ref: 'refs/heads/main', after: base },
      { ref: 'refs/pull/1/head', after: base },
    ]);
    const [one, two] = [path.join(root, 'one.git'), path.join(root, 'two.git')];
    await git.fork(dir, one);
    await git.fork(one, two);
    expect((await git.listRefs(two, 'refs/')).map((ref) => ref.name)).toEqual(['refs/heads/main']);
    const blob = await git.writeBlob(two, Buffer.from('from the fork'));
    await git.copyObjects(two, dir, base);
    expect((await git.readObject(dir, blob))?.bytes.toString()).toBe('from the fork');
    await git.remove(dir);
    expect((await git.readObject(two, blob))?.bytes.toString()).toBe('from the fork');
    expect(execFileSync('git', ['rev-parse', 'main'], { cwd: one, encoding: 'utf8' }).trim()).toBe(base);
    await git.remove(one);
    expect(execFileSync('git', ['log', '--format=%s', 'main'], { cwd: two, encoding: 'utf8' }).trim()).toBe('change');
  });

  test('of another network gets objects by fetching', async () => {
    dir = path.join(root, 'left.git');
    await git.create(dir, 'main');
    const head = await commitFiles(null, { f: 'left' });
    await git.updateRefs(dir, [{ ref: 'refs/heads/main', after: head }]);
    const right = path.join(root, 'right.git');
    await git.create(right, 'main');
    expect(await git.readCommit(right, head)).toBeNull();
    await git.copyObjects(dir, right, head);
    expect((await git.readCommit(right, head))?.oid).toBe(head);
  });
});

describe('raw objects', () => {
  test('are checked by git unless the caller says otherwise', async () => {
    dir = path.join(root, 'raw.git');
    await git.create(dir, 'main');
    const odd = Buffer.from(`tree ${EMPTY_TREE}\nauthor x\n\n`);
    await expect(git.writeRaw(dir, 'commit', Buffer.from('tree none\n\n'))).rejects.toThrow('hash-object failed');
    const oid = await git.writeRaw(dir, 'commit', odd, { unchecked: true });
    expect(await git.readCommit(dir, oid)).toMatchObject({
      tree: EMPTY_TREE,
      author: { name: '', email: '' },
      message: '',
    });
    expect(await git.readObject(dir, '../../etc/passwd')).toBeNull();
  });
});
