import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { silentLog } from '../../src/base/log.ts';
import { knownEvents } from '../../src/github/events.ts';
import { EVIDENCE_BRANCH, LEDGER_BRANCH } from '../../src/ledger/layout.ts';
import { type Bench, dana, deliver, dispatchAll, newOrigin, type Origin, oid, openBench } from './deliveries.ts';

/** What GitHub sends because of the app's own commits, which must start no work, and the same of a stranger's. */

let bench: Bench;
beforeAll(async () => {
  bench = await openBench({ log: silentLog });
}, 60_000);
afterAll(() => bench.close());

const HEAD = oid(77);
const bot = { id: 9, login: 'countersign[bot]', type: 'Bot' };
const NOTHING = '0'.repeat(40);

/** A repository whose ledger ends with this commit, which is written down. */
async function published(): Promise<Origin> {
  const origin = newOrigin();
  const { installation, repository } = origin.place;
  const of = { installation, repository, origin: `github.com/${repository.owner}/shop`, branch: LEDGER_BRANCH };
  const { id } = await bench.store.ledgers.open(of);
  await bench.database.query('update countersign.ledger set published_head = $2 where id = $1', [id, HEAD]);
  return { ...origin, envelope: { ...origin.envelope, sender: bot } };
}

const push = (branch: string, more: object = {}) => ({
  ref: `refs/heads/${branch}`,
  before: oid(76),
  after: HEAD,
  forced: false,
  created: false,
  deleted: false,
  commits: [{ id: HEAD, added: ['tail/4.json'], modified: ['checkpoint'], removed: [] }],
  ...more,
});
const suite = (branch: string) => ({ head_sha: HEAD, head_branch: branch, app: { id: 3 }, pull_requests: [] });
const run = (branch: string, appId = 3) => ({
  head_sha: HEAD,
  app: { id: appId },
  pull_requests: [],
  check_suite: { head_branch: branch },
});
const workflow = (branch: string) => ({ id: 5, run_attempt: 1, head_sha: HEAD, head_branch: branch, event: 'push' });

/** Everything that a push, and whatever runs because of it, can make GitHub say. */
const SAID: readonly (readonly [string, (branch: string) => object])[] = [
  ['push', (branch) => push(branch)],
  ['push', (branch) => push(branch, { created: true, before: NOTHING })],
  ['create', (branch) => ({ ref: branch, ref_type: 'branch' })],
  ['check_suite', (branch) => ({ action: 'requested', check_suite: suite(branch) })],
  ['check_suite', (branch) => ({ action: 'completed', check_suite: suite(branch) })],
  ['check_run', (branch) => ({ action: 'created', check_run: run(branch) })],
  ['check_run', (branch) => ({ action: 'completed', check_run: run(branch) })],
  ['check_run', (branch) => ({ action: 'completed', check_run: run(branch, 7) })],
  ['workflow_run', (branch) => ({ action: 'requested', workflow_run: workflow(branch) })],
  ['workflow_run', (branch) => ({ action: 'completed', workflow_run: workflow(branch) })],
  ['workflow_job', (branch) => ({ action: 'queued', workflow_job: { head_branch: branch, head_sha: HEAD } })],
  ['status', (branch) => ({ sha: HEAD, state: 'success', branches: [{ name: branch }] })],
  ['page_build', () => ({ build: { commit: HEAD } })],
];
const CASES = SAID.flatMap(([event, payload]) =>
  [LEDGER_BRANCH, EVIDENCE_BRANCH].map((branch) => [event, branch, payload(branch)] as const),
);

/** Jobs and subjects that came of it. */
async function workOf({ place }: Origin): Promise<readonly string[]> {
  const jobs = await bench.database.query<{ name: string }>(
    `select name from countersign_jobs.job where name <> 'flush' and data::text like $1`,
    [`%${place.repository.id}%`],
  );
  const subjects = await bench.database.query<{ name: string }>(
    `select 'subject' as name from countersign.subject where repository = $1`,
    [place.repository.id],
  );
  return [...jobs, ...subjects].map(({ name }) => name);
}

async function heard(origin: Origin, event: string, payload: object): Promise<readonly string[]> {
  await deliver(bench, event, { ...origin.envelope, ...payload });
  await dispatchAll(bench);
  return await workOf(origin);
}

describe('of a commit of ours', () => {
  test.each(CASES)('%s on %s starts nothing', async (event, branch, payload) => {
    const origin = await published();
    // Where the evidence's head is written down only its lease tells: one look at the database, later.
    const isAskedLater = event === 'push' && branch === EVIDENCE_BRANCH;
    expect(await heard(origin, event, payload)).toEqual(isAskedLater ? ['sweep'] : []);
  });

  test('every event that could come of a push is in the table', () => {
    const byPeople = ['pull_request', 'pull_request_review', 'issue_comment', 'merge_group', 'installation'];
    const aboutPeople = ['installation_repositories', 'member', 'membership', 'organization', 'team'];
    const aboutRepositories = ['repository', 'custom_property_values'];
    // A workflow runs on branches of people; none is on ours.
    const aboutDeployments = ['deployment_protection_rule', 'deployment_review', 'deployment_status'];
    const aboutAlerts = ['code_scanning_alert', 'dependabot_alert', 'secret_scanning_alert'];
    const others = new Set([...byPeople, ...aboutPeople, ...aboutRepositories, ...aboutDeployments, ...aboutAlerts]);
    const tried = new Set(SAID.map(([event]) => event));
    expect(knownEvents.filter((event) => !others.has(event) && !tried.has(event))).toEqual([]);
  });
});

describe('of anybody else’s', () => {
  test.each([
    ['a commit', { after: oid(78) }],
    ['a rewound branch', { after: oid(70), forced: true, commits: [] }],
    ['a deleted branch', { after: NOTHING, deleted: true, commits: [] }],
  ])('%s is looked at, whoever it seems to be by', async (_what, more) => {
    for (const sender of [dana, bot]) {
      const origin = await published();
      expect(
        await heard({ ...origin, envelope: { ...origin.envelope, sender } }, 'push', push(LEDGER_BRANCH, more)),
      ).toEqual(['sweep']);
    }
  });

  test('what came before a commit of ours is not looked for any more', async () => {
    const origin = await published();
    await deliver(bench, 'push', { ...origin.envelope, ...push(LEDGER_BRANCH, { after: oid(78) }) });
    expect(await heard(origin, 'push', push(LEDGER_BRANCH))).toEqual([]);
  });
});
