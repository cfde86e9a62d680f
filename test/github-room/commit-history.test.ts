import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Api, GraphqlAnswer } from '../../src/github/api.ts';
import { readHistory } from '../../src/github/commit-history.ts';
import { StandIn } from '../github/client.ts';
import { commitNode, failed, oid, reader } from './gql.ts';
import { openScene, type Scene, valueOf } from './scene.ts';

let github: StandIn;
beforeAll(async () => {
  github = await StandIn.start();
});
afterAll(async () => {
  const { problems } = await github.stats();
  await github.stop();
  expect(problems).toEqual([]);
});

const read = async ({ api, place }: Scene, head: string, oids: readonly string[], signatures = false) =>
  await readHistory(api, place.repository, { head, oids, signatures });

describe('commits out of a history', () => {
  test('are those that were asked for, oldest first, in one request', async () => {
    const scene = await openScene(github);
    const { repository, root } = scene;
    const first = await github.pushCommit({ repository, branch: 'main', files: { a: '1' }, message: 'first\n' });
    const side = await github.pushCommit({ repository, branch: 'side', files: { b: '1' }, parents: [root] });
    const { oid: head } = await github.pushCommit({
      repository,
      branch: 'main',
      files: { b: '1' },
      message: 'merge\n',
      parents: [first.oid, side.oid],
    });
    const oids = [head, side.oid, first.oid];
    const { result, requests } = await scene.counting(async () => read(scene, head, oids));
    expect(requests).toBe(1);
    const found = valueOf(result);
    expect(found.map((commit) => commit.oid).toSorted()).toEqual(oids.toSorted());
    expect(found.at(-1)).toMatchObject({ oid: head, message: 'merge\n', parents: [first.oid, side.oid] });
    expect(found.at(-1)?.signature).toMatchObject({ known: false, why: { code: 'not-needed' } });
    const [signed] = valueOf(await read(scene, head, [head], true));
    expect(signed?.signature).toMatchObject({ known: true });
  });

  test('are none where none is asked for, without a request', async () => {
    const scene = await openScene(github);
    const { result, requests } = await scene.counting(async () => read(scene, scene.root, []));
    expect([valueOf(result), requests]).toEqual([[], 0]);
  });

  test('of more than a page take one more request, and no more than is needed', async () => {
    const scene = await openScene(github);
    const commits = Array.from({ length: 150 }, (_, n) => ({ message: `${n}\n`, files: {} }));
    const { oid: head, oids } = await github.pushCommits({ repository: scene.repository, branch: 'long', commits });
    const all = await scene.counting(async () => read(scene, head, oids));
    expect(valueOf(all.result).map((commit) => commit.oid)).toEqual(oids);
    expect(all.requests).toBe(2);
    const newest = await scene.counting(async () => read(scene, head, oids.slice(-2)));
    expect([valueOf(newest.result).length, newest.requests]).toEqual([2, 1]);
  }, 30_000);

  test('that are not in it make the whole unknown', async () => {
    const scene = await openScene(github);
    const { oid: other } = await github.pushCommit({ repository: scene.repository, branch: 'side', files: { a: '1' } });
    expect(await read(scene, scene.root, [scene.root, other])).toMatchObject({
      known: false,
      why: { code: 'incomplete', detail: expect.stringContaining('1 of the commits') },
    });
  });

  test('of a repository that has the name now, or of a head that is not there, are not read', async () => {
    const scene = await openScene(github);
    const { repository } = scene.place;
    const wanted = { head: scene.root, oids: [scene.root], signatures: false };
    const elsewhere = readHistory(scene.api, { ...repository, id: repository.id + 1 }, wanted);
    await expect(elsewhere).rejects.toMatchObject({ code: 'github.not-found' });
    const unseen = readHistory(scene.api, repository, { ...wanted, head: 'f'.repeat(40) });
    await expect(unseen).rejects.toMatchObject({ code: 'github.incomplete' });
  });

  test.each([
    [{ kind: 'status', status: 502 }, 'github.unavailable'],
    [{ kind: 'truncate' }, 'github.unavailable'],
    [{ kind: 'secondary-limit' }, 'github.rate-limited'],
  ] as const)('are read again later where GitHub answers %j', async (action, code) => {
    const scene = await openScene(github);
    await github.arm({ on: 'GRAPHQL History', action });
    await expect(read(scene, scene.root, [scene.root])).rejects.toMatchObject({ code });
  });
});

describe('what GitHub says is not taken for more than it is', () => {
  const names = { id: 70, owner: 'acme', name: 'shop' };
  const wanted = { head: oid(1), oids: [oid(1)], signatures: true };
  const page = (nodes: readonly object[], endCursor: string | null = null) => ({
    databaseId: 70,
    object: { history: { nodes, pageInfo: { hasNextPage: endCursor !== null, endCursor } } },
  });
  function answering(answer: (asked: number) => Omit<GraphqlAnswer, 'data'> & { readonly repository: object }) {
    const cursors: unknown[] = [];
    const api: Api = {
      rest: async () => await Promise.reject(new Error('REST was not expected')),
      graphql: async (_, variables) => {
        cursors.push(variables['after']);
        const { repository, errors } = answer(cursors.length);
        return await Promise.resolve({ data: reader({ repository }), errors });
      },
    };
    return { api, cursors };
  }

  test('too many commits are not asked for', async () => {
    const { api, cursors } = answering(() => ({ repository: page([]), errors: [] }));
    const oids = Array.from({ length: 10_001 }, (_, n) => oid(n));
    expect(await readHistory(api, names, { ...wanted, oids })).toMatchObject({
      known: false,
      why: { code: 'too-many' },
    });
    expect(cursors).toEqual([]);
  });

  test('a commit of too many parents makes the whole unknown', async () => {
    const parents = { totalCount: 101, nodes: [] };
    const { api } = answering(() => ({ repository: page([commitNode({ parents })]), errors: [] }));
    expect(await readHistory(api, names, wanted)).toMatchObject({ known: false, why: { code: 'too-many' } });
  });

  test('a history without end is not read to it', async () => {
    const { api, cursors } = answering((asked) => ({
      repository: page([commitNode({ oid: oid(1_000 + asked) })], `c${asked}`),
      errors: [],
    }));
    expect(await readHistory(api, names, wanted)).toMatchObject({ known: false, why: { code: 'incomplete' } });
    expect(cursors).toEqual([undefined, ...Array.from({ length: 10 }, (_, n) => `c${n + 1}`)]);
  });

  test('an error beside it makes all of it worthless', async () => {
    const errors = [failed(['repository', 'object', 'history', 'nodes', 0, 'signature'])];
    const { api } = answering(() => ({ repository: page([commitNode()]), errors }));
    await expect(readHistory(api, names, wanted)).rejects.toMatchObject({ code: 'github.unavailable' });
  });

  test.each([
    ['without an object id', page([commitNode({ oid: undefined })])],
    ['without the end of the page', { databaseId: 70, object: { history: { nodes: [] } } }],
    ['without nodes', { databaseId: 70, object: { history: { pageInfo: { hasNextPage: false } } } }],
  ])('%s it is no whole answer', async (_, repository) => {
    const { api } = answering(() => ({ repository, errors: [] }));
    await expect(readHistory(api, names, wanted)).rejects.toMatchObject({ code: 'github.incomplete' });
  });
});
