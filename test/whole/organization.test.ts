import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { StandIn } from '../github/client.ts';
import { type RunningApp, runApp } from './running-app.ts';
import { openTeam, POLICY, requireCheck, type Team, TITLE_POLICY } from './team.ts';

/** An organisation as a whole: floors that are for some, repositories that move, installations that come late. */

let github: StandIn;
let app: RunningApp;
beforeAll(async () => {
  github = await StandIn.start();
  await github.setLimits({ enforced: false });
  app = await runApp(github);
}, 60_000);
afterAll(async () => {
  const { problems, unimplemented } = await github.stats();
  await app.stop();
  await github.stop();
  expect([...app.bugs, ...problems, ...unimplemented]).toEqual([]);
}, 60_000);

const open = (options: Partial<Parameters<typeof openTeam>[0]> = {}): Promise<Team> =>
  openTeam({ github, appId: app.app.appId, policy: TITLE_POLICY, ...options });
const runsOf = (team: Team, sha: string) => github.checkRuns({ repository: team.repository, sha });

const NOWHERE = 'version: 1\nrules:\n  - { name: nowhere, require: { base: nowhere } }\n';

test('a floor for repositories with a property speaks where it is set, and as soon as it is', async () => {
  const team = await open({ floor: `${NOWHERE}applies_to: { repository: { property: { critical: 'yes' } } }\n` });
  const { repository } = team;
  await github.setProperties({ repository, values: { critical: 'no' } });
  const { head } = await team.propose('fix', { title: 'SHOP-1' });
  await team.check(head, 'allowed');
  await github.setProperties({ repository, values: { critical: 'yes' } });
  await team.check(head, 'blocked');
  await github.setProperties({ repository, values: { critical: 'no' } });
  await team.check(head, 'allowed');
});

test('a policy of the first base of a gate concerns what is open on the others', async () => {
  const anything = NOWHERE.replace('base: nowhere', 'base: "**"');
  const team = await open({ floor: `${anything}gates: [{ bases: [main, 'release/*'] }]\n` });
  await team.push('release/1', { as: team.owner.login });
  const { head } = await team.propose('fix', { title: 'SHOP-1', base: 'release/1' });
  await team.check(head, 'allowed');
  await team.writePolicy(NOWHERE);
  await team.check(head, 'blocked');
  expect((await runsOf(team, head)).map(({ name }) => name)).toEqual(['countersign: main']);
});

test('a repository that was renamed goes on under its new name, in the same ledger', async () => {
  const team = await open();
  const first = await team.propose('one', { title: 'SHOP-1' });
  await team.check(first.head, 'allowed');
  await github.changeRepository({ repository: team.repository, name: 'store' });
  const repository = `${team.organization}/store`;
  await github.editPullRequest({ repository, number: first.number, title: 'no ticket', as: team.dana.login });
  const where = { repository, sha: first.head, name: 'countersign: main' };
  // A red does not wait for its record: the address comes with it.
  const verify = `npx countersign ledger verify ${github.url}/${repository}`;
  await github.waitForCheck(
    where,
    ({ conclusion, summary }) => conclusion === 'failure' && (summary?.includes(verify) ?? false),
  );
  const text = await github.readFile({ repository, revision: 'countersign/ledger', path: 'README.md' });
  expect(text).toContain(`${team.organization}/shop`);
});

test('a base that is deleted leaves nothing behind; made again, from a tag too, it is judged by what is there', async () => {
  const team = await open();
  const { repository } = team;
  const as = team.owner.login;
  const strict = await team.push('next', { as, files: { [POLICY]: NOWHERE } });
  const { head, number } = await team.propose('fix', { title: 'SHOP-1', base: 'next' });
  await team.check(head, 'blocked', 'next');
  await github.moveRef({ repository, ref: 'refs/heads/next', oid: null, as });
  expect(await github.pullRequest({ repository, number })).toMatchObject({ state: 'closed' });
  const tip = Object.values(await github.refs({ repository, prefix: 'refs/heads/main' }))[0] ?? '';
  await github.moveRef({ repository, ref: 'refs/tags/v1', oid: tip, as });
  await github.moveRef({ repository, ref: 'refs/heads/next', oid: tip, as });
  await github.setPullRequestState({ repository, number, state: 'open', as });
  await team.check(head, 'allowed', 'next');
  await github.moveRef({ repository, ref: 'refs/heads/next', oid: strict, as });
  await team.check(head, 'blocked', 'next');
});

test('a change whose base was renamed is judged under the new name', async () => {
  const team = await open();
  const { repository } = team;
  const as = team.owner.login;
  const { head, number } = await team.propose('fix', { title: 'SHOP-1' });
  await team.check(head, 'allowed');
  await github.pushCommit({ repository, branch: 'trunk', as, message: 'trunk\n', files: {} });
  await github.editPullRequest({ repository, number, base: 'trunk', as });
  await team.check(head, 'allowed', 'trunk');
});

test('an installation that comes late finds what is open: what blocks is shown, what only observes is not', async () => {
  const team = await open();
  const { repository, installationId } = team;
  await github.uninstallApp({ installationId });
  const observed = TITLE_POLICY.replace('    require', '    enforce: observe\n    require');
  await team.push('watched', { as: team.owner.login, files: { [POLICY]: observed } });
  const heads: string[] = [];
  for (const branch of ['one', 'two']) heads.push((await team.propose(branch, { title: 'no ticket' })).head);
  const quiet = await team.propose('three', { title: 'no ticket', base: 'watched' });
  await github.installApp({ appId: app.app.appId, organization: team.organization });
  for (const head of heads) await team.check(head, 'blocked');
  expect(await runsOf(team, quiet.head)).toEqual([]);
  await github.editPullRequest({ repository, number: quiet.number, title: 'still none', as: team.dana.login });
  const shown = await team.check(quiet.head, 'allowed', 'watched');
  expect(shown.title).toBe('Only observing: would have been blocked by 1 rule');
});

test('a check that is required where no policy is does not keep anybody waiting', async () => {
  const team = await open({ policy: null });
  await requireCheck(team, { appId: app.app.appId });
  const { head } = await team.propose('fix');
  expect((await team.check(head, 'allowed')).title).toBe('No policy applies here');
});
