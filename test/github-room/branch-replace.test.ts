import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { toBytes } from '../../src/base/bytes.ts';
import { createLedgerBranch } from '../../src/github/ledger-branch.ts';
import { StandIn } from '../github/client.ts';
import { openScene, type Scene } from './scene.ts';

const BRANCH = 'countersign/evidence';

let github: StandIn;
beforeAll(async () => {
  github = await StandIn.start();
});
afterAll(async () => {
  await github.stop();
});

const branchOf = (scene: Scene) => createLedgerBranch(() => scene.api, { ...scene.place.repository, branch: BRANCH });
const message = { headline: 'evidence: 1 piece [skip ci]', body: '\nskip-checks: true' };
const file = (path: string, text: string) => ({ path, bytes: toBytes(text) });

/** A branch of two commits. */
async function grown(scene: Scene): Promise<string> {
  const branch = branchOf(scene);
  const root = await branch.birth({
    message,
    additions: [file('aa/1.json', '1'), file('aa/2.json', '2')],
    deletions: [],
  });
  const more = { message, additions: [file('bb/3.json', '3')], deletions: [], expectedHead: root };
  return await branch.commit(more);
}

describe('a branch that is replaced', () => {
  test('has one commit, its files with the change, and nothing of its history', async () => {
    const scene = await openScene(github);
    const branch = branchOf(scene);
    const head = await grown(scene);
    const change = { message, additions: [file('cc/4.json', '4')], deletions: ['aa/1.json'], expectedHead: head };
    const { result: replaced, requests } = await scene.counting(async () => await branch.replace(change));
    expect(requests).toBe(5);
    expect(await branch.head()).toBe(replaced);
    expect([...(await branch.files(replaced)).keys()].toSorted()).toEqual(['aa/2.json', 'bb/3.json', 'cc/4.json']);
    const log = await github.log({ repository: scene.repository, revision: BRANCH });
    expect(log.map(({ oid }) => oid)).toEqual([replaced]);
    expect(await branch.between(head, replaced)).toBeNull();
  });

  test('drops no commit that came meanwhile', async () => {
    const scene = await openScene(github);
    const branch = branchOf(scene);
    const head = await grown(scene);
    await github.arm({
      on: 'GRAPHQL updateRefs',
      action: { kind: 'move-branch', when: 'before', repository: scene.repository, branch: BRANCH },
    });
    const change = { message, additions: [], deletions: ['aa/1.json'], expectedHead: head };
    await expect(branch.replace(change)).rejects.toMatchObject({ code: 'ledger.stale-head' });
    expect([...(await branch.files((await branch.head()) ?? '')).keys()]).toContain('stranger.txt');
    await github.moveRef({ repository: scene.repository, ref: `refs/heads/${BRANCH}`, oid: null });
    await expect(branch.replace(change)).rejects.toMatchObject({ code: 'ledger.stale-head' });
  });
});
