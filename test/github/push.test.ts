import { execFile, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { StandIn } from './client.ts';
import type { MadeUser } from './control/accounts.ts';
import { makeSample, type Sample } from './sample.ts';

let github: StandIn;
let sample: Sample;
let repository: string;
let work: string;

beforeAll(async () => {
  github = await StandIn.start();
});

beforeEach(async () => {
  sample = await makeSample(github, { private: true });
  ({ repository } = sample);
  work = mkdtempSync(join(tmpdir(), 'stand-in-push-'));
});

afterEach(() => rmSync(work, { recursive: true, force: true }));

afterAll(async () => {
  const { problems } = await github.stats();
  await github.stop();
  expect(problems).toEqual([]);
});

interface Ran {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** Real git, without the settings of whoever runs the tests. */
async function git(...args: readonly string[]): Promise<Ran> {
  const env = { PATH: process.env['PATH'], HOME: work, GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' };
  return new Promise((resolve) => {
    execFile('git', args, { cwd: work, env }, (error, output, errors) =>
      resolve({ code: error === null ? 0 : 1, output, errors }),
    );
  });
}

async function clone(user: Pick<MadeUser, 'login' | 'token' | 'email'>, name = repository): Promise<void> {
  expect(await git('clone', '-q', github.cloneUrl(name, user), 'clone')).toMatchObject({ code: 0 });
  await git('-C', 'clone', 'config', 'user.name', user.login);
  await git('-C', 'clone', 'config', 'user.email', user.email);
}

async function commit(path: string, ...options: readonly string[]): Promise<string> {
  writeFileSync(join(work, 'clone', path), `${path}\n`);
  await git('-C', 'clone', 'add', '.');
  expect(await git('-C', 'clone', 'commit', '-q', '-m', `Add ${path}`, ...options)).toMatchObject({ code: 0 });
  return (await git('-C', 'clone', 'rev-parse', 'HEAD')).output.trim();
}

async function push(...refs: readonly string[]): Promise<Ran> {
  return git('-C', 'clone', 'push', 'origin', ...refs);
}

describe('git over HTTP', () => {
  test('clones, pushes and fetches', async () => {
    await clone(sample.dana);
    const oid = await commit('a.txt');
    expect(await push('HEAD:refs/heads/topic')).toMatchObject({ code: 0 });
    expect((await github.refs({ repository }))['refs/heads/topic']).toBe(oid);
    const { oid: next } = await github.pushCommit({ repository, branch: 'topic', files: { 'b.txt': 'b' } });
    expect(await git('-C', 'clone', 'fetch', '-q', 'origin')).toMatchObject({ code: 0 });
    expect((await git('-C', 'clone', 'rev-parse', 'origin/topic')).output.trim()).toBe(next);
  });

  test('a private repository is shown to nobody without a token, and to no stranger', async () => {
    expect(await git('clone', '-q', `${github.url}/${repository}.git`, 'clone')).toMatchObject({ code: 1 });
    const stranger = await git('clone', '-q', github.cloneUrl(repository, sample.eve), 'clone');
    expect(stranger).toMatchObject({ code: 1, errors: expect.stringContaining('not found') });
  });

  test('who may only read cannot push', async () => {
    await github.setCollaborator({ repository, user: sample.eve.login, permission: 'read' });
    await clone(sample.eve);
    await commit('a.txt');
    expect(await push('HEAD:main')).toMatchObject({ code: 1, errors: expect.stringContaining('403') });
  });

  test('a push tells webhooks, activity and pull requests', async () => {
    await clone(sample.dana);
    await commit('a.txt');
    await push('HEAD:refs/heads/topic');
    const { number } = await github.openPullRequest({ repository, head: 'topic', as: sample.dana.login });
    const oid = await commit('b.txt', '--amend');
    expect(await push('--force', 'HEAD:refs/heads/topic')).toMatchObject({ code: 0 });
    expect(await github.pullRequest({ repository, number })).toMatchObject({ headSha: oid });
    const answer = await github.api(`/repos/${repository}/activity?ref=refs/heads/topic`, { token: sample.app.token });
    expect(answer.body).toMatchObject([
      { activity_type: 'force_push', after: oid, actor: { login: sample.dana.login } },
      { activity_type: 'branch_creation', before: '0'.repeat(40) },
    ]);
  });
});

describe('signatures that git itself makes', () => {
  async function signWith({ signingKey }: MadeUser): Promise<void> {
    const path = join(work, 'key');
    writeFileSync(path, signingKey.privateKey);
    chmodSync(path, 0o600);
    await git('-C', 'clone', 'config', 'gpg.format', 'ssh');
    await git('-C', 'clone', 'config', 'user.signingkey', path);
  }

  async function reasonOf(oid: string): Promise<unknown> {
    const answer = await github.api(`/repos/${repository}/git/commits/${oid}`, { token: sample.app.token });
    return (answer.body as { readonly verification: { readonly reason: string } }).verification.reason;
  }

  // git asks ssh-keygen to sign; a machine without it cannot make such a commit.
  const hasSshKeygen = spawnSync('ssh-keygen', ['-?']).error === undefined;

  (hasSshKeygen ? test : test.skip)('one by its committer is valid, one with somebody else’s key is not', async () => {
    await clone(sample.dana);
    await signWith(sample.dana);
    const own = await commit('a.txt', '-S');
    await signWith(sample.amir);
    const foreign = await commit('b.txt', '-S');
    const unsigned = await commit('c.txt');
    await push('HEAD:refs/heads/topic');
    expect([await reasonOf(own), await reasonOf(foreign), await reasonOf(unsigned)]).toEqual([
      'valid',
      'bad_email',
      'unsigned',
    ]);
  });
});

describe('rulesets', () => {
  test('stop what they forbid, with GitHub’s words', async () => {
    const rules = [{ type: 'non_fast_forward' }, { type: 'deletion' }, { type: 'required_signatures' }] as const;
    await github.createRuleset({ on: repository, name: 'main', include: ['refs/heads/main'], rules });
    await clone(sample.owner);
    await commit('a.txt');
    expect(await push('HEAD:main')).toMatchObject({
      code: 1,
      errors: expect.stringContaining('Commits must have verified signatures'),
    });
    expect(await push('HEAD:refs/heads/free')).toMatchObject({ code: 0 });
    expect(await push(':main')).toMatchObject({ code: 1, errors: expect.stringContaining('GH013') });
    await git('-C', 'clone', 'checkout', '-q', '--orphan', 'other');
    await commit('b.txt');
    expect(await push('--force', 'HEAD:main')).toMatchObject({
      code: 1,
      errors: expect.stringContaining('Cannot force-push'),
    });
    expect((await github.refs({ repository }))['refs/heads/main']).toBe(sample.made.head);
  });

  test('let the actors by whom they name, and only from that ruleset', async () => {
    const bypassActors = [{ actor_id: sample.app.appId, actor_type: 'Integration', bypass_mode: 'always' }] as const;
    const include = ['refs/heads/ledger'];
    await github.createRuleset({
      on: repository,
      name: 'write',
      include,
      rules: [{ type: 'creation' }, { type: 'update' }],
      bypassActors,
    });
    await github.createRuleset({
      on: repository,
      name: 'keep',
      include,
      rules: [{ type: 'deletion' }, { type: 'non_fast_forward' }],
    });
    await clone({ ...sample.owner, token: sample.owner.token });
    await commit('a.txt');
    expect(await push('HEAD:refs/heads/ledger')).toMatchObject({
      code: 1,
      errors: expect.stringContaining('creations being restricted'),
    });
    const asApp = github.cloneUrl(repository, { login: 'x-access-token', token: sample.app.token });
    expect(await git('-C', 'clone', 'push', asApp, 'HEAD:refs/heads/ledger')).toMatchObject({ code: 0 });
    await commit('b.txt');
    expect(await push('HEAD:refs/heads/ledger')).toMatchObject({
      code: 1,
      errors: expect.stringContaining('Cannot update this protected ref'),
    });
    expect(await git('-C', 'clone', 'push', asApp, 'HEAD:refs/heads/ledger')).toMatchObject({ code: 0 });
    expect(await git('-C', 'clone', 'push', '--force', asApp, 'HEAD~2:refs/heads/ledger')).toMatchObject({ code: 1 });
    expect(await git('-C', 'clone', 'push', asApp, ':refs/heads/ledger')).toMatchObject({ code: 1 });
  });

  test('of the organisation hold in its repositories', async () => {
    await github.createRuleset({
      on: sample.organization,
      name: 'all',
      include: ['~ALL'],
      rules: [{ type: 'creation' }],
    });
    await expect(github.pushCommit({ repository, branch: 'new', files: { a: 'a' } })).rejects.toThrow(
      'creations being restricted',
    );
    const answer = await github.api(`/repos/${repository}/rules/branches/any`, { token: sample.app.token });
    expect(answer.body).toMatchObject([
      { type: 'creation', ruleset_source_type: 'Organization', ruleset_source: sample.organization },
    ]);
  });

  test('push protection refuses whoever pushes', async () => {
    await github.setSecretPatterns({ texts: ['ghp_secret'] });
    await clone(sample.owner);
    await commit('ghp_secret.txt');
    const refused = await push('HEAD:refs/heads/leak');
    await github.setSecretPatterns({ texts: [] });
    expect(refused).toMatchObject({ code: 1, errors: expect.stringContaining('Push cannot contain secrets') });
  });
});
