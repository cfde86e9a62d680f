import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Api } from '../../src/github/api.ts';
import { listOpen, listWithHead, readActivity, readOpen } from '../../src/github/changes.ts';
import { StandIn } from '../github/client.ts';
import { oid, reader } from './gql.ts';
import { loginOf, openChange, openScene, valueOf } from './scene.ts';

let github: StandIn;
beforeAll(async () => {
  github = await StandIn.start();
});
afterAll(async () => {
  await github.stop();
});

const file = [{ files: { a: 'b' } }];

describe('open pull requests', () => {
  test('newest first, on one base or on all', async () => {
    const scene = await openScene(github);
    const names = scene.place.repository;
    const first = await openChange(scene, { branch: 'one', commits: file });
    const second = await openChange(scene, { branch: 'two', commits: file });
    const closed = await openChange(scene, { branch: 'three', commits: file });
    await github.setPullRequestState({ repository: scene.repository, number: closed.number, state: 'closed' });
    await github.moveRef({ repository: scene.repository, ref: 'refs/heads/release', oid: scene.root });
    await github.editPullRequest({ repository: scene.repository, number: first.number, base: 'release' });
    expect(await listOpen(scene.api, names, null)).toEqual([
      { number: second.number, base: 'main', head: second.head },
      { number: first.number, base: 'release', head: first.head },
    ]);
    expect((await listOpen(scene.api, names, 'release')).map((change) => change.number)).toEqual([first.number]);
    expect(await listOpen(scene.api, names, 'nothing')).toEqual([]);
  });

  test('one by its number: where it stands, unless it is closed or of another repository', async () => {
    const scene = await openScene(github);
    const names = scene.place.repository;
    const { number, head } = await openChange(scene, { branch: 'one', commits: file });
    expect(await readOpen(scene.api, names, number)).toEqual({ number, base: 'main', head });
    await expect(readOpen(scene.api, { ...names, id: names.id + 1 }, number)).rejects.toThrow('another repository');
    await github.setPullRequestState({ repository: scene.repository, number, state: 'closed' });
    expect(await readOpen(scene.api, names, number)).toBeNull();
  });

  test('with a head, those of forks included', async () => {
    const scene = await openScene(github);
    const names = scene.place.repository;
    const own = await openChange(scene, { branch: 'one', commits: file });
    expect(await listWithHead(scene.api, names, own.head)).toEqual([own.number]);

    const eve = await github.createUser({ login: `eve-${scene.organization}` });
    const fork = await github.fork({ repository: scene.repository, owner: eve.login });
    const pushed = await github.pushCommit({
      repository: fork.fullName,
      branch: 'evil',
      as: eve.login,
      files: { x: 'y' },
      parents: [scene.root],
    });
    const { number } = await github.openPullRequest({
      repository: scene.repository,
      head: `${eve.login}:evil`,
      as: eve.login,
    });
    expect(await listWithHead(scene.api, names, pushed.oid)).toEqual([number]);
    expect(await listWithHead(scene.api, names, 'f'.repeat(40))).toEqual([]);
  });
});

describe('activity', () => {
  test('tells who moved a branch, newest first', async () => {
    const scene = await openScene(github);
    const [dana, bo] = [loginOf(scene, 'dana'), loginOf(scene, 'bo')];
    const first = await github.pushCommit({
      repository: scene.repository,
      branch: 'work',
      as: dana,
      files: { a: '1' },
    });
    const second = await github.pushCommit({ repository: scene.repository, branch: 'work', as: bo, files: { a: '2' } });
    const moves = valueOf(await readActivity(scene.api, scene.place.repository, 'refs/heads/work'));
    expect(moves.map(({ before, after, actor }) => ({ before, after, actor: actor?.login }))).toEqual([
      { before: first.oid, after: second.oid, actor: bo },
      { before: '0'.repeat(40), after: first.oid, actor: dana },
    ]);
  });

  test('is unknown where the app may not read it', async () => {
    const scene = await openScene(github);
    const gone = { ...scene.place.repository, name: 'gone' };
    expect(await readActivity(scene.api, gone, 'refs/heads/main')).toMatchObject({
      known: false,
      why: { code: 'forbidden' },
    });
  });

  test('of a branch that was moved more than 1,000 times is unknown: not everybody who moved it was seen', async () => {
    const move = { before: oid(1), after: oid(2), timestamp: '2026-11-21T12:00:00Z', actor: null };
    let pages = 0;
    const api: Api = {
      rest: async () => {
        pages += 1;
        return { body: reader(Array.from({ length: 100 }, () => move)), next: 'https://api.github.com/next' };
      },
      graphql: async () => Promise.reject(new Error('GraphQL was not expected')),
    };
    const names = { id: 5, owner: 'acme', name: 'shop' };
    expect(await readActivity(api, names, 'refs/heads/main')).toMatchObject({ why: { code: 'too-many' } });
    expect(pages).toBe(10);
  });
});
