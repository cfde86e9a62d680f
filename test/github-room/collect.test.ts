import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { StandIn } from '../github/client.ts';
import { loginOf, openChange, openScene, pathsOf, valueOf } from './scene.ts';

let github: StandIn;
beforeAll(async () => {
  github = await StandIn.start();
});
afterAll(async () => {
  await github.stop();
});

const POLICY = 'version: 1\nrules: []\n';

describe('one query', () => {
  test('holds everything that rules may know', async () => {
    const scene = await openScene(github, { 'README.md': '# shop\n', '.github/countersign.yml': POLICY });
    const dana = loginOf(scene, 'dana');
    const amir = loginOf(scene, 'amir');
    const { number, head } = await openChange(scene, {
      branch: 'fix',
      title: 'Fix <b>rounding</b>',
      commits: [
        { files: { 'src/price.ts': 'a\n' }, message: 'SHOP-412 fix\n\nbody\n', sign: true },
        { files: { 'test/price.test.ts': 'b\n' }, message: `test\n\nCo-authored-by: Amir <nobody@x.example>\n` },
      ],
    });
    await github.review({ repository: scene.repository, number, event: 'APPROVE', as: amir });
    const { result, requests } = await scene.counting(async () => scene.read(number));
    expect(requests).toBe(1);
    expect(result.requests).toBe(1);
    expect(result.repository).toEqual({
      id: scene.place.repository.id,
      owner: scene.organization,
      name: 'shop',
      private: false,
    });
    expect(result.change).toMatchObject({
      number,
      title: 'Fix <b>rounding</b>',
      author: { login: dana, type: 'user' },
      open: true,
      merged: false,
      draft: false,
      base: 'main',
      baseTip: scene.root,
      head,
      fork: null,
      baseChangedAt: { known: true, value: null },
      mergeBase: { known: false, why: { code: 'not-needed' } },
    });
    expect(result.policy).toMatchObject({
      state: 'present',
      text: POLICY,
      commit: scene.root,
      uri: `${github.url}/${scene.repository}/blob/${scene.root}/.github/countersign.yml`,
    });
    expect(result.floor).toMatchObject({ state: 'absent', commit: null });
    const [first, second] = valueOf(result.commits);
    expect(first).toMatchObject({
      parents: [scene.root],
      message: 'SHOP-412 fix\n\nbody\n',
      author: { person: { login: dana } },
      signature: { known: true, value: { state: 'valid', format: 'ssh', signer: { login: dana }, byGitHub: false } },
      updatesFromBase: false,
    });
    expect(second).toMatchObject({ oid: head, signature: { known: true, value: { state: 'unsigned' } } });
    expect(second?.coauthors).toEqual([{ person: null, name: 'Amir', email: 'nobody@x.example' }]);
    expect(second?.tree).toBe(result.change.headTree);
    expect(pathsOf(result.files)).toEqual(['src/price.ts', 'test/price.test.ts']);
    expect(valueOf(result.reviews)).toMatchObject([
      {
        reviewer: { login: amir, type: 'user' },
        state: 'approved',
        canPush: { known: true, value: true },
        commit: { oid: head },
      },
    ]);
    expect(result.headRef).toEqual({ repository: scene.place.repository.id, ref: 'refs/heads/fix' });
    expect((await github.stats()).problems).toEqual([]);
  });

  test('asks for nothing that no rule needs', async () => {
    const scene = await openScene(github);
    const { number } = await openChange(scene, { branch: 'fix', commits: [{ files: { a: 'b' } }] });
    const none = { commits: false, signatures: false, files: false, reviews: false };
    const facts = await scene.read(number, { needs: none });
    for (const fact of [facts.commits, facts.files, facts.reviews]) {
      expect(fact).toMatchObject({ known: false, why: { code: 'not-needed' } });
    }
    const unsigned = await scene.read(number, { needs: { signatures: false } });
    expect(valueOf(unsigned.commits)[0]?.signature).toMatchObject({ known: false, why: { code: 'not-needed' } });
  });

  test('resolves people and teams, those of child teams included', async () => {
    const scene = await openScene(github);
    const [dana, amir, bo] = [loginOf(scene, 'dana'), loginOf(scene, 'amir'), loginOf(scene, 'bo')];
    const organization = scene.organization;
    await github.createTeam({ organization, name: 'maintainers', members: [amir] });
    await github.createTeam({ organization, name: 'leads', parent: 'maintainers', members: [bo] });
    const { number } = await openChange(scene, { branch: 'fix', commits: [{ files: { a: 'b' } }] });
    const { result, requests } = await scene.counting(async () =>
      scene.read(number, {
        needs: {
          users: [dana, 'nobody-has-this'],
          teams: [`${organization}/maintainers`, `${organization}/nobody`, 'x/y'],
        },
      }),
    );
    expect(requests).toBe(1);
    expect(result.directory.users[dana]).toMatchObject({ known: true, value: { login: dana } });
    expect(result.directory.users['nobody-has-this']).toMatchObject({ known: false, why: { code: 'nobody' } });
    const team = result.directory.teams[`${organization}/maintainers`];
    expect(team?.known === true ? team.value.members.map((member) => member.login).toSorted() : null).toEqual([
      amir,
      bo,
    ]);
    expect(result.directory.teams[`${organization}/nobody`]).toMatchObject({
      known: false,
      why: { code: 'forbidden' },
    });
    expect(result.directory.teams['x/y']).toMatchObject({ known: false, why: { code: 'forbidden' } });
  });

  test('says when there is no such pull request, or the name is another repository now', async () => {
    const scene = await openScene(github);
    await expect(scene.read(99)).rejects.toMatchObject({ code: 'github.not-found' });
    const { number } = await openChange(scene, { branch: 'fix', commits: [{ files: { a: 'b' } }] });
    await github.changeRepository({ repository: scene.repository, name: 'old' });
    await github.createRepository({ owner: scene.organization, name: 'shop' });
    await expect(scene.read(number)).rejects.toMatchObject({ code: 'github.not-found' });
  });
});

describe('more than a page', () => {
  test('251 commits and 120 files take three queries, and every one is there', async () => {
    const scene = await openScene(github);
    const commits = Array.from({ length: 251 }, (_, n) => ({
      message: `commit ${n}\n`,
      files: n < 120 ? { [`f${n}`]: `${n}` } : {},
    }));
    const { number, head } = await openChange(scene, { branch: 'long', commits });
    const { result, requests } = await scene.counting(async () => scene.read(number));
    expect(requests).toBe(3);
    expect(valueOf(result.commits).map((commit) => commit.message)).toEqual(commits.map((commit) => commit.message));
    expect(valueOf(result.commits).at(-1)?.oid).toBe(head);
    expect(valueOf(result.files)).toHaveLength(120);
  }, 60_000);

  test('a head that moves between two pages makes the answer incomplete', async () => {
    const scene = await openScene(github);
    const commits = Array.from({ length: 101 }, (_, n) => ({ message: `commit ${n}\n`, files: {} }));
    const { number } = await openChange(scene, { branch: 'moving', commits });
    await github.arm({
      on: 'GRAPHQL',
      action: { kind: 'move-branch', when: 'after', repository: scene.repository, branch: 'moving', files: { x: 'y' } },
    });
    await expect(scene.read(number)).rejects.toMatchObject({ code: 'github.incomplete' });
    expect(valueOf((await scene.read(number)).commits)).toHaveLength(102);
  }, 30_000);
});

describe('renames', () => {
  test('count as both paths, for one more request', async () => {
    const scene = await openScene(github, { 'src/auth/key.ts': 'one\ntwo\nthree\nfour\n', b: 'b\n' });
    const { number } = await openChange(scene, {
      branch: 'move',
      commits: [{ renames: { 'src/auth/key.ts': 'src/other/key.ts' }, files: { b: 'c\n' } }],
    });
    const { result, requests } = await scene.counting(async () => scene.read(number));
    expect(requests).toBe(2);
    expect(valueOf(result.files)).toMatchObject([
      { path: 'b', previousPath: null, change: 'modified' },
      { path: 'src/other/key.ts', previousPath: 'src/auth/key.ts', change: 'renamed' },
    ]);
  });
});
