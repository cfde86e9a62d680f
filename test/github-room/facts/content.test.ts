import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { compareContent } from '../../../src/github/facts/content.ts';
import { StandIn } from '../../github/client.ts';
import { loginOf, openChange, openScene, valueOf } from '../scene.ts';

let github: StandIn;
beforeAll(async () => {
  github = await StandIn.start();
});
afterAll(async () => {
  await github.stop();
});

describe('an approval of another commit', () => {
  test('with the same tree is compared: signing afterwards leaves tree and merge base as they were', async () => {
    const scene = await openScene(github);
    const [dana, amir] = [loginOf(scene, 'dana'), loginOf(scene, 'amir')];
    const { number, head } = await openChange(scene, { branch: 'fix', commits: [{ files: { a: 'b' } }] });
    await github.review({ repository: scene.repository, number, event: 'APPROVE', as: amir });
    await github.pushCommit({
      repository: scene.repository,
      branch: 'fix',
      as: dana,
      force: true,
      files: { a: 'b' },
      parents: [scene.root],
      sign: true,
    });
    const { result, requests } = await scene.counting(async () => scene.read(number));
    expect(requests).toBe(3);
    expect(result.change.mergeBase).toEqual({ known: true, value: scene.root });
    expect(valueOf(result.reviews)[0]?.commit).toMatchObject({
      oid: head,
      mergeBase: { known: true, value: scene.root },
    });
  });

  test('an old tree on a newer base has another merge base', async () => {
    const scene = await openScene(github);
    const [dana, amir] = [loginOf(scene, 'dana'), loginOf(scene, 'amir')];
    const { number, head } = await openChange(scene, { branch: 'fix', commits: [{ files: { a: 'b' } }] });
    await github.review({ repository: scene.repository, number, event: 'APPROVE', as: amir });
    const landed = await github.pushCommit({ repository: scene.repository, branch: 'main', files: { safe: 'yes' } });
    await github.pushCommit({
      repository: scene.repository,
      branch: 'fix',
      as: dana,
      force: true,
      tree: head,
      parents: [landed.oid],
      message: 'looks the same, reverts what landed\n',
    });
    await github.arm({ on: 'GET /repos/{owner}/{repo}/compare/{basehead}', action: { kind: 'status', status: 502 } });
    const failed = await scene.read(number);
    expect(valueOf(failed.reviews)[0]?.commit?.mergeBase).toMatchObject({ known: false, why: { code: 'unavailable' } });
    const facts = await scene.read(number);
    expect(facts.change.mergeBase).toEqual({ known: true, value: landed.oid });
    expect(valueOf(facts.reviews)[0]?.commit?.tree).toBe(facts.change.headTree);
    expect(valueOf(facts.reviews)[0]?.commit?.mergeBase).toEqual({ known: true, value: scene.root });
  });

  test('with another tree, or of the head, costs no request', async () => {
    const scene = await openScene(github);
    const amir = loginOf(scene, 'amir');
    const { number } = await openChange(scene, { branch: 'fix', commits: [{ files: { a: 'b' } }] });
    await github.review({ repository: scene.repository, number, event: 'APPROVE', as: amir });
    expect((await scene.counting(async () => scene.read(number))).requests).toBe(1);
    await github.pushCommit({ repository: scene.repository, branch: 'fix', files: { a: 'c' } });
    expect((await scene.counting(async () => scene.read(number))).requests).toBe(1);
  });
});

test('what GitHub cannot compare is unknown, and above 20 different commits nothing more is asked', async () => {
  const scene = await openScene(github);
  const { number } = await openChange(scene, { branch: 'fix', commits: [{ files: { a: 'b' } }] });
  const { change } = await scene.read(number);
  const approvalOf = (oid: string) => ({
    id: 1,
    reviewer: null,
    state: 'approved' as const,
    submittedAt: 0,
    canPush: { known: true as const, value: true },
    commit: { oid, tree: change.headTree, mergeBase: { known: true as const, value: '' } },
  });
  const oids = Array.from({ length: 25 }, (_, n) => (n + 1).toString(16).padStart(40, 'f'));
  const { result, requests } = await scene.counting(async () =>
    compareContent(scene.api, scene.place.repository, { change, reviews: oids.map(approvalOf) }),
  );
  expect(requests).toBe(21);
  const codes = result.reviews
    .map((review) => review.commit?.mergeBase)
    .map((base) => (base?.known === false ? base.why.code : 'known'));
  expect(codes).toEqual([...Array<string>(5).fill('too-many'), ...Array<string>(20).fill('unavailable')]);
});
