import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { compareCommits, listBetween } from '../../../src/github/facts/compare.ts';
import { known } from '../../../src/policy/facts.ts';
import { StandIn } from '../../github/client.ts';
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
