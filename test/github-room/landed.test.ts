import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Api } from '../../src/github/api.ts';
import { type Landing, readLanded } from '../../src/github/landed.ts';
import { StandIn } from '../github/client.ts';
import { oid, reader } from './gql.ts';
import { loginOf, openChange, openScene, type Scene } from './scene.ts';

let github: StandIn;
beforeAll(async () => {
  github = await StandIn.start();
});
afterAll(async () => {
  await github.stop();
});

const commits = [{ files: { a: '1' } }, { files: { b: '2' } }];

async function merge(scene: Scene, number: number, method: 'merge' | 'squash' | 'rebase'): Promise<string> {
  const { owner, name } = scene.place.repository;
  const route = 'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge';
  const { body } = await scene.api.rest(route, { owner, repo: name, pull_number: number, merge_method: method });
  return body.at('sha').text();
}

const read = async ({ api, place }: Scene, before: string | null, after: string): Promise<Landing | null> =>
  await readLanded(api, place.repository, { branch: 'main', before, after });

const pushTo = async (scene: Scene, files: Readonly<Record<string, string>>, parents?: readonly string[]) =>
  await github.pushCommit({
    repository: scene.repository,
    branch: 'main',
    as: loginOf(scene, 'dana'),
    files,
    ...(parents === undefined ? {} : { parents }),
  });

describe('what a push brought', () => {
  test.each(['merge', 'squash'] as const)('a %s that GitHub made has the content that was proposed', async (method) => {
    const scene = await openScene(github);
    const { number, head } = await openChange(scene, { branch: 'fix', commits });
    // Otherwise it would be the head's tree.
    const { oid: before } = await pushTo(scene, { elsewhere: '3' });
    const after = await merge(scene, number, method);
    const landing = await read(scene, before, after);
    const made = landing?.commits.at(-1);
    expect(landing).toMatchObject({ removed: 0 });
    expect(landing?.commits).toHaveLength(method === 'merge' ? 3 : 1);
    expect(made).toMatchObject({ oid: after, changes: [{ number, head, brings: 'all' }] });
    expect(made?.parents).toEqual(method === 'merge' ? [before, head] : [before]);
  });

  test('a rebase, which nobody signs, changes the same files to the same content', async () => {
    const scene = await openScene(github);
    const { number, head } = await openChange(scene, { branch: 'fix', commits });
    const { oid: before } = await pushTo(scene, { elsewhere: '3' });
    const after = await merge(scene, number, 'rebase');
    const landing = await read(scene, before, after);
    expect(landing?.commits.map(({ changes }) => changes)).toEqual([[], [{ number, head, brings: 'all' }]]);
  });

  test('a merge that was made elsewhere is that of its files; one that holds more than was proposed is not', async () => {
    const scene = await openScene(github);
    const honest = await openChange(scene, { branch: 'fix', commits });
    const { oid: before } = await pushTo(scene, { elsewhere: '3' });
    const plain = await pushTo(scene, { a: '1', b: '2' }, [before, honest.head]);
    expect((await read(scene, before, plain.oid))?.commits.at(-1)?.changes).toEqual([
      { number: honest.number, head: honest.head, brings: 'commit' },
    ]);
    const evil = await openChange(scene, { branch: 'evil', commits: [{ files: { c: '1' } }] });
    const aside = await pushTo(scene, { again: '4' });
    const smuggled = await pushTo(scene, { c: '1', backdoor: '5' }, [aside.oid, evil.head]);
    expect((await read(scene, aside.oid, smuggled.oid))?.commits.at(-1)?.changes).toEqual([
      { number: evil.number, head: evil.head, brings: 'nothing' },
    ]);
  });

  test('a merge that takes back what landed meanwhile is not what was proposed, though it has the tree of the head', async () => {
    const scene = await openScene(github);
    const { number, head } = await openChange(scene, { branch: 'fix', commits });
    const { oid: before } = await pushTo(scene, { elsewhere: '3' });
    const { oid: after } = await github.pushCommit({
      repository: scene.repository,
      branch: 'main',
      as: loginOf(scene, 'dana'),
      parents: [before, head],
      tree: head,
    });
    expect((await read(scene, before, after))?.commits.at(-1)?.changes).toEqual([{ number, head, brings: 'nothing' }]);
  });

  test('a merge by hand that takes the whole of a file that changed meanwhile takes that change back', async () => {
    const scene = await openScene(github, { 'README.md': '# shop\n', shared: '1\n2\n3\n' });
    const { number, head } = await openChange(scene, {
      branch: 'fix',
      commits: [{ files: { shared: '1\n2\nthree\n' } }],
    });
    const { oid: before } = await pushTo(scene, { shared: 'one\n2\n3\n' });
    const { oid: after } = await pushTo(scene, { shared: '1\n2\nthree\n' }, [before, head]);
    expect((await read(scene, before, after))?.commits.at(-1)?.changes).toEqual([{ number, head, brings: 'nothing' }]);
  });

  test('GitHub’s own rebase of it is what it computed, whatever the signature', async () => {
    const scene = await openScene(github, { 'README.md': '# shop\n', shared: '1\n2\n3\n' });
    const { number, head } = await openChange(scene, {
      branch: 'fix',
      commits: [{ files: { shared: '1\n2\nthree\n' } }],
    });
    const { oid: before } = await pushTo(scene, { shared: 'one\n2\n3\n' });
    const after = await merge(scene, number, 'rebase');
    expect((await read(scene, before, after))?.commits.at(-1)?.changes).toEqual([{ number, head, brings: 'all' }]);
  });

  test('what GitHub’s activity does not say is found out from the files', async () => {
    const scene = await openScene(github);
    const { number, head } = await openChange(scene, { branch: 'fix', commits });
    const { oid: before } = await pushTo(scene, { elsewhere: '3' });
    const after = await merge(scene, number, 'rebase');
    for (const status of [403, 404]) {
      await github.arm({ on: 'GET /repos/{owner}/{repo}/activity', action: { kind: 'status', status } });
      expect((await read(scene, before, after))?.commits.at(-1)?.changes).toEqual([{ number, head, brings: 'all' }]);
    }
  });

  test('a rebase of more or fewer commits than were proposed is not taken for it', async () => {
    const scene = await openScene(github);
    const { number, head } = await openChange(scene, { branch: 'fix', commits });
    const names = scene.place.repository;
    const fewer: Api = {
      ...scene.api,
      graphql: async (query, variables) =>
        await scene.api.graphql(query.replace('commits(first: 1)', 'commits: reviews(first: 1)'), variables),
    };
    const { oid: before } = await pushTo(scene, { elsewhere: '3' });
    const after = await merge(scene, number, 'rebase');
    await github.arm({ on: 'GET /repos/{owner}/{repo}/activity', action: { kind: 'status', status: 403 } });
    const landing = await readLanded(fewer, names, { branch: 'main', before, after });
    expect(landing?.commits.at(-1)?.changes).toEqual([{ number, head, brings: 'nothing' }]);
  });

  test('commits that went, a branch that began, and what shares no history', async () => {
    const scene = await openScene(github);
    const one = await pushTo(scene, { one: '1' });
    const other = await github.pushCommit({
      repository: scene.repository,
      branch: 'main',
      as: loginOf(scene, 'dana'),
      files: { two: '2' },
      parents: [scene.root],
      force: true,
    });
    expect(await read(scene, one.oid, other.oid)).toMatchObject({ removed: 1, commits: [{ oid: other.oid }] });
    expect((await read(scene, null, other.oid))?.commits.map((commit) => commit.oid)).toEqual([other.oid]);
    expect(await read(scene, 'e'.repeat(40), other.oid)).toBeNull();
  });
});

describe('what GitHub says is not taken for more than it is', () => {
  const names = { id: 70, owner: 'acme', name: 'shop' };
  const listed = { sha: oid(2), commit: { tree: { sha: oid(3) } }, parents: [{ sha: oid(1) }] };
  const answering = (total: number, repository: object): Api => ({
    rest: async (route) =>
      await Promise.resolve({
        body: reader(
          route.endsWith('/activity') ? [] : { behind_by: 0, total_commits: total, commits: [listed], files: [] },
        ),
        next: null,
      }),
    graphql: async () => await Promise.resolve({ data: reader({ repository }), errors: [] }),
  });
  const moved = { branch: 'main', before: oid(1), after: oid(2) };
  test.each([
    ['fewer than it counts', 2, { databaseId: 70 }, 'github.incomplete'],
    ['a commit that it does not show yet', 1, { databaseId: 70, c0: null }, 'github.incomplete'],
    ['another repository of this name', 1, { databaseId: 71, c0: null }, 'github.not-found'],
  ])('%s', async (_name, total, repository, code) => {
    await expect(readLanded(answering(total, repository), names, moved)).rejects.toMatchObject({ code });
  });
});
