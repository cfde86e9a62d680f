import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toBytes } from '../../src/base/bytes.ts';
import type { Api } from '../../src/github/api.ts';
import { createLedgerBranch } from '../../src/github/ledger-branch.ts';
import { StandIn } from '../github/client.ts';
import { reader } from './gql.ts';
import { openScene, type Scene } from './scene.ts';

const BRANCH = 'countersign/ledger';

let github: StandIn;
beforeAll(async () => {
  github = await StandIn.start();
});
afterAll(async () => {
  await github.stop();
});

const branchOf = (scene: Scene) => createLedgerBranch(() => scene.api, { ...scene.place.repository, branch: BRANCH });
const message = { headline: 'ledger: 1 entry (0) [skip ci]', body: 'PASSED x\n\n\nLedger-Size: 1\nskip-checks: true' };
const file = (path: string, text: string) => ({ path, bytes: toBytes(text) });
const binary = new Uint8Array(8_192).map((_, index) => (index * 31) & 0xff);

const born = async (scene: Scene, entry = '{}'): Promise<string> =>
  branchOf(scene).birth({ message, additions: [file('README.md', 'r\n'), file('tail/0.json', entry)], deletions: [] });

describe('the ledger branch', () => {
  test('does not exist at first, and is born without history', async () => {
    const scene = await openScene(github);
    const branch = branchOf(scene);
    expect(await branch.head()).toBeNull();
    const { result: root, requests } = await scene.counting(async () => born(scene));
    expect(requests).toBe(4);
    expect(await branch.head()).toBe(root);
    expect(await github.log({ repository: scene.repository, revision: BRANCH })).toHaveLength(1);
    expect([...(await branch.files(root)).keys()].toSorted()).toEqual(['README.md', 'tail/0.json']);
  });

  test('is born once: who comes second is told that the head is stale', async () => {
    const scene = await openScene(github);
    await born(scene);
    await expect(born(scene, '{"other":1}')).rejects.toMatchObject({ code: 'ledger.stale-head' });
    const racing = await openScene(github);
    const results = await Promise.allSettled(['{"a":1}', '{"b":1}', '{"c":1}'].map(async (one) => born(racing, one)));
    const winners = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    expect(winners).toEqual([await branchOf(racing).head()]);
  });

  test('born twice with the same bytes is born once: an answer that was lost does no harm', async () => {
    const scene = await openScene(github);
    await github.arm({ on: 'GRAPHQL updateRefs', action: { kind: 'reset', when: 'after' } });
    await expect(born(scene)).rejects.toMatchObject({ code: 'github.unavailable' });
    expect(await branchOf(scene).head()).not.toBeNull();
  });

  test('grows by one request a commit, which GitHub signs, and takes any bytes', async () => {
    const scene = await openScene(github);
    const branch = branchOf(scene);
    const root = await born(scene);
    const { result: head, requests } = await scene.counting(async () =>
      branch.commit({
        message,
        additions: [{ path: 'tile/0/000', bytes: binary }, file('checkpoint', 'one\n')],
        deletions: ['tail/0.json'],
        expectedHead: root,
      }),
    );
    expect(requests).toBe(1);
    expect(await branch.head()).toBe(head);
    expect([...(await branch.files(head)).keys()].toSorted()).toEqual(['README.md', 'checkpoint', 'tile/0/000']);
    expect(await branch.read(head, 'tile/0/000')).toEqual(binary);
    expect(await branch.read(head, 'tail/0.json')).toBeNull();
    expect(await branch.read(head, 'tile')).toBeNull();
    expect(await branch.read(root, 'tail/0.json')).toEqual(toBytes('{}'));
    const [newest] = await github.log({ repository: scene.repository, revision: BRANCH });
    expect(newest?.message.trimEnd()).toBe(`${message.headline}\n\n${message.body}`);
  });

  test('knows what lies between two commits', async () => {
    const scene = await openScene(github);
    const branch = branchOf(scene);
    const root = await born(scene);
    const heads = [root];
    for (const n of [1, 2, 3]) {
      const expectedHead = heads.at(-1) ?? '';
      heads.push(await branch.commit({ message, additions: [file('n', `${n}`)], deletions: [], expectedHead }));
    }
    const [, one, two, three] = heads;
    expect(await branch.between(root, three ?? '')).toEqual([one, two, three]);
    expect(await branch.between(root, root)).toEqual([]);
    expect(await branch.between(three ?? '', root)).toBeNull();
    expect(await branch.between(scene.root, three ?? '')).toBeNull();
    expect(await branch.between('f'.repeat(40), root)).toBeNull();
  });

  test('tells a stale head, a branch that is gone, and a failure that was stored all the same', async () => {
    const scene = await openScene(github);
    const branch = branchOf(scene);
    const root = await born(scene);
    const change = { message, additions: [file('n', '1')], deletions: [], expectedHead: root };
    await github.arm({
      on: 'GRAPHQL createCommitOnBranch',
      action: { kind: 'move-branch', when: 'before', repository: scene.repository, branch: BRANCH, files: { x: 'y' } },
    });
    await expect(branch.commit(change)).rejects.toMatchObject({ code: 'ledger.stale-head' });

    const moved = (await branch.head()) ?? '';
    await github.arm({ on: 'GRAPHQL createCommitOnBranch', action: { kind: 'reset', when: 'after' } });
    await expect(branch.commit({ ...change, expectedHead: moved })).rejects.toMatchObject({
      code: 'github.unavailable',
    });
    expect(await branch.head()).not.toBe(moved);

    await github.moveRef({ repository: scene.repository, ref: `refs/heads/${BRANCH}`, oid: null });
    expect(await branch.head()).toBeNull();
    await expect(branch.commit({ ...change, expectedHead: moved })).rejects.toMatchObject({
      code: 'ledger.stale-head',
    });
  });

  test('is restored after it was deleted, tiles included', async () => {
    const scene = await openScene(github);
    const additions = [{ path: 'tile/0/000', bytes: binary }, file('checkpoint', 'one\n')];
    const root = await branchOf(scene).birth({ message, additions, deletions: [] });
    expect(await branchOf(scene).read(root, 'tile/0/000')).toEqual(binary);
  });

  test('of a repository that is gone is not found, which is not the same as absent', async () => {
    const scene = await openScene(github);
    await github.deleteRepository({ repository: scene.repository });
    await expect(branchOf(scene).head()).rejects.toMatchObject({ code: 'github.not-found' });
  });

  test('goes with the repository when it is renamed, and never into another that takes the name', async () => {
    const scene = await openScene(github);
    const branch = branchOf(scene);
    const root = await born(scene);
    await github.changeRepository({ repository: scene.repository, name: 'moved' });
    await github.createRepository({ owner: scene.organization, name: 'shop', files: { 'README.md': 'new\n' } });
    await expect(branch.head()).rejects.toMatchObject({ code: 'github.not-found' });
    await expect(born(scene)).rejects.toMatchObject({ code: 'github.not-found' });
    const change = { message, additions: [file('n', '1')], deletions: [], expectedHead: root };
    await expect(branch.commit(change)).rejects.toMatchObject({ code: expect.any(String) as unknown });
    const moved = { ...scene.place.repository, name: 'moved', branch: BRANCH };
    expect(await createLedgerBranch(() => scene.api, moved).head()).toBe(root);
  });

  test('that was copied to where the name leads now does not count as written', async () => {
    const commit = { oid: 'a'.repeat(40), repository: { databaseId: 6 } };
    const api: Api = {
      rest: async () => Promise.reject(new Error('REST was not expected')),
      graphql: async () => ({ data: reader({ createCommitOnBranch: { commit } }), errors: [] }),
    };
    const branch = createLedgerBranch(() => api, { id: 5, owner: 'acme', name: 'shop', branch: BRANCH });
    const change = { message, additions: [file('n', '1')], deletions: [], expectedHead: 'b'.repeat(40) };
    await expect(branch.commit(change)).rejects.toMatchObject({ code: 'github.not-found' });
  });

  test('gives back the bytes it was given', async () => {
    const scene = await openScene(github);
    const branch = branchOf(scene);
    let head = await born(scene);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        head = await branch.commit({ message, additions: [{ path: 'any', bytes }], deletions: [], expectedHead: head });
        expect(Buffer.from((await branch.read(head, 'any')) ?? [1]).equals(Buffer.from(bytes))).toBe(true);
      }),
      { numRuns: 15 },
    );
  });
});
