import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { StandIn } from '../github/client.ts';
import type { CheckRunView } from '../github/control/pull-requests.ts';
import { ledgerBook } from './ledger-book.ts';
import { type RunningApp, runApp, samplePolicy } from './running-app.ts';
import { endCleanly, openTeam, POLICY, requireCheck, type Team, TITLE_POLICY } from './team.ts';

/** Pull requests from forks: judged like others, and nothing that stands in a fork is trusted. */

let github: StandIn;
let app: RunningApp;

beforeAll(async () => {
  github = await StandIn.start();
  app = await runApp(github);
}, 60_000);

afterAll(() => endCleanly(github, app), 60_000);

interface Forked {
  /** `eve-…/shop` */
  readonly fork: string;
  /** What the next commit is made on. */
  readonly head: string;
  readonly number: number;
}

const CI = '.github/workflows/ci.yml';
const MACHINES = `version: 1
rules:
  - name: the tests passed
    require:
      checks: { passed: [test], from: github-actions }
  - name: the workflow passed
    require:
      workflows: { passed: [${CI}], event: [pull_request] }
`;
const ANYTHING = 'version: 1\notherwise: allow\nrules: []\n';

const open = (policy: Parameters<typeof openTeam>[0]['policy'], isPrivate = false): Promise<Team> =>
  openTeam({ github, appId: app.app.appId, policy, private: isPrivate });

/** Forked by eve, who belongs to nobody; the branch has one commit of hers. */
async function fork(team: Team, branch: string, files: Readonly<Record<string, string>> = { 'a.txt': 'a\n' }) {
  const { fullName } = await github.fork({ repository: team.repository, owner: team.eve.login });
  const push = { repository: fullName, branch, as: team.eve.login, message: 'SHOP-1 mine\n', files, sign: true };
  const { oid: head } = await github.pushCommit({ ...push, parents: [team.made.head ?? ''], force: true });
  return { fork: fullName, head };
}

async function propose(team: Team, branch: string, title: string, files?: Readonly<Record<string, string>>) {
  const made = await fork(team, branch, files);
  const { login } = team.eve;
  const { number } = await github.openPullRequest({
    repository: team.repository,
    head: `${login}:${branch}`,
    title,
    as: login,
  });
  return { ...made, number } satisfies Forked;
}

test('the base’s policy counts, whatever stands in the fork and however its branch is called', async () => {
  const team = await open(TITLE_POLICY);
  await requireCheck(team, { appId: app.app.appId });
  const { repository } = team;
  const first = await propose(team, 'main', 'no ticket', { [POLICY]: ANYTHING });
  await team.check(first.head, 'blocked');
  expect(await merges(team, first.number)).toBe(false);

  // A push to the fork: the event names its branch as it is called there, which is ours as well.
  const { oid } = await github.pushCommit({
    repository: first.fork,
    branch: 'main',
    as: team.eve.login,
    message: 'more\n',
    files: { [POLICY]: `${ANYTHING}# again\n` },
  });
  const again = await team.check(oid, 'blocked');
  expect(again.summary).not.toContain('again');
  await github.editPullRequest({ repository, number: first.number, title: 'SHOP-1 fix', as: team.eve.login });
  await team.check(oid, 'allowed');
  expect(await merges(team, first.number)).toBe(true);
});

test('a fork’s branch that is called like the ledger’s is any branch, and the ledger stays whole', async () => {
  const team = await open(TITLE_POLICY);
  const { head } = await propose(team, 'countersign/ledger', 'SHOP-1 fix', { checkpoint: 'mine\n', 'tile/0/000': 'x' });
  const allowed = await team.check(head, 'allowed');
  expect(allowed.summary).toContain('Recorded: entry');
  expect(await ledgerBook(app, team).lines()).not.toEqual([]);
});

test('a fork that is deleted leaves its pull request to be judged; who pushed it is nobody’s guess', async () => {
  const [titled, approved] = [await open(TITLE_POLICY), await open(samplePolicy)];
  for (const team of [titled, approved]) {
    const { repository, amir } = team;
    const { number, head, fork: name } = await propose(team, 'fix', 'no ticket');
    await team.check(head, team === titled ? 'blocked' : 'waiting');
    await github.deleteRepository({ repository: name });
    await github.editPullRequest({ repository, number, title: 'SHOP-1 fix', as: team.owner.login });
    if (team === titled) {
      await team.check(head, 'allowed');
      continue;
    }
    await github.review({ repository, number, as: amir.login, event: 'APPROVE' });
    const run = await team.check(head, ({ summary }) => summary?.includes('the fork or its owner is gone') ?? false);
    expect(run.conclusion).not.toBe('success');
  }
});

test('a branch that is deleted closes its pull request; opened again, it is judged again', async () => {
  const team = await open(TITLE_POLICY);
  const { repository } = team;
  const { number, head, fork: name } = await propose(team, 'fix', 'no ticket');
  await team.check(head, 'blocked');
  const ref = 'refs/heads/fix';
  await github.moveRef({ repository: name, ref, oid: null });
  await github.waitFor('the pull request to be closed', async () => {
    return (await github.pullRequest({ repository, number })).state === 'closed';
  });
  await github.moveRef({ repository: name, ref, oid: head });
  await github.setPullRequestState({ repository, number, state: 'open', as: team.eve.login });
  await github.editPullRequest({ repository, number, title: 'SHOP-1 fix', as: team.eve.login });
  await team.check(head, 'allowed');
});

test('of a private repository, whose forks the app does not see', async () => {
  const team = await open(samplePolicy, true);
  const { repository, amir, eve } = team;
  await github.setCollaborator({ repository, user: eve.login, permission: 'read' });
  const { number, head } = await propose(team, 'fix', 'SHOP-1 fix');
  await team.check(head, 'waiting');
  await github.review({ repository, number, as: amir.login, event: 'APPROVE' });
  await team.check(head, 'allowed');
  // Eve may not approve what she pushed, and reads only: her word counts for nothing.
  await github.review({ repository, number, as: eve.login, event: 'COMMENT' });
  await team.check(head, 'allowed');
});

test('checks and workflows that are called like those asked for are none of them', async () => {
  const team = await open(MACHINES);
  await requireCheck(team, { appId: app.app.appId });
  const { repository } = team;
  const { number, head: sha } = await propose(team, 'fix', 'a fix', { [CI]: 'jobs: {}\n' });
  await team.check(sha, ({ status }) => status === 'in_progress');
  const { appId } = await github.createApp({
    owner: team.organization,
    slug: `ci-${team.organization}`,
    privateKey: app.app.privateKey,
    permissions: { checks: 'write' },
    events: [],
  });
  for (const name of ['test', 'countersign: main'])
    await github.writeCheck({ repository, sha, appId, name, conclusion: 'success' });
  await github.setStatus({ repository, sha, context: 'test', state: 'success', as: team.dana.login });
  await github.runWorkflow({ repository, sha, path: '.github/workflows/ci2.yml', name: CI, conclusion: 'success' });
  await github.runWorkflow({ repository, sha, path: CI, event: 'push', conclusion: 'success' });
  // What came last is in the check; so all that came before was judged.
  const judged = await ours(team, sha, ({ summary }) => summary?.includes('It ran for another event.') ?? false);
  expect(judged.conclusion).not.toBe('success');
  expect(await merges(team, number)).toBe(false);

  // The real one: its checks are heard of, with nothing else happening to the pull request.
  const { run } = await github.runWorkflow({ repository, sha, path: CI, jobs: ['test'] });
  await github.finishWorkflow({ run, conclusion: 'success' });
  await ours(team, sha, ({ conclusion }) => conclusion === 'success');
  await github.rerunWorkflow({ run });
  await ours(team, sha, ({ conclusion }) => conclusion === null);
  await github.finishWorkflow({ run, conclusion: 'failure' });
  await ours(team, sha, ({ conclusion }) => conclusion === 'failure');
});

/** The app's own run, once it is so: another app may have made a newer one of its name. */
async function ours(team: Team, sha: string, isWanted: (run: CheckRunView) => boolean): Promise<CheckRunView> {
  return await github.waitFor('our check', async () => {
    const runs = await github.checkRuns({ repository: team.repository, sha });
    const own = runs.findLast(({ appId }) => appId === app.app.appId);
    return own !== undefined && isWanted(own) ? own : null;
  });
}

const merges = (team: Team, number: number): Promise<boolean> =>
  github.merge({ repository: team.repository, number, as: team.owner.login }).then(
    () => true,
    () => false,
  );
