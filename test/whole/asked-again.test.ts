import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { StandIn } from '../github/client.ts';
import type { CheckRunView } from '../github/control/pull-requests.ts';
import { type RunningApp, runApp } from './running-app.ts';
import { endCleanly, openTeam, type Team, TITLE_POLICY } from './team.ts';

/** People ask for a check again, or for all its reasons: by GitHub's own links, by our buttons, by comment. */

let github: StandIn;
let app: RunningApp;

beforeAll(async () => {
  github = await StandIn.start();
  app = await runApp(github);
}, 60_000);

afterAll(() => endCleanly(github, app), 60_000);

const open = (): Promise<Team> => openTeam({ github, appId: app.app.appId, policy: TITLE_POLICY });

/** The title changes and nobody tells the app: only who asks again finds out. */
async function retitleSilently(team: Team, number: number, title: string): Promise<void> {
  await github.armDelivery({ kind: 'drop', event: 'pull_request' });
  await github.editPullRequest({ repository: team.repository, number, title, as: team.dana.login });
}

async function blocked(team: Team, branch = 'fix'): Promise<{ number: number; head: string; run: CheckRunView }> {
  const { number, head } = await team.propose(branch, { title: 'nothing' });
  const run = await team.check(head, 'blocked');
  await retitleSilently(team, number, 'SHOP-1');
  return { number, head, run };
}

async function answers(team: Team, number: number): Promise<readonly string[]> {
  const comments = await github.comments({ repository: team.repository, number });
  return comments.filter(({ author }) => author.endsWith('[bot]')).map(({ body }) => body);
}

test('GitHub’s “Re-run” of the check', async () => {
  const team = await open();
  const { head, run } = await blocked(team);
  await github.requestRerun({ checkRun: run.id, as: team.eli.login });
  await team.check(head, 'allowed');
});

test('“Re-run all checks”, which resets the suite: the run is written anew although nothing changed', async () => {
  const team = await open();
  const { head } = await team.propose('fix', { title: 'SHOP-1' });
  const run = await team.check(head, 'allowed');
  await github.resetStats();
  await github.requestSuiteRerun({ checkRun: run.id, as: team.eli.login });
  await github.waitFor('another writing', async () => {
    const { byRoute } = await github.stats();
    return Object.keys(byRoute).some((route) => /^(POST|PATCH) .*check-runs/.test(route));
  });
  const again = await team.check(head, 'allowed');
  expect(again.summary).toBe(run.summary);
});

test('the button Re-check', async () => {
  const team = await open();
  const { head, run } = await blocked(team);
  await github.clickAction({ checkRun: run.id, identifier: 'recheck', as: team.eli.login });
  await team.check(head, 'allowed');
});

test('the button Explain answers with a comment', async () => {
  const team = await open();
  const { number, run } = await blocked(team);
  await github.clickAction({ checkRun: run.id, identifier: 'explain', as: team.eli.login });
  const [answer] = await github.waitFor('an answer', async () => {
    const found = await answers(team, number);
    return found.length > 0 ? found : null;
  });
  expect(answer).toContain('the title names a ticket');
});

test('/countersign recheck and explain, by who opened it and by who may write', async () => {
  const team = await open();
  const { repository } = team;
  const { number, head } = await blocked(team);
  await github.comment({ repository, number, as: team.dana.login, body: 'Please:\n\n/countersign explain\n' });
  await github.waitFor('an answer', async () => (await answers(team, number)).length === 1);
  await github.comment({ repository, number, as: team.eli.login, body: '/countersign recheck' });
  await team.check(head, 'allowed');
});

test('an author from outside may ask about the change they opened', async () => {
  const team = await open();
  const { number, head } = await team.propose('fix', { title: 'nothing', openedBy: team.eve.login });
  await team.check(head, 'blocked');
  await retitleSilently(team, number, 'SHOP-1');
  await github.comment({ repository: team.repository, number, as: team.eve.login, body: '/countersign recheck' });
  await team.check(head, 'allowed');
});

test('strangers are not obeyed, whatever they ask', async () => {
  const team = await open();
  const { repository, eve } = team;
  const { number, head, run } = await blocked(team);
  await github.comment({ repository, number, as: eve.login, body: '/countersign recheck' });
  await github.comment({ repository, number, as: eve.login, body: '/countersign explain' });
  await github.clickAction({ checkRun: run.id, identifier: 'recheck', as: eve.login });
  // Somebody who may asks afterwards, about another one: what the stranger asked was done with by then.
  const other = await blocked(team, 'other');
  await github.comment({ repository, number: other.number, as: team.eli.login, body: '/countersign recheck' });
  await team.check(other.head, 'allowed');
  await team.check(head, 'blocked');
  expect(await answers(team, number)).toEqual([]);
});

test('a stranger who asks first does not keep others from being heard', async () => {
  const team = await open();
  const { repository } = team;
  const { number, head } = await blocked(team);
  await github.pauseDeliveries({ paused: true });
  await github.comment({ repository, number, as: team.eve.login, body: '/countersign recheck' });
  await github.comment({ repository, number, as: team.eli.login, body: '/countersign recheck' });
  await github.pauseDeliveries({ paused: false });
  await team.check(head, 'allowed');
});
