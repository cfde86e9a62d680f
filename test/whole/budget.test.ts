import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { StandIn } from '../github/client.ts';
import { ledgerBook } from './ledger-book.ts';
import { type RunningApp, runApp, samplePolicy } from './running-app.ts';
import { endCleanly, openTeam, TITLE_POLICY } from './team.ts';

/** GitHub counts every request of an app: what a check may cost (issue 1, "Measured"). */

let github: StandIn;
let app: RunningApp;

beforeAll(async () => {
  github = await StandIn.start();
  app = await runApp(github);
}, 60_000);

afterAll(() => endCleanly(github, app), 60_000);

/** One every five minutes, whatever happens: which webhooks did GitHub fail to deliver? It has the app's own limit. */
const LOOK_FOR_LOST = 'GET /app/hook/deliveries';

/** On a slow machine GitHub's word of our own commit may come after the next one of ours: then the branch is asked, a moment later. */
const LATE_LOOK = 'GRAPHQL query Head';

/** Requests that the app made until it made no more for a while. */
async function countRequests(act: () => Promise<unknown>): Promise<Readonly<Record<string, number>>> {
  await github.resetStats();
  await act();
  let last = -1;
  for (;;) {
    const { total, byRoute } = await github.stats();
    const { [LOOK_FOR_LOST]: _, ...made } = byRoute;
    if (total === last) return made;
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

test('no more with labels, checks and workflow runs; one for what a machine says, none where no policy asks', async () => {
  const machines = `version: 1
rules:
  - name: nobody says stop
    require:
      labels: { none: [stop] }
  - name: the tests passed
    require:
      checks: { passed: [test], from: github-actions }
  - name: the workflow passed
    require:
      workflows: { passed: [.github/workflows/ci.yml] }
`;
  const [asked, unasked] = [
    await openTeam({ github, appId: app.app.appId, policy: machines }),
    await openTeam({ github, appId: app.app.appId, policy: TITLE_POLICY }),
  ];
  const isRecorded = ({ summary }: { readonly summary: string | null }) =>
    summary?.includes('Recorded: entry') ?? false;
  const warm = await asked.propose('warm');
  await asked.check(warm.head, isRecorded);
  let sha = '';
  const first = await countRequests(async () => {
    ({ head: sha } = await asked.propose('second'));
    await asked.check(sha, isRecorded);
  });
  expect(sumOf(first)).toBeLessThanOrEqual(3);
  const { repository } = asked;
  const { run } = await github.runWorkflow({ repository, sha, path: '.github/workflows/ci.yml', jobs: ['test'] });
  await github.waitForDeliveries();
  const second = await countRequests(async () => {
    await github.finishWorkflow({ run, conclusion: 'success' });
    await asked.check(sha, 'allowed');
  });
  // The job and the workflow end one after the other: at most one evaluation, one answer and one record each.
  expect(sumOf(second)).toBeLessThanOrEqual(6);

  const { head } = await unasked.propose('other');
  await unasked.check(head, isRecorded);
  const { [LATE_LOOK]: _late, ...none } = await countRequests(async () => {
    const jobs = Array.from({ length: 50 }, (_, n) => `job ${n}`);
    await github.runWorkflow({
      repository: unasked.repository,
      sha: head,
      path: 'ci.yml',
      jobs,
      conclusion: 'success',
    });
    await github.waitForDeliveries();
  });
  expect(none).toEqual({});
}, 60_000);

test('what comes while a pull request is judged leads to exactly one more evaluation, and to no entry', async () => {
  const team = await openTeam({ github, appId: app.app.appId, policy: samplePolicy });
  const { repository, dana } = team;
  const book = ledgerBook(app, team);
  const { number, head } = await team.propose('busy');
  await team.check(head, ({ summary }) => summary?.includes('Recorded: entry') ?? false);
  const before = await book.lines();
  const counts = await countRequests(async () => {
    await github.arm({
      on: 'GRAPHQL',
      action: { kind: 'delay', milliseconds: 1_500 },
      containing: repository.split('/')[0] ?? '',
    });
    for (let at = 0; at < 8; at += 1) await github.label({ repository, number, label: `label ${at}`, as: dana.login });
    await github.waitForDeliveries();
  });
  expect(counts).toEqual({ 'GRAPHQL query Collect': 2 });
  expect(await book.lines()).toEqual(before);
}, 40_000);
