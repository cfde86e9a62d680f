import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { StandIn } from '../github/client.ts';
import { landedUntil, ledgerBook } from './ledger-book.ts';
import { type RunningApp, runApp, samplePolicy } from './running-app.ts';
import { endCleanly, openTeam, requireCheck, type Team, TITLE_POLICY } from './team.ts';

/** The gate's main line: a pull request is judged, blocked or released, and merged only when it may be. */

let github: StandIn;
let app: RunningApp;

beforeAll(async () => {
  github = await StandIn.start();
  app = await runApp(github);
}, 60_000);

afterAll(() => endCleanly(github, app), 60_000);

const open = (policy: Parameters<typeof openTeam>[0]['policy']): Promise<Team> =>
  openTeam({ github, appId: app.app.appId, policy });

const isMerged = (team: Team, number: number): Promise<boolean> =>
  github.merge({ repository: team.repository, number, as: team.eli.login }).then(
    () => true,
    () => false,
  );

test('blocked with reasons, fixed, waiting, approved, merged', async () => {
  const team = await open(samplePolicy);
  const { repository, amir, dana } = team;
  await requireCheck(team, { appId: app.app.appId });
  const { number, head } = await team.propose('fix', { message: 'rounding\n', sign: false, openedBy: team.eli.login });

  const blocked = await team.check(head, 'blocked');
  expect(blocked.title).toMatch(/^Blocked: /);
  expect(blocked.summary).toContain(head.slice(0, 7));
  expect(blocked.summary).toContain('git commit --amend');
  expect(blocked.actions.map(({ identifier }) => identifier)).toEqual(['recheck', 'explain']);
  expect(await isMerged(team, number)).toBe(false);

  const fixed = await team.push('fix', {
    message: 'SHOP-7 rounding\n',
    parents: [team.made.head ?? ''],
    tree: head,
    force: true,
  });
  const waiting = await team.check(fixed, 'waiting');
  expect(waiting.title).toContain('1 maintainer');
  expect(waiting.actions).toEqual([]);
  expect(await isMerged(team, number)).toBe(false);

  await github.review({ repository, number, as: dana.login, event: 'APPROVE' });
  const refused = await team.check(fixed, ({ summary }) => summary?.includes(`@${dana.login}`) ?? false);
  expect(refused.conclusion).toBeNull();

  await github.review({ repository, number, as: amir.login, event: 'APPROVE' });
  const allowed = await team.check(fixed, 'allowed');
  expect(allowed.title).toMatch(/^Allowed: 3 rules met/);
  expect(allowed.summary).toMatch(
    /Recorded: entry \d+, root `[A-Za-z0-9+/]{43}=` · verify: `npx countersign ledger verify /,
  );
  expect(await isMerged(team, number)).toBe(true);
  const { head: after } = await github.repository({ repository });
  const told = await landedUntil(ledgerBook(app, team), { github, after: after ?? '' });
  expect(told).toMatchObject([
    { how: 'merge', result: 'covered', covered: [{ change: number, commits: [fixed, after] }] },
  ]);
});

test('a push voids an approval, signing the same content again keeps it', async () => {
  const team = await open(samplePolicy);
  const { number, head } = await team.propose('fix');
  await team.check(head, 'waiting');
  await github.review({ repository: team.repository, number, as: team.amir.login, event: 'APPROVE' });
  await team.check(head, 'allowed');

  const again = await team.push('fix', {
    message: 'SHOP-1 in other words\n',
    parents: [team.made.head ?? ''],
    tree: head,
    force: true,
  });
  expect(again).not.toBe(head);
  await team.check(again, 'allowed');

  const changed = await team.push('fix', { files: { 'fix.txt': 'something else\n' } });
  const waiting = await team.check(changed, 'waiting');
  expect(waiting.summary).toContain('the content changed');
  // The old commit's green stays where it is: it is about that commit.
  await team.check(again, 'allowed');
});

test('a green of another base is worth nothing after a retarget', async () => {
  const team = await open(samplePolicy);
  const { repository } = team;
  await requireCheck(team, { appId: app.app.appId });
  await team.push('sandbox', { files: { '.github/countersign.yml': TITLE_POLICY } });
  const { number, head } = await team.propose('sneak', { base: 'sandbox', title: 'SHOP-1 sneak', message: 'free\n' });
  await team.check(head, 'allowed', 'sandbox');
  await github.editPullRequest({ repository, number, base: 'main', as: team.dana.login });
  await team.check(head, 'blocked');
  expect(await isMerged(team, number)).toBe(false);
  const names = (await github.checkRuns({ repository, sha: head })).map(({ name, conclusion }) => [name, conclusion]);
  expect(names).toEqual([
    ['countersign: sandbox', 'success'],
    ['countersign: main', 'failure'],
  ]);
});

test('a weak policy on a branch of one’s own, or in the pull request itself, changes nothing for the base', async () => {
  const team = await open(samplePolicy);
  const { head } = await team.propose('weak', {
    files: { '.github/countersign.yml': TITLE_POLICY },
    message: 'no ticket\n',
    title: 'SHOP-1 weaker',
  });
  await team.check(head, 'blocked');
});

test('a policy that changes has open pull requests judged again', async () => {
  const team = await open(TITLE_POLICY);
  const { head } = await team.propose('fix', { title: 'SHOP-1 fix', message: 'no ticket here\n' });
  await team.check(head, 'allowed');
  await team.writePolicy(samplePolicy(team.organization));
  const run = await team.check(head, 'blocked');
  expect(run.title).toMatch(/ticket/i);
});

test('the organisation’s floor applies to every repository and cannot be weakened', async () => {
  const floor = TITLE_POLICY.replace('the title names a ticket', 'floor');
  const team = await openTeam({
    github,
    appId: app.app.appId,
    floor,
    policy: 'version: 1\nrules:\n  - name: anything\n    require: { base: [main] }\notherwise: allow\n',
  });
  const { number, head } = await team.propose('fix', { title: 'nothing' });
  const run = await team.check(head, 'blocked');
  expect(run.summary).toContain('cannot be waived here');
  await github.editPullRequest({ repository: team.repository, number, title: 'SHOP-1', as: team.dana.login });
  await team.check(head, 'allowed');
  await github.pushCommit({
    repository: `${team.organization}/.github`,
    branch: 'main',
    as: team.owner.login,
    files: { '.github/countersign.yml': floor.replace("'SHOP-\\d+'", "'ACME-\\d+'") },
    message: 'another tracker\n',
  });
  await team.check(head, 'blocked');
});

test('two pull requests with one head and base share a run, which fails if either fails', async () => {
  const team = await open(TITLE_POLICY);
  const { repository } = team;
  const first = await team.propose('one', { title: 'SHOP-1 one' });
  await team.check(first.head, 'allowed');
  await github.moveRef({ repository, ref: 'refs/heads/two', oid: first.head, as: team.dana.login });
  const second = await github.openPullRequest({ repository, head: 'two', title: 'no ticket', as: team.dana.login });
  const run = await team.check(first.head, 'blocked');
  expect(run.summary).toContain(`#${first.number}`);
  expect(run.summary).toContain(`#${second.number}`);
  await github.setPullRequestState({ repository, number: second.number, state: 'closed' });
  await team.check(first.head, 'allowed');
  await github.setPullRequestState({ repository, number: second.number, state: 'open' });
  await team.check(first.head, 'blocked');
  // One of them moves on: the commit it leaves is judged by the other alone.
  await team.push('two', { files: { 'two.txt': 'two\n' } });
  await team.check(first.head, 'allowed');
  expect(await github.checkRuns({ repository, sha: first.head })).toHaveLength(1);
});

test('closed is not judged, reopened is judged by what holds then', async () => {
  const team = await open(TITLE_POLICY);
  const { repository } = team;
  const { number, head } = await team.propose('fix', { title: 'SHOP-1 fix' });
  await team.check(head, 'allowed');
  await github.setPullRequestState({ repository, number, state: 'closed', as: team.dana.login });
  await github.editPullRequest({ repository, number, title: 'nothing', as: team.dana.login });
  await github.waitForDeliveries();
  await github.setPullRequestState({ repository, number, state: 'open', as: team.dana.login });
  await team.check(head, 'blocked');
  expect(await github.checkRuns({ repository, sha: head })).toHaveLength(1);
});

test('what was open before the app came is judged when it comes', async () => {
  const team = await open(TITLE_POLICY);
  const { organization, installationId } = team;
  await github.uninstallApp({ installationId });
  const { head } = await team.propose('early', { title: 'SHOP-1' });
  const later = await github.installApp({ appId: app.app.appId, organization, repositories: [] });
  await github.selectRepositories({ installationId: later.installationId, add: ['shop'] });
  await team.check(head, 'allowed');
});

test('a draft is judged like any other', async () => {
  const team = await open(TITLE_POLICY);
  const { number, head } = await team.propose('fix', { title: 'nothing', draft: true });
  await team.check(head, 'blocked');
  await github.setDraft({ repository: team.repository, number, draft: false, as: team.dana.login });
  await github.editPullRequest({ repository: team.repository, number, title: 'SHOP-1', as: team.dana.login });
  await team.check(head, 'allowed');
});
