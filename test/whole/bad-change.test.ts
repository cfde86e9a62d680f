import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { StandIn } from '../github/client.ts';
import { installSampleApp } from '../github/sample.ts';
import { type RunningApp, runApp } from './running-app.ts';
import { endCleanly, openTeam, type Team, TITLE_POLICY } from './team.ts';

/** Pull requests of every uncomfortable kind: what cannot be known is never taken for good. */

let github: StandIn;
let app: RunningApp;

beforeAll(async () => {
  github = await StandIn.start();
  app = await runApp(github);
}, 60_000);

afterAll(() => endCleanly(github, app), 60_000);

const rule = (requirement: string, when = ''): string =>
  `rules:\n  - name: the rule\n${when === '' ? '' : `    when: ${when}\n`}    require: ${requirement}\n`;
const maintainers = (organization: string): string =>
  `version: 1\npeople:\n  maintainers: { teams: [${organization}/maintainers] }\n`;
const SIGNED = `version: 1\n${rule('{ signed: { by: committer } }')}`;
const approved = (organization: string): string =>
  `${maintainers(organization)}${rule('{ approved: { count: 1, by: [maintainers] } }')}`;
const guarded = (organization: string): string =>
  `${maintainers(organization)}${rule('{ approved: { count: 1, by: [maintainers] } }', "{ changed: { any: ['src/auth/**'] } }")}otherwise: allow\n`;

const open = (policy: Parameters<typeof openTeam>[0]['policy'], files: Record<string, string> = {}): Promise<Team> =>
  openTeam({ github, appId: app.app.appId, policy, files });

test('from a fork: judged, its owner counts as who pushed, and when it is gone nobody does', async () => {
  const team = await open(approved);
  const { repository, amir, bo, eve } = team;
  const fork = await github.fork({ repository, owner: amir.login });
  const { oid: head } = await github.pushCommit({
    repository: fork.fullName,
    branch: 'gift',
    as: amir.login,
    author: eve.login,
    files: { 'gift.txt': 'gift\n' },
  });
  const { number } = await github.openPullRequest({ repository, head: `${amir.login}:gift`, as: eve.login });
  await team.check(head, 'waiting');
  await github.review({ repository, number, as: amir.login, event: 'APPROVE' });
  await team.check(
    head,
    ({ status, summary }) => status === 'in_progress' && (summary?.includes('pushed a part') ?? false),
  );
  await github.review({ repository, number, as: bo.login, event: 'APPROVE' });
  await team.check(head, 'allowed');

  await github.deleteRepository({ repository: fork.fullName });
  await github.comment({ repository, number, as: bo.login, body: '/countersign recheck' });
  const run = await team.check(head, 'blocked');
  expect(run.summary).toContain('the fork or its owner is gone');
});

test('251 commits are all looked at', async () => {
  const team = await open(SIGNED);
  const { repository, dana } = team;
  const commits = Array.from({ length: 251 }, (_, at) => ({
    files: { 'count.txt': `${at}\n` },
    message: `commit ${at}\n`,
    sign: at !== 130,
  }));
  const { oids } = await github.pushCommits({ repository, branch: 'many', as: dana.login, commits });
  const head = oids.at(-1) ?? '';
  await github.openPullRequest({ repository, head: 'many', as: dana.login });
  const run = await team.check(head, 'blocked');
  expect(run.title).toContain('1 of 251 commits');
  expect(run.summary).toContain(oids[130]?.slice(0, 7));
});

test('3,001 files never slip past a rule about some of them', async () => {
  const team = await open(guarded);
  const files = Object.fromEntries(Array.from({ length: 3_001 }, (_, at) => [`many/${at}.txt`, `${at}\n`]));
  const { head } = await team.propose('many', { files });
  const run = await team.check(head, 'blocked');
  expect(run.summary).toMatch(/3,?00[01]/);
}, 60_000);

test('a renamed file counts as both paths', async () => {
  const team = await open(guarded, { 'src/auth/key.ts': 'export const key = 1;\n' });
  const moved = await team.propose('moved', { renames: { 'src/auth/key.ts': 'lib/key.ts' } });
  await team.check(moved.head, 'waiting');
  const other = await team.propose('other', { files: { 'lib/other.ts': 'export {};\n' } });
  await team.check(other.head, 'allowed');
});

test('a head that moves while it is read: the new one is judged, the old one’s verdict is not shown on it', async () => {
  const team = await open(SIGNED);
  const { repository } = team;
  await github.arm({
    on: 'GRAPHQL',
    action: { kind: 'move-branch', when: 'after', repository, branch: 'fix', files: { 'sneaked.txt': 'in\n' } },
    containing: `"name":"shop"`,
  });
  const { number, head } = await team.propose('fix');
  await github.waitFor('the move', async () => (await github.pullRequest({ repository, number })).headSha !== head);
  const { headSha } = await github.pullRequest({ repository, number });
  await team.check(headSha, 'blocked');
});

test('a base that is replaced under a pull request is judged by its new tip', async () => {
  const team = await open(SIGNED);
  const { head } = await team.propose('fix');
  await team.check(head, 'allowed');
  await team.push('main', {
    as: team.owner.login,
    parents: [],
    files: { '.github/countersign.yml': TITLE_POLICY, 'README.md': '# another beginning\n' },
    force: true,
  });
  await team.check(head, 'blocked');
});

test('an author whose account is gone: nobody can be told from them, so no approval counts', async () => {
  const team = await open(approved);
  const { repository, amir, eve } = team;
  const { number, head } = await team.propose('fix', { author: eve.login, openedBy: eve.login });
  await team.check(head, 'waiting');
  await github.deleteUser({ login: eve.login });
  await github.review({ repository, number, as: amir.login, event: 'APPROVE' });
  await team.check(head, ({ summary }) => summary?.includes(`@${amir.login}`) ?? false);
  expect((await team.check(head, () => true)).conclusion).not.toBe('success');
});

test('without commits', async () => {
  const team = await open(approved);
  const { repository, dana, amir } = team;
  const { number, head } = await team.propose('fix');
  await team.check(head, 'waiting');
  const tip = team.made.head ?? '';
  await github.moveRef({ repository, ref: 'refs/heads/fix', oid: tip, as: dana.login });
  await github.review({ repository, number, as: amir.login, event: 'APPROVE' });
  await team.check(tip, ({ summary }) => summary?.includes(`@${amir.login}`) ?? false);
});

test('the review of a bot counts for nothing unless it is listed', async () => {
  const team = await open(approved);
  const { organization, repository } = team;
  const { number, head } = await team.propose('fix');
  await team.check(head, 'waiting');
  const bot = await installSampleApp(github, {
    organization,
    slug: `reviewer-${organization}`,
    permissions: { pull_requests: 'write', contents: 'write' },
  });
  const answer = await github.api(`/repos/${repository}/pulls/${number}/reviews`, {
    token: bot.token,
    body: { event: 'APPROVE' },
  });
  expect(answer.status).toBe(200);
  await team.check(
    head,
    ({ status, summary }) => status === 'in_progress' && (summary?.includes('not a person') ?? false),
  );
});

test('an installation that is removed while we work is forgotten, and others are served', async () => {
  const gone = await open(SIGNED);
  const stays = await open(SIGNED);
  await github.arm({ on: 'GRAPHQL', action: { kind: 'delay', milliseconds: 500 }, containing: gone.organization });
  await gone.propose('fix');
  await github.uninstallApp({ installationId: gone.installationId });
  await gone.propose('later');
  const { head } = await stays.propose('fix');
  await stays.check(head, 'allowed');
  expect((await fetch(`${app.running.url}/health`)).status).toBe(200);
});
