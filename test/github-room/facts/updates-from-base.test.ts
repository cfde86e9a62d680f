import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { StandIn } from '../../github/client.ts';
import { loginOf, openChange, openScene, type Scene, valueOf } from '../scene.ts';

let github: StandIn;
beforeAll(async () => {
  github = await StandIn.start();
});
afterAll(async () => {
  await github.stop();
});

/** The pull request's merge commits, with whether each counts as an update from the base. */
async function merges(scene: Scene, number: number): Promise<readonly (readonly [string, boolean])[]> {
  const commits = valueOf((await scene.read(number)).commits);
  return commits
    .filter(({ parents }) => parents.length > 1)
    .map(({ message, updatesFromBase }) => [message.trim(), updatesFromBase]);
}

const merge = async (scene: Scene, message: string, parents: readonly string[]) =>
  github.pushCommit({
    repository: scene.repository,
    branch: 'fix',
    as: loginOf(scene, 'dana'),
    message,
    parents,
    files: {},
  });

describe('a merge commit', () => {
  test('of the base updates the change; one of the change’s own commits does not', async () => {
    const scene = await openScene(github);
    const { number, head } = await openChange(scene, { branch: 'fix', commits: [{ files: { a: 'own\n' } }] });
    const landed = await github.pushCommit({ repository: scene.repository, branch: 'main', files: { b: 'landed\n' } });
    const update = await merge(scene, 'update', [head, landed.oid]);
    const side = await github.createCommit({ repository: scene.repository, parents: [head], files: { c: '1' } });
    await merge(scene, 'own side branch', [update.oid, side.oid]);
    const { requests } = await scene.counting(async () => scene.read(number));
    expect(requests).toBe(1);
    expect(await merges(scene, number)).toEqual([
      ['update', true],
      ['own side branch', false],
    ]);
  });

  test('with three parents is none', async () => {
    const scene = await openScene(github);
    const { number, head } = await openChange(scene, { branch: 'fix', commits: [{ files: { a: 'own\n' } }] });
    const landed = await github.pushCommit({ repository: scene.repository, branch: 'main', files: { b: 'landed\n' } });
    await merge(scene, 'octopus', [head, landed.oid, scene.root]);
    expect(await merges(scene, number)).toEqual([['octopus', false]]);
  });

  test('is compared with the tip once the base was replaced', async () => {
    const scene = await openScene(github);
    const { number, head } = await openChange(scene, { branch: 'fix', commits: [{ files: { a: 'own\n' } }] });
    const landed = await github.pushCommit({ repository: scene.repository, branch: 'main', files: { b: 'landed\n' } });
    const update = await merge(scene, 'of what was the base', [head, landed.oid]);
    // The base is rewound: what was merged is no longer reachable from it.
    await github.moveRef({ repository: scene.repository, ref: 'refs/heads/main', oid: scene.root, bypassRules: true });
    const facts = await scene.read(number);
    expect(facts.change.baseChangedAt).toMatchObject({ known: true, value: expect.any(Number) as unknown });
    const other = await github.pushCommit({ repository: scene.repository, branch: 'main', files: { d: '1' } });
    await merge(scene, 'of what is the base', [update.oid, other.oid]);
    expect(await merges(scene, number)).toEqual([
      ['of what was the base', false],
      ['of what is the base', true],
    ]);
    const compare = 'GET /repos/{owner}/{repo}/compare/{basehead}';
    await github.arm({ on: compare, action: { kind: 'status', status: 502 } });
    expect((await scene.read(number)).commits).toMatchObject({ known: false, why: { code: 'unavailable' } });
    await github.arm({ on: compare, action: { kind: 'status', status: 422 }, count: 2 });
    expect(await merges(scene, number)).toEqual([
      ['of what was the base', false],
      ['of what is the base', false],
    ]);
  });
});
