import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { StandIn } from '../github/client.ts';
import { loginOf, openChange, openScene, type Scene, valueOf } from './scene.ts';

let github: StandIn;
beforeAll(async () => {
  github = await StandIn.start();
});
afterAll(async () => {
  await github.stop();
});

const simple = async (scene: Scene) => openChange(scene, { branch: 'fix', commits: [{ files: { a: 'own\n' } }] });

describe('pull requests that are not like others', () => {
  test('from a fork, before and after the fork is gone', async () => {
    const scene = await openScene(github);
    const eve = await github.createUser({ login: `eve-${scene.organization}` });
    const fork = await github.fork({ repository: scene.repository, owner: eve.login });
    const pushed = {
      repository: fork.fullName,
      branch: 'evil',
      as: eve.login,
      files: { x: 'y\n' },
      parents: [scene.root],
    };
    await github.pushCommit(pushed);
    const { number } = await github.openPullRequest({
      repository: scene.repository,
      head: `${eve.login}:evil`,
      as: eve.login,
    });
    const facts = await scene.read(number);
    expect(facts.change.fork).toMatchObject({ owner: { id: eve.id, login: eve.login } });
    expect(facts.headRef).toEqual({ repository: fork.id, ref: 'refs/heads/evil' });
    await github.deleteRepository({ repository: fork.fullName });
    const later = await scene.read(number);
    expect(later.change.fork).not.toBeNull();
    expect(later.headRef).toBeNull();
    expect(valueOf(later.commits)).toHaveLength(1);
  });

  test('by somebody whose account is gone', async () => {
    const scene = await openScene(github);
    const { number } = await simple(scene);
    await github.review({ repository: scene.repository, number, event: 'APPROVE', as: loginOf(scene, 'amir') });
    await github.deleteUser({ login: loginOf(scene, 'dana') });
    await github.deleteUser({ login: loginOf(scene, 'amir') });
    const facts = await scene.read(number);
    expect(facts.change.author).toBeNull();
    expect(valueOf(facts.commits)[0]?.author.person).toBeNull();
    expect(valueOf(facts.reviews)).toMatchObject([{ reviewer: null }]);
  });

  test('with commits that belong to nobody', async () => {
    const scene = await openScene(github);
    const author = { name: 'Some `b` body', email: 'nobody@nowhere.example' };
    const { number } = await openChange(scene, { branch: 'fix', commits: [{ files: { a: 'x\n' }, author }] });
    expect(valueOf((await scene.read(number)).commits)[0]).toMatchObject({ author: { person: null, ...author } });
  });

  test('reviewed by a bot', async () => {
    const scene = await openScene(github);
    const { number } = await simple(scene);
    await scene.api.rest('POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews', {
      owner: scene.organization,
      repo: 'shop',
      pull_number: number,
      event: 'APPROVE',
    });
    const [review] = valueOf((await scene.read(number)).reviews);
    expect(review).toMatchObject({ state: 'approved', reviewer: { type: 'bot' } });
    expect(review?.reviewer?.login).toMatch(/\[bot\]$/);
  });

  test('closed, merged, draft, and without their base branch', async () => {
    const scene = await openScene(github);
    const { number } = await simple(scene);
    await github.setDraft({ repository: scene.repository, number, draft: true });
    expect((await scene.read(number)).change).toMatchObject({ open: true, draft: true });
    await github.setDraft({ repository: scene.repository, number, draft: false });
    await github.merge({ repository: scene.repository, number });
    const merged = await scene.read(number);
    expect(merged.change).toMatchObject({ open: false, merged: true });
    expect(valueOf(merged.commits)).toHaveLength(1);
  });

  test('retargeted: when that was, and onto what', async () => {
    const scene = await openScene(github);
    await github.moveRef({ repository: scene.repository, ref: 'refs/heads/release', oid: scene.root });
    const { number } = await simple(scene);
    await github.editPullRequest({ repository: scene.repository, number, base: 'release' });
    const { change } = await scene.read(number);
    expect(change).toMatchObject({ base: 'release', baseTip: scene.root });
    expect(valueOf(change.baseChangedAt)).toBeGreaterThan(0);
  });

  test('opened by an agent, and whom it was assigned to', async () => {
    const scene = await openScene(github);
    const { repository } = scene;
    const agent = `${scene.organization.replace('acme', 'countersign')}[bot]`;
    const work = { branch: 'work', files: { a: 'a' }, as: loginOf(scene, 'dana') };
    await github.pushCommit({ repository, ...work });
    const { number } = await github.openPullRequest({ repository, head: 'work', as: agent });
    await github.assign({ repository, number, assignee: loginOf(scene, 'amir'), as: agent });
    await github.assign({ repository, number, assignee: agent, as: loginOf(scene, 'bo') });
    const { change } = await scene.read(number);
    expect(change.author).toMatchObject({ login: agent, type: 'bot' });
    expect(valueOf(change.assignments)).toMatchObject([
      { assignee: { login: loginOf(scene, 'amir'), type: 'user' }, by: { login: agent, type: 'bot' } },
      { assignee: { login: agent, type: 'bot' }, by: { login: loginOf(scene, 'bo') } },
    ]);
  });

  test('with 3,001 files are judged without knowing them', async () => {
    const scene = await openScene(github);
    const files = Object.fromEntries(Array.from({ length: 3_001 }, (_, n) => [`d${n % 40}/f${n}`, `${n}\n`]));
    const { number } = await openChange(scene, { branch: 'many', commits: [{ files }] });
    const { result, requests } = await scene.counting(async () => scene.read(number));
    expect(requests).toBe(1);
    expect(result.files).toMatchObject({ known: false, why: { code: 'too-many' } });
    expect(valueOf(result.commits)).toHaveLength(1);
  }, 60_000);

  test('without any commit', async () => {
    const scene = await openScene(github);
    const { number, head } = await simple(scene);
    await github.moveRef({ repository: scene.repository, ref: 'refs/heads/main', oid: head, bypassRules: true });
    await github.moveRef({ repository: scene.repository, ref: 'refs/heads/fix', oid: scene.root, bypassRules: true });
    const facts = await scene.read(number);
    if (facts.change.open && facts.change.head === scene.root) {
      expect(valueOf(facts.commits)).toEqual([]);
      expect(facts.change.headTree).toMatch(/^[0-9a-f]{40}$/);
    }
  });
});

describe('policies that are not like others', () => {
  test.each([
    ['64 kB + 1', { '.github/countersign.yml': 'x'.repeat(65_537) }, 'larger than 64 kB'],
    ['a directory', { '.github/countersign.yml/x': 'y' }, 'directory'],
  ])('%s is unusable', async (_, files, why) => {
    const scene = await openScene(github, files);
    const { number } = await simple(scene);
    expect((await scene.read(number)).policy).toMatchObject({
      state: 'unusable',
      why: expect.stringContaining(why) as unknown,
    });
  });

  test('the one at the base’s current tip counts, not the one that is proposed', async () => {
    const path = '.github/countersign.yml';
    const scene = await openScene(github, { [path]: 'version: 1\nrules: []\n' });
    const { number } = await openChange(scene, { branch: 'weak', commits: [{ files: { [path]: 'weak\n' } }] });
    const { oid } = await github.pushCommit({
      repository: scene.repository,
      branch: 'main',
      files: { [path]: 'strict\n' },
    });
    expect((await scene.read(number)).policy).toMatchObject({ state: 'present', text: 'strict\n', commit: oid });
    await github.pushCommit({ repository: scene.repository, branch: 'main', files: { [path]: null } });
    expect((await scene.read(number)).policy).toMatchObject({ state: 'absent' });
  });

  test('the floor comes along; one that is named and not visible is unreadable', async () => {
    const scene = await openScene(github);
    const { number } = await simple(scene);
    const floor = { owner: scene.organization, name: '.github', named: true };
    expect((await scene.read(number, { floor })).floor).toMatchObject({
      state: 'unreadable',
      why: { code: 'forbidden' },
    });
    const files = { '.github/countersign.yml': 'floor\n' };
    await github.createRepository({ owner: scene.organization, name: '.github', files });
    const { result, requests } = await scene.counting(async () => scene.read(number, { floor }));
    expect(result.floor).toMatchObject({ state: 'present', text: 'floor\n' });
    expect(requests).toBe(1);
  });
});

describe('a GitHub that fails', () => {
  const partly = async (path: readonly (string | number)[], type?: string) => {
    const scene = await openScene(github);
    const { number } = await openChange(scene, { branch: 'fix', commits: [{ files: { a: 'own\n' }, sign: true }] });
    const error = { path, message: 'Something went wrong', ...(type === undefined ? {} : { type }) };
    await github.arm({
      on: 'GRAPHQL',
      action: { kind: 'graphql-errors', errors: [error], keepData: true, when: 'after' },
    });
    return scene.read(number);
  };
  const pull = ['repository', 'pullRequest'];

  test('in one part leaves that part unknown', async () => {
    expect((await partly([...pull, 'reviews'])).reviews).toMatchObject({ known: false, why: { code: 'unavailable' } });
    expect((await partly([...pull, 'files'], 'FORBIDDEN')).files).toMatchObject({ why: { code: 'forbidden' } });
    const facts = await partly([...pull, 'commits', 'nodes', 0, 'commit', 'signature']);
    expect(valueOf(facts.commits)[0]?.signature).toMatchObject({ known: false, why: { code: 'unavailable' } });
    expect((await partly(['floor'])).floor).toMatchObject({ state: 'unreadable' });
  });

  test('in the policy leaves it unread, and says that GitHub failed', async () => {
    const { policy } = await partly([...pull, 'baseRef', 'target', 'file']);
    expect(policy).toMatchObject({ state: 'unreadable', isFailing: true, why: { code: 'unavailable' } });
  });

  test('in what everything hangs on fails as a whole', async () => {
    await expect(partly(pull)).rejects.toMatchObject({ code: 'github.unavailable' });
  });

  test.each([
    [{ kind: 'status', status: 502, html: true } as const, 'github.unavailable'],
    [{ kind: 'reset' } as const, 'github.unavailable'],
    [{ kind: 'truncate' } as const, 'github.unavailable'],
    [{ kind: 'secondary-limit', seconds: 1 } as const, 'github.rate-limited'],
    [{ kind: 'primary-limit', seconds: 1 } as const, 'github.rate-limited'],
  ])('with %j', async (action, code) => {
    const scene = await openScene(github);
    const { number } = await simple(scene);
    await github.arm({ on: 'GRAPHQL', action });
    await expect(scene.read(number)).rejects.toMatchObject({ code });
  });

  test('because the app was removed meanwhile', async () => {
    const scene = await openScene(github);
    const { number } = await simple(scene);
    await github.uninstallApp({ installationId: scene.place.installation });
    await expect(scene.read(number)).rejects.toMatchObject({
      code: expect.stringMatching(/^github\.(not-found|forbidden|unauthorized)$/) as unknown,
    });
  }, 30_000);
});
