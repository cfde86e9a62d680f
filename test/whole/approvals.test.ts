import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SECOND } from '../../src/base/clock.ts';
import { StandIn } from '../github/client.ts';
import { type RunningApp, runApp } from './running-app.ts';
import { endCleanly, openTeam, type Team } from './team.ts';

/** What counts as somebody else's look at the final change, and the ways to get around it (design/policy.md). */

let github: StandIn;
let app: RunningApp;

beforeAll(async () => {
  github = await StandIn.start();
  app = await runApp(github);
}, 60_000);

afterAll(() => endCleanly(github, app), 60_000);

const policy = (organization: string): string => `version: 1
people:
  maintainers: { teams: [${organization}/maintainers] }
rules:
  - name: somebody else reviewed the final change
    require:
      approved: { count: 1, by: [maintainers] }
`;

const open = (): Promise<Team> => openTeam({ github, appId: app.app.appId, policy });

/** GitHub's times have whole seconds. */
const pass = (): Promise<unknown> => github.advanceClock({ milliseconds: 2 * SECOND });

async function approve(team: Team, number: number, as = team.amir.login): Promise<number> {
  return (await github.review({ repository: team.repository, number, as, event: 'APPROVE' })).id;
}

/** The check waits, and its table says this of an approval. */
const refusal =
  (words: string) =>
  ({ status, summary, text }: { status: string; summary: string | null; text: string | null }): boolean =>
    status === 'in_progress' && `${summary}${text}`.includes(words);

test('the old tree on a new base would undo what landed meanwhile: the approval does not count', async () => {
  const team = await open();
  const { number, head } = await team.propose('fix');
  await approve(team, number);
  await team.check(head, 'allowed');
  const landed = await team.push('main', {
    files: { 'guard.ts': 'export const guard = true;\n' },
    as: team.owner.login,
  });
  const undone = await team.push('fix', { parents: [landed], tree: head, files: {}, force: true });
  expect(await github.readFile({ repository: team.repository, revision: undone, path: 'guard.ts' })).toBeNull();
  await team.check(undone, refusal('would undo what landed meanwhile'));
});

test('an approval given before a retarget does not count, not even after the way back', async () => {
  const team = await open();
  const { repository } = team;
  await github.moveRef({ repository, ref: 'refs/heads/release', oid: team.made.head, as: team.owner.login });
  const { number, head } = await team.propose('fix');
  await approve(team, number);
  await team.check(head, 'allowed');
  await pass();
  await github.editPullRequest({ repository, number, base: 'release', as: team.dana.login });
  await team.check(head, refusal('the base changed after it'), 'release');
  await pass();
  await github.editPullRequest({ repository, number, base: 'main', as: team.dana.login });
  await team.check(head, refusal('the base changed after it'));
  await pass();
  await approve(team, number);
  await team.check(head, 'allowed');
});

test('an approval given before the base was force-pushed does not count', async () => {
  const team = await open();
  const { owner } = team;
  await team.push('main', { files: { 'more.txt': 'more\n' }, as: owner.login });
  const { number, head } = await team.propose('fix');
  await approve(team, number);
  await team.check(head, 'allowed');
  await pass();
  await team.push('main', {
    parents: [team.made.head ?? ''],
    files: { 'other.txt': '1\n' },
    as: owner.login,
    force: true,
  });
  await team.check(head, refusal('the base changed after it'));
});

test('who pushed a commit cannot approve it, although somebody else made and signed it', async () => {
  const team = await open();
  const { number, head } = await team.propose('fix', {
    as: team.amir.login,
    author: team.dana.login,
    committer: team.dana.login,
    openedBy: team.dana.login,
  });
  await approve(team, number, team.amir.login);
  await team.check(head, refusal('pushed a part of the change'));
  await approve(team, number, team.bo.login);
  await team.check(head, 'allowed');
});

test('a push that only the repository’s activity knows of counts as one', async () => {
  const team = await open();
  await github.armDelivery({ kind: 'drop', event: 'push' });
  const { number, head } = await team.propose('fix', {
    as: team.amir.login,
    author: team.dana.login,
    committer: team.dana.login,
    openedBy: team.dana.login,
  });
  await approve(team, number, team.amir.login);
  await team.check(head, refusal('pushed a part of the change'));
});

test('a co-author cannot approve', async () => {
  const team = await open();
  const { number, head } = await team.propose('fix', {
    message: `a change\n\nCo-authored-by: Amir <${team.amir.email}>\n`,
  });
  await approve(team, number);
  await team.check(head, refusal('is a co-author of the change'));
});

test('a commit that GitHub attributes to nobody may be anybody’s: no approval counts', async () => {
  const team = await open();
  const nobody = { name: 'Nobody', email: 'nobody@nowhere.example' };
  const { number, head } = await team.propose('fix', { author: nobody, committer: nobody, sign: false });
  await approve(team, number);
  const run = await team.check(head, 'blocked');
  expect(run.title).toMatch(/nobody can approve/);
  expect(run.summary).toContain('a commit is by nobody that GitHub knows');
});

test('who leaves the team, or loses write access, no longer counts', async () => {
  const team = await open();
  const { organization, repository } = team;
  const { number, head } = await team.propose('fix');
  await approve(team, number);
  await team.check(head, 'allowed');
  await github.removeTeamMember({ organization, team: 'maintainers', user: team.amir.login });
  await team.check(head, refusal('has none of the roles asked for'));
  await github.addTeamMember({ organization, team: 'maintainers', user: team.amir.login });
  await team.check(head, 'allowed');
  await github.removeMember({ organization, user: team.amir.login });
  await team.check(head, refusal('has none of the roles asked for'));
  await github.addMember({ organization, user: team.amir.login });
  await github.addTeamMember({ organization, team: 'maintainers', user: team.amir.login });
  await team.check(head, 'allowed');
  await github.setTeamRepository({ organization, team: 'maintainers', repository, permission: 'read' });
  await github.comment({ repository, number, as: team.dana.login, body: '/countersign recheck' });
  await team.check(head, refusal('has no write access'));
});

test('an approval of somebody outside, a dismissed one, and changes asked for', async () => {
  const team = await open();
  const { repository } = team;
  const { number, head } = await team.propose('fix');
  await approve(team, number, team.eve.login);
  await team.check(head, refusal('has none of the roles asked for'));
  const review = await approve(team, number);
  await team.check(head, 'allowed');
  await github.dismissReview({ review });
  await team.check(head, refusal('the review was dismissed'));
  await pass();
  await approve(team, number);
  await team.check(head, 'allowed');
  await pass();
  await github.review({ repository, number, as: team.bo.login, event: 'REQUEST_CHANGES', body: 'no' });
  await team.check(head, 'blocked');
  await pass();
  await approve(team, number, team.bo.login);
  await team.check(head, 'allowed');
});

test('whoever set an agent to work cannot approve what it wrote, from the moment at which GitHub tells', async () => {
  const team = await open();
  const { repository } = team;
  const agent = `${app.app.slug}[bot]`;
  const { number, head } = await team.propose('by-agent', { openedBy: agent });
  await approve(team, number);
  await team.check(head, 'allowed');
  await github.assign({ repository, number, assignee: team.amir.login, as: agent });
  await team.check(head, refusal('to work, which wrote a part of the change'));
  await approve(team, number, team.bo.login);
  await team.check(head, 'allowed');
});
