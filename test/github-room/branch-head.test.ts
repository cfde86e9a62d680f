import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { toBytes } from '../../src/base/bytes.ts';
import { Fault } from '../../src/base/fault.ts';
import type { Api } from '../../src/github/api.ts';
import { assertHead, readHead } from '../../src/github/branch-head.ts';
import { birthBranch } from '../../src/github/ledger-birth.ts';
import { StandIn } from '../github/client.ts';
import { reader } from './gql.ts';
import { openScene, type Scene } from './scene.ts';

const BRANCH = 'countersign/ledger';
const STALE = { code: 'ledger.stale-head' };

let github: StandIn;
beforeAll(async () => {
  github = await StandIn.start();
});
afterAll(async () => {
  await github.stop();
});

const placeOf = ({ place }: Scene) => ({ ...place.repository, branch: BRANCH });
const heads = async ({ repository }: Scene) => await github.refs({ repository });
const message = { headline: 'ledger: 1 entry (0) [skip ci]', body: 'skip-checks: true' };

async function born(scene: Scene): Promise<string> {
  const additions = [{ path: 'checkpoint', bytes: toBytes('one\n') }];
  return await birthBranch(scene.api, placeOf(scene), { message, additions, deletions: [] });
}

const grown = async ({ repository }: Scene): Promise<string> =>
  (await github.pushCommit({ repository, branch: BRANCH, files: { checkpoint: 'two\n' } })).oid;

/** GitHub shows this head, whatever it has. */
function showing({ api, place, root }: Scene, head: string | null): Api {
  const target = (oid: string | null) => (oid === null ? null : { target: { oid } });
  const repository = { databaseId: place.repository.id, ref: target(head), refs: { nodes: [target(root)] } };
  return { ...api, graphql: async () => await Promise.resolve({ data: reader({ repository }), errors: [] }) };
}

describe('the head, asked by a write that changes nothing', () => {
  test('is confirmed in two requests, which move nothing', async () => {
    const scene = await openScene(github);
    const root = await born(scene);
    const before = await heads(scene);
    const { requests } = await scene.counting(async () => await assertHead(scene.api, placeOf(scene), root));
    expect(requests).toBe(2);
    expect(await heads(scene)).toEqual(before);
  });

  test('is not an older one, a younger one, one of another branch, or any where there is none', async () => {
    const scene = await openScene(github);
    const root = await born(scene);
    const newest = await grown(scene);
    const before = await heads(scene);
    for (const expected of [root, scene.root, null]) {
      await expect(assertHead(scene.api, placeOf(scene), expected)).rejects.toMatchObject(STALE);
      await expect(assertHead(showing(scene, expected), placeOf(scene), expected)).rejects.toMatchObject(STALE);
    }
    expect(await heads(scene)).toEqual(before);
    await assertHead(scene.api, placeOf(scene), newest);

    await github.moveRef({ repository: scene.repository, ref: `refs/heads/${BRANCH}`, oid: null });
    await expect(assertHead(scene.api, placeOf(scene), newest)).rejects.toMatchObject(STALE);
    await expect(assertHead(showing(scene, newest), placeOf(scene), newest)).rejects.toMatchObject(STALE);
    expect(await readHead(scene.api, placeOf(scene))).toBeNull();
  });

  test('a branch that was set back stays where it is, for whoever looks', async () => {
    const scene = await openScene(github);
    const root = await born(scene);
    const newest = await grown(scene);
    await github.moveRef({ repository: scene.repository, ref: `refs/heads/${BRANCH}`, oid: root });
    await expect(assertHead(scene.api, placeOf(scene), newest)).rejects.toMatchObject(STALE);
    expect(await readHead(scene.api, placeOf(scene))).toBe(root);
  });

  test('is none where there is no branch; of an empty repository nobody can say it', async () => {
    const scene = await openScene(github);
    const { requests } = await scene.counting(async () => await assertHead(scene.api, placeOf(scene), null));
    expect(requests).toBe(3);
    const repository = { databaseId: scene.place.repository.id, ref: null, refs: { nodes: [] } };
    const graphql = async () => await Promise.resolve({ data: reader({ repository }), errors: [] });
    const asked = assertHead({ ...scene.api, graphql }, placeOf(scene), null);
    await expect(asked).rejects.toMatchObject({ code: 'github.unavailable' });
  });

  test('what GitHub refuses for another reason is told as that', async () => {
    const refusal = new Fault('github.invalid', 'PATCH: 422 Repository rule violations found');
    const oid = 'a'.repeat(40);
    const repository = { databaseId: 5, ref: { target: { oid } } };
    const api: Api = {
      rest: async () => Promise.reject(refusal),
      graphql: async () => await Promise.resolve({ data: reader({ repository }), errors: [] }),
    };
    const place = { id: 5, owner: 'acme', name: 'shop', branch: BRANCH };
    await expect(assertHead(api, place, oid)).rejects.toBe(refusal);
  });
});
