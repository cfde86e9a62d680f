import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Api } from '../../../src/github/api.ts';
import { compareCommits, listBetween, listShipped } from '../../../src/github/facts/compare.ts';
import { known } from '../../../src/policy/facts.ts';
import { StandIn } from '../../github/client.ts';
import { oid as oidOf, reader } from '../gql.ts';
import { openScene } from '../scene.ts';

let github: StandIn;
beforeAll(async () => {
  github = await StandIn.start();
});
afterAll(async () => {
  await github.stop();
});

test('two commits, by what they share', async () => {
  const scene = await openScene(github);
  const names = scene.place.repository;
  const side = await github.pushCommit({ repository: scene.repository, branch: 'side', files: { a: '1' } });
  const main = await github.pushCommit({ repository: scene.repository, branch: 'main', files: { b: '1' } });
  const between = async (from: string, to: string) => compareCommits(scene.api, names, { from, to });
  expect(await between(main.oid, side.oid)).toEqual(known({ mergeBase: scene.root, behind: 1 }));
  expect(await between(scene.root, side.oid)).toEqual(known({ mergeBase: scene.root, behind: 0 }));
  const orphan = await github.pushCommit({ repository: scene.repository, branch: 'orphan', files: {}, parents: [] });
  expect(await between(main.oid, orphan.oid)).toEqual(known(null));
  expect(await between('f'.repeat(40), main.oid)).toEqual(known(null));
});

test.each([
  [422, known(null)],
  [500, { known: false, why: { code: 'unavailable' } }],
  [502, { known: false, why: { code: 'unavailable' } }],
])('an answer with status %i is no end of the judging', async (status, expected) => {
  const scene = await openScene(github);
  const range = { from: scene.root, to: scene.root };
  await github.arm({ on: 'GET /repos/{owner}/{repo}/compare/{basehead}', action: { kind: 'status', status } });
  expect(await compareCommits(scene.api, scene.place.repository, range)).toMatchObject(expected);
});

test('asked to wait, it is the whole that waits', async () => {
  const scene = await openScene(github);
  await github.arm({ on: 'GET /repos/{owner}/{repo}/compare/{basehead}', action: { kind: 'secondary-limit' } });
  const compared = compareCommits(scene.api, scene.place.repository, { from: scene.root, to: scene.root });
  await expect(compared).rejects.toMatchObject({ code: 'github.rate-limited' });
});

test('150 commits are listed over two pages, oldest first', async () => {
  const scene = await openScene(github);
  const commits = Array.from({ length: 150 }, (_, n) => ({ message: `${n}\n`, files: {} }));
  const { oid, oids } = await github.pushCommits({ repository: scene.repository, branch: 'long', commits });
  const { result, requests } = await scene.counting(async () =>
    listBetween(scene.api, scene.place.repository, { from: scene.root, to: oid }),
  );
  expect(result).toEqual(oids);
  expect(requests).toBe(2);
}, 30_000);

describe('what a deployment ships', () => {
  const ROUTE = 'GET /repos/{owner}/{repo}/compare/{basehead}';

  test('is what it has and the one before it has not, oldest first, also of a history that was rewritten', async () => {
    const scene = await openScene(github);
    const { repository, root } = scene;
    const between = async (from: string, to: string) =>
      await listShipped(scene.api, scene.place.repository, { from, to });
    const commits = [{ files: { a: '1' } }, { files: { b: '1' } }];
    const { oid: main, oids } = await github.pushCommits({ repository, branch: 'main', commits });
    expect(await between(root, main)).toEqual(oids);
    expect(await between(main, main)).toEqual([]);
    expect(await between(main, root)).toEqual([]);
    const rewritten = { repository, branch: 'main', files: { c: '1' }, parents: [root], force: true };
    const { oid: other } = await github.pushCommit(rewritten);
    expect(await between(main, other)).toEqual([other]);
    const orphan = await github.pushCommit({ repository, branch: 'orphan', files: {}, parents: [] });
    expect(await between(main, orphan.oid)).toBeNull();
    expect(await between('f'.repeat(40), main)).toBeNull();
  });

  test('comes over as many pages as it takes', async () => {
    const scene = await openScene(github);
    const commits = Array.from({ length: 150 }, (_, n) => ({ message: `${n}\n`, files: {} }));
    const { oid, oids } = await github.pushCommits({ repository: scene.repository, branch: 'long', commits });
    const { result, requests } = await scene.counting(async () =>
      listShipped(scene.api, scene.place.repository, { from: scene.root, to: oid }),
    );
    expect([result, requests]).toEqual([oids, 2]);
  }, 30_000);

  test.each([
    [{ kind: 'status', status: 403 }, 'github.forbidden'],
    [{ kind: 'status', status: 422 }, 'github.invalid'],
    [{ kind: 'status', status: 502 }, 'github.unavailable'],
    [{ kind: 'truncate' }, 'github.unavailable'],
    [{ kind: 'secondary-limit' }, 'github.rate-limited'],
  ] as const)('is not said where GitHub answers %j', async (action, code) => {
    const scene = await openScene(github);
    await github.arm({ on: ROUTE, action });
    const shipped = listShipped(scene.api, scene.place.repository, { from: scene.root, to: scene.root });
    await expect(shipped).rejects.toMatchObject({ code });
  });

  test.each([
    ['fewer than it counts', { total_commits: 2, commits: [{ sha: oidOf(2) }] }],
    ['no count', { commits: [] }],
    ['no list', { total_commits: 0 }],
    ['a commit that is none', { total_commits: 1, commits: [{ sha: 'main' }] }],
  ])('is not taken from an answer of %s', async (_, body) => {
    const api: Api = {
      rest: async () => await Promise.resolve({ body: reader(body), next: null }),
      graphql: async () => await Promise.reject(new Error('GraphQL was not expected')),
    };
    const shipped = listShipped(api, { owner: 'acme', name: 'shop' }, { from: oidOf(1), to: oidOf(2) });
    await expect(shipped).rejects.toMatchObject({ code: 'github.incomplete' });
  });
});
