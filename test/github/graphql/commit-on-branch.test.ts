import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { nodeId, nodeIdInRepository } from '../node-id.ts';
import type { Rule } from '../world.ts';
import { commitTo, makeSample, openSample, type Sample } from './sample.ts';
import { withTool } from './tools.ts';

let sample: Sample;
let head: string;

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const branch = { repositoryNameWithOwner: 'acme/shop', branchName: 'main' };

beforeAll(async () => {
  sample = await makeSample();
  head = await commitTo(sample, {
    ...sample,
    branch: 'main',
    by: sample.ann,
    files: { 'README.md': 'hello\n', 'a/b': '1\n' },
  });
});

afterAll(() => sample.close());

afterEach(() => {
  sample.repository.rulesets.length = 0;
});

const tip = async (name = 'main'): Promise<string | null> =>
  sample.world.git.readRef(sample.repository.gitDir, `refs/heads/${name}`);
const inGit = (...args: string[]): string =>
  execFileSync('git', args, { cwd: sample.repository.gitDir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

describe('createCommitOnBranch', () => {
  const mutation = `mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) {
    commit { oid message signature { __typename isValid state wasSignedByGitHub signer { login } ... on GpgSignature { keyId } }
      author { name email user { login databaseId } } committer { name email user { login } } } ref { name target { oid } } } }`;

  interface Change {
    readonly branch?: object;
    readonly expectedHeadOid?: string | null;
    readonly message?: object;
    readonly additions?: readonly object[];
    readonly deletions?: readonly object[];
  }

  async function commit(
    { additions = [], deletions = [], ...rest }: Change,
    viewer?: Sample['installation'],
  ): ReturnType<Sample['ask']> {
    const given = { branch, expectedHeadOid: await tip(), message: { headline: 'ledger: 1 entry' }, ...rest };
    return sample.ask(
      mutation,
      { input: { ...given, fileChanges: { additions, deletions } } },
      viewer ?? sample.installation,
    );
  }

  test('adds, replaces and deletes files in one commit by the app, signed by GitHub', async () => {
    const activities = sample.repository.activities.length;
    const { data, errors } = await commit({
      message: { headline: 'ledger: 1 entry', body: 'body\n\n\nskip-checks: true' },
      additions: [
        { path: 'tail/0.json', contents: base64('{}') },
        { path: 'README.md', contents: base64('bye\n') },
      ],
      deletions: [{ path: 'a/b' }],
    });
    expect(errors).toBeUndefined();
    const oid = (await tip()) ?? '';
    const bot = sample.app.bot;
    expect(data).toEqual({
      createCommitOnBranch: {
        commit: {
          oid,
          message: 'ledger: 1 entry\n\nbody\n\n\nskip-checks: true',
          signature: {
            __typename: 'GpgSignature',
            isValid: true,
            state: 'VALID',
            wasSignedByGitHub: true,
            signer: { login: 'web-flow' },
            keyId: expect.stringMatching(/^[0-9A-F]{16}$/),
          },
          author: {
            name: 'countersign[bot]',
            email: bot.emails[0]?.email,
            user: { login: 'countersign[bot]', databaseId: bot.id },
          },
          committer: { name: 'GitHub', email: 'noreply@github.com', user: { login: 'web-flow' } },
        },
        ref: { name: 'main', target: { oid } },
      },
    });
    expect(inGit('ls-tree', '-r', '--name-only', 'main').trim().split('\n')).toEqual(['README.md', 'tail/0.json']);
    expect(inGit('rev-parse', 'main~1').trim()).toBe(head);
    expect(inGit('fsck', '--strict')).toBe('');
    expect(sample.repository.activities.slice(activities)).toEqual([
      expect.objectContaining({ ref: 'refs/heads/main', before: head, after: oid, type: 'push', actor: bot }),
    ]);
  });

  withTool('gpg')('makes commits that real gpg verifies', async () => {
    const home = mkdtempSync(path.join(tmpdir(), 'gpg-'));
    const key = path.join(home, 'web-flow.gpg');
    writeFileSync(key, sample.world.webFlowKey.armouredPublicKey);
    const env = { ...process.env, GNUPGHOME: home };
    execFileSync('gpg', ['--batch', '--quiet', '--import', key], { env, stdio: 'pipe' });
    await commit({ additions: [{ path: 'x', contents: base64('x') }] });
    expect(() =>
      execFileSync('git', ['verify-commit', 'main'], { cwd: sample.repository.gitDir, env, stdio: 'pipe' }),
    ).not.toThrow();
    rmSync(home, { recursive: true, force: true });
  });

  test('refuses a head that moved, and changes nothing', async () => {
    const before = await tip();
    const message = `Expected branch to point to "${head}" but it did not.  Pull and try again.`;
    const refused = {
      data: { createCommitOnBranch: null },
      errors: [{ type: 'STALE_DATA', path: ['createCommitOnBranch'], locations: [{ line: 1, column: 48 }], message }],
    };
    expect(await commit({ expectedHeadOid: head })).toEqual(refused);
    expect(await commit({ expectedHeadOid: head, branch: { ...branch, branchName: 'nowhere' } })).toEqual(refused);
    expect(await tip()).toBe(before);
  });

  test('of several writers with the same head lets one win', async () => {
    const expectedHeadOid = await tip();
    const all = await Promise.all(
      [1, 2, 3, 4].map((each) => commit({ expectedHeadOid, additions: [{ path: `w${each}`, contents: '' }] })),
    );
    expect(all.map(({ errors }) => errors?.[0]?.type ?? 'ok').toSorted()).toEqual([
      'STALE_DATA',
      'STALE_DATA',
      'STALE_DATA',
      'ok',
    ]);
  });

  test.each([
    [
      'a path to delete that is not there',
      { deletions: [{ path: 'none' }] },
      'A path was requested for deletion which does not exist as of commit oid',
    ],
    [
      'one path twice',
      { additions: [{ path: 'p', contents: '' }], deletions: [{ path: 'p' }] },
      'Path must be unique: p',
    ],
    ['an absolute path', { additions: [{ path: '/p', contents: '' }] }, 'not allowed'],
    ['a path out of the tree', { additions: [{ path: '../p', contents: '' }] }, 'not allowed'],
    ['contents that are not base64', { additions: [{ path: 'p', contents: '*' }] }, 'not valid base64'],
    [
      'more than 40 MB',
      { additions: [{ path: 'p', contents: Buffer.alloc(40_000_001).toString('base64') }] },
      'too large',
    ],
    ['an empty headline', { message: { headline: ' ' } }, 'headline is required'],
  ])('refuses %s', async (_name, change: Change, message) => {
    const before = await tip();
    expect(await commit(change)).toMatchObject({
      data: { createCommitOnBranch: null },
      errors: [{ type: 'UNPROCESSABLE', message: expect.stringContaining(message) }],
    });
    expect(await tip()).toBe(before);
  });

  test('needs contents: write, and workflows: write for workflows', async () => {
    const viewer = { ...sample.installation, permissions: { contents: 'read' } };
    const change = { additions: [{ path: 'p', contents: '' }] };
    expect(await commit(change, viewer)).toMatchObject({
      errors: [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }],
    });
    const workflow = { additions: [{ path: '.github/workflows/ci.yml', contents: '' }] };
    expect(await commit(workflow)).toMatchObject({
      errors: [{ type: 'FORBIDDEN', message: expect.stringContaining('without `workflows` permission') }],
    });
  });

  test('obeys rulesets, and lets by whoever may bypass them', async () => {
    const ruleset = {
      id: 1,
      source: sample.repository,
      name: 'lock',
      target: 'branch' as const,
      enforcement: 'active' as const,
      include: ['refs/heads/main'],
      exclude: [],
      bypassActors: [],
      createdAt: 0,
      updatedAt: 0,
      rules: [{ type: 'update' }, { type: 'required_signatures' }] satisfies Rule[],
    };
    sample.repository.rulesets.push(ruleset);
    const before = await tip();
    expect(await commit({})).toMatchObject({
      data: { createCommitOnBranch: null },
      errors: [
        {
          type: 'UNPROCESSABLE',
          message: expect.stringContaining('Repository rule violations found\n\nCannot update this protected ref.'),
        },
      ],
    });
    expect(await tip()).toBe(before);
    sample.repository.rulesets[0] = {
      ...ruleset,
      bypassActors: [{ actor_id: sample.app.id, actor_type: 'Integration', bypass_mode: 'always' }],
    };
    expect((await commit({})).errors).toBeUndefined();
  });

  test('is refused whole where push protection takes some of it for a secret', async () => {
    sample.world.secretTexts = ['ghp_secret'];
    const before = await tip();
    const additions = [
      { path: 'fine', contents: base64('fine') },
      { path: 'leak', contents: base64('my ghp_secret!') },
    ];
    expect(await commit({ additions })).toMatchObject({
      errors: [{ message: expect.stringContaining('Secret detected in content') }],
    });
    sample.world.secretTexts = [];
    expect(await tip()).toBe(before);
  });

  test('finds the branch by its id, and moves the head of its pull request', async () => {
    const { repository, bob } = sample;
    const topic = await commitTo(sample, { repository, branch: 'topic', from: head, by: bob, files: { t: '1' } });
    const pullRequest = await openSample(sample, bob, 'topic');
    const id = nodeIdInRepository('ref', repository.id, 'refs/heads/topic');
    expect(
      (await commit({ branch: { id }, expectedHeadOid: topic, additions: [{ path: 'u', contents: base64('2') }] }))
        .errors,
    ).toBeUndefined();
    expect(pullRequest.headOid).toBe(await tip('topic'));
    expect(await commit({ branch: { id: nodeId('repository', 1) } })).toMatchObject({
      errors: [{ type: 'NOT_FOUND', message: expect.stringContaining('global id') }],
    });
  });
});
