import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { StandIn } from './client.ts';
import { installSampleApp, makeSample, type Sample, type SampleApp } from './sample.ts';

let github: StandIn;
let sample: Sample;
let repository: string;

beforeAll(async () => {
  github = await StandIn.start();
});

beforeEach(async () => {
  sample = await makeSample(github);
  ({ repository } = sample);
});

afterAll(async () => {
  const { problems } = await github.stats();
  await github.stop();
  expect(problems).toEqual([]);
});

async function open(branch = 'fix') {
  await github.pushCommit({
    repository,
    branch,
    as: sample.dana.login,
    files: { [`${branch}.txt`]: 'new\n' },
    message: `Work on ${branch}`,
  });
  return github.openPullRequest({ repository, head: branch, as: sample.dana.login });
}

async function conclude(app: SampleApp, headSha: string, conclusion: string): Promise<void> {
  const body = { name: 'gate', head_sha: headSha, conclusion };
  expect((await github.api(`/repos/${repository}/check-runs`, { token: app.token, body })).status).toBe(201);
}

describe('required checks', () => {
  async function requireGate(): Promise<void> {
    const required = [{ context: 'gate', integration_id: sample.app.appId }];
    const parameters = { required_status_checks: required, strict_required_status_checks_policy: false };
    await github.createRuleset({
      on: repository,
      name: 'gate',
      include: ['~DEFAULT_BRANCH'],
      rules: [{ type: 'required_status_checks', parameters }],
    });
  }

  test.each(['success', 'neutral', 'skipped'])('%s lets the merge through', async (conclusion) => {
    await requireGate();
    const { number, headSha } = await open();
    await expect(github.merge({ repository, number })).rejects.toThrow('Required status check "gate" is expected.');
    await conclude(sample.app, headSha, conclusion);
    await github.merge({ repository, number });
    expect(await github.pullRequest({ repository, number })).toMatchObject({ state: 'closed', merged: true });
  });

  test.each(['failure', 'action_required', 'cancelled', 'timed_out'])('%s blocks', async (conclusion) => {
    await requireGate();
    const { number, headSha } = await open();
    await conclude(sample.app, headSha, conclusion);
    await expect(github.merge({ repository, number })).rejects.toThrow('"gate" is failing');
  });

  test('another app of the same check name does not count', async () => {
    await requireGate();
    const other = await installSampleApp(github, {
      organization: sample.organization,
      slug: `other-${sample.organization}`,
    });
    const { number, headSha } = await open();
    await conclude(other, headSha, 'success');
    await expect(github.merge({ repository, number })).rejects.toThrow('was not set by the expected GitHub App');
  });

  test('a green of an older head does not count', async () => {
    await requireGate();
    const { number, headSha } = await open();
    await conclude(sample.app, headSha, 'success');
    await github.pushCommit({ repository, branch: 'fix', as: sample.dana.login, files: { more: 'x' } });
    await expect(github.merge({ repository, number })).rejects.toThrow('is expected');
  });

  test('the newest run of the app counts', async () => {
    await requireGate();
    const { number, headSha } = await open();
    await conclude(sample.app, headSha, 'success');
    await conclude(sample.app, headSha, 'failure');
    await expect(github.merge({ repository, number })).rejects.toThrow('is failing');
  });
});

describe('other rules about merging', () => {
  const parameters = {
    dismiss_stale_reviews_on_push: false,
    require_code_owner_review: false,
    require_last_push_approval: false,
    required_approving_review_count: 1,
    required_review_thread_resolution: false,
  };

  test('approvals by people with write access', async () => {
    await github.createRuleset({
      on: repository,
      name: 'r',
      include: ['~ALL'],
      rules: [{ type: 'pull_request', parameters }],
    });
    await expect(github.pushCommit({ repository, branch: 'main', files: { a: 'a' } })).rejects.toThrow(
      'through a pull request',
    );
    const { number } = await open();
    await github.review({ repository, number, as: sample.eve.login, event: 'APPROVE' });
    await expect(github.merge({ repository, number })).rejects.toThrow('At least 1 approving review is required');
    await github.review({ repository, number, as: sample.amir.login, event: 'REQUEST_CHANGES' });
    await expect(github.merge({ repository, number })).rejects.toThrow('Changes have been requested');
    await github.review({ repository, number, as: sample.amir.login, event: 'APPROVE' });
    await github.merge({ repository, number });
  });

  test('a head that must be up to date', async () => {
    const strict = { required_status_checks: [], strict_required_status_checks_policy: true };
    await github.createRuleset({
      on: repository,
      name: 'r',
      include: ['~ALL'],
      rules: [{ type: 'required_status_checks', parameters: strict }],
    });
    const { number } = await open();
    await github.pushCommit({ repository, branch: 'main', files: { m: 'm' } });
    await expect(github.merge({ repository, number })).rejects.toThrow('not up to date');
  });

  test('what the stand-in would not enforce it refuses to promise', async () => {
    const rule = { type: 'pull_request' as const, parameters: { ...parameters, require_code_owner_review: true } };
    await expect(github.createRuleset({ on: repository, name: 'r', include: ['~ALL'], rules: [rule] })).rejects.toThrow(
      'does not enforce require_code_owner_review',
    );
  });
});

describe('merging', () => {
  test.each([
    ['merge', 2],
    ['squash', 1],
    ['rebase', 1],
  ] as const)('%s by real git', async (method, parents) => {
    const { number } = await open();
    await github.pushCommit({ repository, branch: 'main', files: { elsewhere: 'x' } });
    const { sha } = await github.merge({ repository, number, method });
    const answer = await github.api(`/repos/${repository}/git/commits/${sha}`, { token: sample.app.token });
    expect((answer.body as { readonly parents: readonly unknown[] }).parents).toHaveLength(parents);
    expect(answer.body).toMatchObject({ verification: { verified: method !== 'rebase' } });
    expect(await github.readFile({ repository, revision: 'main', path: 'fix.txt' })).toBe('new\n');
    expect(await github.readFile({ repository, revision: 'main', path: 'elsewhere' })).toBe('x');
  });

  test('a conflict, a draft and a stale head are refused', async () => {
    const { number } = await open();
    await github.setDraft({ repository, number, draft: true });
    await expect(github.merge({ repository, number })).rejects.toThrow('not mergeable');
    await github.setDraft({ repository, number, draft: false });
    const stale = { token: sample.owner.token, method: 'PUT', body: { sha: sample.made.head } };
    expect((await github.api(`/repos/${repository}/pulls/${number}/merge`, stale)).status).toBe(409);
    await github.pushCommit({ repository, branch: 'main', files: { 'fix.txt': 'other\n' } });
    await expect(github.merge({ repository, number })).rejects.toThrow('not mergeable');
  });

  test('who cannot write cannot merge', async () => {
    const { number } = await open();
    await expect(github.merge({ repository, number, as: sample.eve.login })).rejects.toThrow('not accessible');
  });

  test('a head that somebody pushed to the base is merged', async () => {
    const { number, headSha } = await open();
    await github.moveRef({ repository, ref: 'refs/heads/main', oid: headSha });
    expect(await github.pullRequest({ repository, number })).toMatchObject({ state: 'closed', merged: true });
  });
});

describe('what happens to heads and bases', () => {
  async function timeline(number: number): Promise<readonly unknown[]> {
    const [owner, name] = repository.split('/');
    const items =
      'timelineItems(first: 50, itemTypes: [BASE_REF_CHANGED_EVENT, BASE_REF_FORCE_PUSHED_EVENT, HEAD_REF_FORCE_PUSHED_EVENT]) { nodes { kind: __typename } }';
    const query = `query { repository(owner: "${owner}", name: "${name}") { pullRequest(number: ${number}) { author { login } ${items} } } }`;
    const answer = await github.api('/graphql', { token: sample.app.token, body: { query } });
    const { data } = answer.body as {
      data: { repository: { pullRequest: { timelineItems: { nodes: { kind: string }[] }; author: unknown } } };
    };
    const { nodes } = data.repository.pullRequest.timelineItems;
    return [...nodes.map((node) => node.kind), data.repository.pullRequest.author];
  }

  test('a push moves the head and `refs/pull/N/head`; a forced one leaves an event', async () => {
    const { number, headSha } = await open();
    const { oid } = await github.pushCommit({
      repository,
      branch: 'fix',
      as: sample.dana.login,
      files: { 'fix.txt': 'again\n' },
      parents: [sample.made.head ?? ''],
      force: true,
    });
    expect(await github.pullRequest({ repository, number })).toMatchObject({ headSha: oid });
    expect((await github.refs({ repository, prefix: 'refs/pull/' }))[`refs/pull/${number}/head`]).toBe(oid);
    expect(oid).not.toBe(headSha);
    expect(await timeline(number)).toEqual(['HeadRefForcePushedEvent', { login: sample.dana.login }]);
  });

  test('a retarget and a forced base leave events', async () => {
    const { number } = await open();
    await github.pushCommit({ repository, branch: 'release', files: { r: 'r' } });
    expect(await github.editPullRequest({ repository, number, base: 'release' })).toMatchObject({
      baseBranch: 'release',
    });
    await github.pushCommit({
      repository,
      branch: 'release',
      files: { r: 'other' },
      parents: [sample.made.head ?? ''],
      force: true,
    });
    expect((await timeline(number)).slice(0, 2)).toEqual(['BaseRefChangedEvent', 'BaseRefForcePushedEvent']);
  });

  test('the base recorded in a pull request stays behind a base that moves on', async () => {
    const { number, baseSha } = await open();
    await github.pushCommit({ repository, branch: 'main', files: { m: 'm' } });
    expect(await github.pullRequest({ repository, number })).toMatchObject({ baseSha });
    await github.pushCommit({ repository, branch: 'fix', as: sample.dana.login, files: { n: 'n' } });
    expect((await github.pullRequest({ repository, number })).baseSha).not.toBe(baseSha);
  });

  test('a deleted author is nobody in GraphQL and the ghost in REST', async () => {
    const { number } = await open();
    await github.deleteUser({ login: sample.dana.login });
    expect((await timeline(number)).at(-1)).toBeNull();
    const answer = await github.api(`/repos/${repository}/pulls/${number}`, { token: sample.app.token });
    expect(answer).toMatchObject({ status: 200, body: { user: { login: 'ghost', id: 10137 } } });
  });

  test('a pull request from a fork has its commits in the parent', async () => {
    const fork = await github.fork({ repository, owner: sample.eve.login });
    const { oid } = await github.pushCommit({
      repository: fork.fullName,
      branch: 'idea',
      as: sample.eve.login,
      files: { idea: 'x' },
    });
    const { number } = await github.openPullRequest({
      repository,
      head: `${sample.eve.login}:idea`,
      as: sample.eve.login,
    });
    await conclude(sample.app, oid, 'success');
    const shown = await github.api(`/repos/${repository}/pulls/${number}`, { token: sample.app.token });
    expect(shown.body).toMatchObject({
      head: { label: `${sample.eve.login}:idea`, sha: oid, repo: { fork: true } },
      changed_files: 1,
    });
    const runs = await github.api(`/repos/${repository}/commits/${oid}/check-runs`, { token: sample.app.token });
    expect(runs.body).toMatchObject({ check_runs: [{ pull_requests: [] }] });
    await github.merge({ repository, number });
  });

  test('nothing new, a twin, and a head that is not there are refused', async () => {
    await open();
    await expect(github.openPullRequest({ repository, head: 'fix' })).rejects.toThrow('already exists');
    await expect(github.openPullRequest({ repository, head: 'main' })).rejects.toThrow('No commits between');
    await expect(github.openPullRequest({ repository, head: 'nowhere' })).rejects.toThrow('Validation Failed');
  });

  test('closing, reopening, and deleting the head', async () => {
    const { number } = await open();
    await github.setPullRequestState({ repository, number, state: 'closed' });
    await github.setPullRequestState({ repository, number, state: 'open' });
    await github.moveRef({ repository, ref: 'refs/heads/fix', oid: null });
    expect(await github.pullRequest({ repository, number })).toMatchObject({ state: 'closed', merged: false });
    await expect(github.setPullRequestState({ repository, number, state: 'open' })).rejects.toThrow('has been deleted');
  });
});

describe('reviews', () => {
  test('nobody approves what they opened, and outsiders may', async () => {
    const { number } = await open();
    await expect(github.review({ repository, number, as: sample.dana.login, event: 'APPROVE' })).rejects.toThrow(
      'Can not approve your own pull request',
    );
    await github.review({ repository, number, as: sample.eve.login, event: 'APPROVE' });
    const { id } = await github.review({
      repository,
      number,
      as: sample.amir.login,
      event: 'REQUEST_CHANGES',
      body: 'no',
    });
    await expect(github.dismissReview({ review: id, as: sample.eve.login })).rejects.toThrow('not accessible');
    await github.dismissReview({ review: id });
    const answer = await github.api(`/repos/${repository}/pulls/${number}/reviews`, { token: sample.app.token });
    expect(answer.body).toMatchObject([
      { state: 'APPROVED', author_association: 'NONE' },
      { state: 'DISMISSED', author_association: 'MEMBER', body: 'no' },
    ]);
  });
});

describe('lists that end where GitHub ends them', () => {
  test('251 commits are listed as 250, and GraphQL tells the truth', async () => {
    const commits = Array.from({ length: 251 }, (_, index) => ({
      files: { count: `${index}\n` },
      message: `Commit ${index}`,
    }));
    await github.pushCommits({ repository, branch: 'long', as: sample.dana.login, commits });
    const { number } = await github.openPullRequest({ repository, head: 'long', as: sample.dana.login });
    const { token } = sample.app;
    const last = await github.api(`/repos/${repository}/pulls/${number}/commits?per_page=100&page=3`, { token });
    expect(last.body).toHaveLength(50);
    expect(await github.api(`/repos/${repository}/pulls/${number}`, { token })).toMatchObject({
      body: { commits: 251 },
    });
    const compared = await github.api(`/repos/${repository}/compare/main...long`, { token });
    expect((compared.body as { commits: unknown[] }).commits).toHaveLength(250);
    const paged = await github.api(`/repos/${repository}/compare/main...long?per_page=100&page=3`, { token });
    expect((paged.body as { commits: unknown[] }).commits).toHaveLength(51);
    expect(paged.body).not.toHaveProperty('files');
  });

  test('3,001 files are listed as 3,000, and renames have both names', async () => {
    const files = Object.fromEntries(Array.from({ length: 3_001 }, (_, index) => [`many/${index}.txt`, 'x\n']));
    await github.pushCommit({ repository, branch: 'wide', files });
    const { number } = await github.openPullRequest({ repository, head: 'wide' });
    const { token } = sample.app;
    const answer = await github.api(`/repos/${repository}/pulls/${number}/files?per_page=100&page=31`, { token });
    expect(answer.body).toEqual([]);
    expect(await github.api(`/repos/${repository}/pulls/${number}`, { token })).toMatchObject({
      body: { changed_files: 3_001 },
    });
    await github.pushCommit({ repository, branch: 'renamed', renames: { 'README.md': 'docs/README.md' } });
    const renamed = await github.openPullRequest({ repository, head: 'renamed' });
    const list = await github.api(`/repos/${repository}/pulls/${renamed.number}/files`, { token });
    expect(list.body).toMatchObject([
      { status: 'renamed', filename: 'docs/README.md', previous_filename: 'README.md' },
    ]);
  });
});
