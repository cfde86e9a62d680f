import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createGit } from './git.ts';
import { EMPTY_TREE } from './object-format.ts';

const git = createGit();
let root: string;
let dir: string;

function run(...args: string[]): readonly string[] {
  try {
    return execFileSync('git', args, { cwd: dir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
      .split('\n')
      .filter((line) => line !== '');
  } catch {
    return [];
  }
}

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'graph-'));
  dir = path.join(root, 'graph.git');
  await git.create(dir, 'main');
});

afterAll(async () => {
  await git.close();
  rmSync(root, { recursive: true, force: true });
});

let made = 0;

/** A history in which each commit's parents are some of the earlier ones, and clocks go wherever they like. */
async function build(
  shape: readonly { readonly parents: readonly number[]; readonly minute: number }[],
): Promise<string[]> {
  const oids: string[] = [];
  for (const { parents, minute } of shape) {
    const date = `2026-01-01T00:${String(minute).padStart(2, '0')}:00Z`;
    const person = { name: 'A', email: 'a@example.com', date };
    const chosen = [...new Set(parents.filter(() => oids.length > 0).map((each) => oids[each % oids.length] ?? ''))];
    made += 1;
    const message = `commit ${made}\n`;
    oids.push(
      await git.writeCommit(dir, { tree: EMPTY_TREE, parents: chosen, author: person, committer: person, message }),
    );
  }
  return oids;
}

const shapes = fc.array(
  fc.record({ parents: fc.array(fc.nat(), { minLength: 0, maxLength: 3 }), minute: fc.integer({ min: 0, max: 59 }) }),
  { minLength: 2, maxLength: 24 },
);

test('walks say what git says, whatever the history and its clocks', async () => {
  await fc.assert(
    fc.asyncProperty(shapes, fc.nat(), fc.nat(), async (shape, left, right) => {
      const oids = await build(shape);
      const [a, b] = [oids[left % oids.length] ?? '', oids[right % oids.length] ?? ''];
      const counted = (range: string): number => run('rev-list', range).length;
      expect(await git.countAheadBehind(dir, a, b)).toEqual({
        ahead: counted(`${a}..${b}`),
        behind: counted(`${b}..${a}`),
      });
      const bases = run('merge-base', '--all', a, b);
      const base = await git.mergeBase(dir, a, b);
      if (base === null) expect(bases).toEqual([]);
      else expect(bases).toContain(base);
      expect(await git.isAncestor(dir, a, b)).toBe(bases.includes(a));
      const listed = await git.listCommits(dir, [b], [a]);
      expect(listed.toSorted()).toEqual(run('rev-list', `${a}..${b}`).toSorted());
      const parents = await Promise.all(listed.map(async (oid) => (await git.readCommit(dir, oid))?.parents ?? []));
      for (const [at, each] of parents.entries())
        for (const parent of each) expect(listed.slice(0, at)).not.toContain(parent);
    }),
    { numRuns: 40 },
  );
}, 60_000);

test('a long history is loaded at once, listed in git’s order and cut where asked', async () => {
  const oids = await build(
    Array.from({ length: 300 }, (_, at) => ({
      parents: [at - 1].filter((each) => each >= 0),
      minute: Math.floor(at / 5),
    })),
  );
  const fresh = createGit();
  const head = oids.at(-1) ?? '';
  expect(await fresh.listCommits(dir, [head], [])).toEqual(run('rev-list', '--date-order', head));
  expect(await fresh.listCommits(dir, [head], [oids[100] ?? ''], { skip: 10, limit: 5 })).toEqual(
    oids.slice(285, 290).toReversed(),
  );
  await expect(fresh.isAncestor(dir, 'ab'.repeat(20), head)).rejects.toThrow('no commit');
  await fresh.close();
});

test('the commits that changed a path are those that git names', async () => {
  const person = { name: 'A', email: 'a@example.com', date: '2026-01-01T00:00:00Z' };
  const write = async (parent: string | null, file: string, text: string): Promise<string> => {
    const change = { path: file, mode: '100644', oid: await git.writeBlob(dir, Buffer.from(text)) };
    const tree = await git.writeTree(dir, parent, [change]);
    return git.writeCommit(dir, {
      tree,
      parents: parent === null ? [] : [parent],
      author: person,
      committer: person,
      message: text,
    });
  };
  const first = await write(null, 'a/x', '1');
  const second = await write(first, 'b', '2');
  const third = await write(second, 'a/y', '3');
  expect(await git.listCommits(dir, [third], [], { path: 'a' })).toEqual([third, first]);
  expect(await git.listCommits(dir, [third], [first], { path: 'a', limit: 1 })).toEqual([third]);
  expect(await git.listCommits(dir, [third], [], { path: '*' })).toEqual([]);
});
