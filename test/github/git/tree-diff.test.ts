import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createGit } from './git.ts';
import { EMPTY_TREE } from './object-format.ts';

const git = createGit();
let root: string;
let dir: string;

async function treeOf(files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const changes = await Promise.all(
    Object.entries(files).map(async ([file, content]) => ({
      path: file,
      mode: '100644',
      oid: await git.writeBlob(dir, Buffer.from(content)),
    })),
  );
  return git.writeTree(dir, null, changes);
}

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'diff-'));
  dir = path.join(root, 'diff.git');
  await git.create(dir, 'main');
});

afterAll(async () => {
  await git.close();
  rmSync(root, { recursive: true, force: true });
});

describe('differences', () => {
  const long = Array.from({ length: 40 }, (_, at) => `line ${at}\n`).join('');

  test('name every change once, a rename by both its paths', async () => {
    const before = await treeOf({ 'old name': long, gone: 'x\n', same: 's', bin: Buffer.from([0, 1]), 'ä\n"': '1\n' });
    const after = await treeOf({
      'new/name': `${long}more\n`,
      fresh: 'a\nb\n',
      same: 's',
      bin: Buffer.from([0, 2]),
      'ä\n"': '2\n',
    });
    const oid = expect.any(String);
    const none = { previousPath: null, patch: null, oid };
    expect(await git.diff(dir, before, after)).toEqual([
      { status: 'modified', path: 'bin', additions: 0, deletions: 0, ...none },
      { status: 'added', path: 'fresh', additions: 2, deletions: 0, ...none },
      { status: 'removed', path: 'gone', additions: 0, deletions: 1, ...none },
      { status: 'renamed', path: 'new/name', additions: 1, deletions: 0, ...none, previousPath: 'old name' },
      { status: 'modified', path: 'ä\n"', additions: 1, deletions: 1, ...none },
    ]);
    const patches = await git.diff(dir, before, after, { patch: true });
    expect(patches.map((change) => change.patch?.split('\n')[0] ?? null)).toEqual([
      null,
      '@@ -0,0 +1,2 @@',
      '@@ -1 +0,0 @@',
      expect.stringMatching(/^@@ -38,3 \+38,4 @@/),
      '@@ -1 +1 @@',
    ]);
    expect(await git.diff(dir, null, after)).toHaveLength(5);
    expect(await git.diff(dir, after, after)).toEqual([]);
  });

  test('of a missing object are refused, and the next question is answered', async () => {
    const tree = await treeOf({ a: '1' });
    await expect(git.diff(dir, 'ab'.repeat(20), tree)).rejects.toThrow('no commit or tree');
    expect(await git.diff(dir, EMPTY_TREE, tree)).toHaveLength(1);
  });
});

describe('a merge', () => {
  const paths = ['a', 'b/c', 'b/d', 'e/f/g', 'h'];
  const files = fc.dictionary(fc.constantFrom(...paths), fc.integer({ min: 0, max: 8 }).map(text), { minKeys: 1 });

  test('gives the tree that git gives, or says that there is a conflict', async () => {
    await fc.assert(
      fc.asyncProperty(files, files, files, async (base, ours, theirs) => {
        const trees = [await treeOf(base), await treeOf({ ...base, ...ours }), await treeOf(theirs)] as const;
        expect(await git.mergeTrees(dir, ...trees)).toBe(mergeWithGit(...trees));
        const grown = await treeOf({ ...base, ...theirs });
        expect(await git.mergeTrees(dir, trees[0], trees[1], grown)).toBe(mergeWithGit(trees[0], trees[1], grown));
      }),
      { numRuns: 25 },
    );
  }, 60_000);
});

function text(value: number): string {
  return Array.from({ length: 9 }, (_, at) => `${at === value ? 'changed' : at}\n`).join('');
}

function commit(tree: string, ...parents: string[]): string {
  const identity = ['-c', 'user.name=A', '-c', 'user.email=a@b'];
  const args = ['commit-tree', tree, '-m', 'x', ...parents.flatMap((each) => ['-p', each])];
  return execFileSync('git', [...identity, ...args], { cwd: dir, encoding: 'utf8' }).trim();
}

/** git's own answer, asked with three real commits. */
function mergeWithGit(base: string, ours: string, theirs: string): string | null {
  const from = commit(base);
  try {
    const out = execFileSync('git', ['merge-tree', '--write-tree', commit(ours, from), commit(theirs, from)], {
      cwd: dir,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return out.slice(0, 40);
  } catch {
    return null;
  }
}
