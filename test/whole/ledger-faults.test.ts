import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { StandIn } from '../github/client.ts';
import type { FaultAction } from '../github/server/faults.ts';
import { LEDGER, ledgerBook, wordOf } from './ledger-book.ts';
import { type RunningApp, runApp } from './running-app.ts';
import { endCleanly, openTeam, type Team, TITLE_POLICY } from './team.ts';

/** Every writing request to GitHub, tried as “failed, not stored” and “failed, but stored” (design/ledger.md, Appending). */

let github: StandIn;
let app: RunningApp;

beforeAll(async () => {
  github = await StandIn.start();
  app = await runApp(github);
}, 60_000);

afterAll(() => endCleanly(github, app), 60_000);

type Failures = readonly (readonly [string, FaultAction])[];

const effects: Failures = [
  ['502 before the effect', { kind: 'status', status: 502, when: 'before' }],
  ['502 after the effect', { kind: 'status', status: 502, when: 'after' }],
];

const failures: Failures = [
  ...effects,
  ['the connection breaks after the effect', { kind: 'reset', when: 'after' }],
  ['half of an answer', { kind: 'truncate' }],
];

const graphqlErrors: Failures = [
  [
    'an error in an answer, not stored',
    { kind: 'graphql-errors', errors: [{ message: 'Something went wrong' }], when: 'before' },
  ],
  [
    'an error in an answer, stored',
    { kind: 'graphql-errors', errors: [{ message: 'Something went wrong' }], when: 'after' },
  ],
];

const graphqlFailures: Failures = [
  ...failures,
  ['a web page for an answer', { kind: 'status', status: 503, when: 'before', html: true }],
  ...graphqlErrors,
  ['a time-out, stored', { kind: 'hang', when: 'after' }],
];

/**
 * Each request with each effect; how an answer gets lost is the client's matter, not the request's, and every way is tried
 * on one request of REST and one of GraphQL.
 */
const writes: readonly (readonly [string, Failures])[] = [
  ['POST /repos/{owner}/{repo}/git/trees', effects],
  ['POST /repos/{owner}/{repo}/git/commits', effects],
  ['GRAPHQL updateRefs', [...effects, ...graphqlErrors]],
  ['GRAPHQL createCommitOnBranch', graphqlFailures],
  ['POST /repos/{owner}/{repo}/check-runs', failures],
  ['PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', effects],
];

/** What faults of this route can be told apart by: paths name the repository, this mutation only its id. */
async function markOf({ installationId, repository }: Team, route: string): Promise<string> {
  if (route !== 'GRAPHQL updateRefs') return repository;
  const { token } = await github.installationToken({ installationId });
  const { body } = await github.api(`/repos/${repository}`, { token });
  return (body as { readonly node_id: string }).node_id;
}

const recorded = ({ summary }: { summary: string | null }): boolean => summary?.includes('Recorded: entry') ?? false;

/** Allowed, blocked, allowed again; one request of it fails. */
async function play(route: string, action: FaultAction): Promise<Team> {
  const team = await openTeam({ github, appId: app.app.appId, policy: TITLE_POLICY });
  const { repository, dana } = team;
  await github.arm({ on: route, action, containing: await markOf(team, route) });
  const { number, head } = await team.propose('fix', { title: 'SHOP-1' });
  await team.check(head, 'allowed');
  await github.editPullRequest({ repository, number, title: 'nothing', as: dana.login });
  await team.check(head, (run) => run.conclusion === 'failure' && recorded(run));
  await github.editPullRequest({ repository, number, title: 'SHOP-1', as: dana.login });
  const run = await team.check(head, 'allowed');
  expect(run.summary).toContain('Recorded: entry 4');
  expect(await github.checkRuns({ repository, sha: head })).toHaveLength(1);
  return team;
}

async function expectWhole(team: Team): Promise<void> {
  const book = ledgerBook(app, team);
  expect((await book.entries()).map(wordOf)).toEqual(['genesis', 'policy', 'allow', 'deny', 'allow']);
  expect(await book.verify()).toMatchObject({ ok: true, size: 5, problems: [] });
}

test.each(writes)(
  '%s',
  async (route, actions) => {
    const teams = await Promise.all(actions.map(([, action]) => play(route, action)));
    expect(await github.disarm()).toEqual({ left: 0 });
    for (const team of teams) await expectWhole(team);
  },
  60_000,
);

test('a head that moves before the commit: the same entries on top of the stranger’s', async () => {
  const team = await openTeam({ github, appId: app.app.appId, policy: TITLE_POLICY });
  const { repository } = team;
  const book = ledgerBook(app, team);
  await team.check((await team.propose('one', { title: 'SHOP-1' })).head, 'allowed');
  await github.arm({
    on: 'GRAPHQL createCommitOnBranch',
    action: { kind: 'move-branch', repository, branch: LEDGER, files: { 'stray.txt': 'a stranger\n' } },
    containing: repository,
  });
  await team.check((await team.propose('two', { title: 'SHOP-2' })).head, 'allowed');
  await github.waitFor('the repair', async () => (await book.entries()).map(wordOf).includes('repair'));
  expect((await book.entries()).map(wordOf)).toEqual(['genesis', 'policy', 'allow', 'allow', 'repair', 'alert']);
  expect(await book.verify()).toMatchObject({ size: 6, problems: [] });
});

test('while GitHub takes no commits, the check says so and does not pass; then it recovers', async () => {
  const team = await openTeam({ github, appId: app.app.appId, policy: TITLE_POLICY });
  const { repository, dana } = team;
  const { number, head } = await team.propose('fix', { title: 'SHOP-1' });
  await team.check(head, 'allowed');
  await github.arm({
    on: 'GRAPHQL createCommitOnBranch',
    action: { kind: 'status', status: 503 },
    count: 1000,
    containing: repository,
  });
  await github.editPullRequest({ repository, number, title: 'SHOP-2', as: dana.login });
  const other = await team.propose('other', { title: 'SHOP-3' });
  const waiting = await team.check(other.head, ({ summary }) => summary?.includes('nothing passes') ?? false);
  expect(waiting.status).toBe('in_progress');
  expect(waiting.summary).toContain('docs/errors/');
  const red = await team.propose('red', { title: 'nothing' });
  // No red waits for a record.
  await team.check(red.head, 'blocked');
  await github.disarm();
  await team.check(other.head, 'allowed');
  await team.check(
    red.head,
    (run) => run.conclusion === 'failure' && recorded(run) && !run.summary?.includes('nothing passes'),
  );
  expect(await ledgerBook(app, team).verify()).toMatchObject({ ok: true, problems: [] });
}, 40_000);
