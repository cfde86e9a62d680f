import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { StandIn } from '../github/client.ts';
import { type RunningApp, runApp, samplePolicy } from './running-app.ts';
import { endCleanly, openTeam } from './team.ts';

/** GitHub counts every request of an app: what a check may cost (issue 1, "Measured"). */

let github: StandIn;
let app: RunningApp;

beforeAll(async () => {
  github = await StandIn.start();
  app = await runApp(github);
}, 60_000);

afterAll(() => endCleanly(github, app), 60_000);

/** Requests that the app made until it made no more for a while. */
async function countRequests(act: () => Promise<unknown>): Promise<Readonly<Record<string, number>>> {
  await github.resetStats();
  await act();
  let last = -1;
  for (;;) {
    const { total, byRoute } = await github.stats();
    if (total === last) return byRoute;
    last = total;
    await new Promise((resolve) => setTimeout(resolve, 2_000));
  }
}

const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

test('three requests for a first evaluation, three after a new review, ledger included', async () => {
  const team = await openTeam({ github, appId: app.app.appId, policy: samplePolicy });
  const { repository, amir } = team;
  const warm = await team.propose('warm');
  // A ledger that is just being born takes longer than a red waits for its record: both are over when this is shown.
  await team.check(warm.head, ({ summary }) => summary?.includes('Recorded: entry') ?? false);

  let head = '';
  let number = 0;
  const first = await countRequests(async () => {
    ({ head, number } = await team.propose('second'));
    await team.check(head, ({ summary }) => summary?.includes('Recorded: entry') ?? false);
  });
  expect(sumOf(first)).toBeLessThanOrEqual(3);
  expect(first).toMatchObject({ 'POST /repos/{owner}/{repo}/check-runs': 1 });

  const second = await countRequests(async () => {
    await github.review({ repository, number, as: amir.login, event: 'APPROVE' });
    await team.check(head, 'allowed');
  });
  expect(sumOf(second)).toBeLessThanOrEqual(3);

  const nothing = await countRequests(async () => {
    await github.label({ repository, number, label: 'whatever', as: team.dana.login });
    await github.waitForDeliveries();
  });
  expect(sumOf(nothing)).toBeLessThanOrEqual(1);
}, 40_000);
