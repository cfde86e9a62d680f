import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { StandIn } from '../github/client.ts';
import { landedUntil, ledgerBook } from './ledger-book.ts';
import { openQueueTeam, type Queued, type QueueTeam } from './queue.ts';
import { type RunningApp, runApp, samplePolicy } from './running-app.ts';
import { endCleanly } from './team.ts';

/** Merge queues: every pull request of a group is judged again, for the commit that would land. */

let github: StandIn;
let app: RunningApp;

beforeAll(async () => {
  github = await StandIn.start();
  app = await runApp(github);
}, 60_000);

afterAll(() => endCleanly(github, app), 60_000);

const pair = async (team: QueueTeam) => (await team.queued('one', 'two')) as [Queued, Queued];

type Changes = Parameters<typeof openQueueTeam>[2];

const open = (changes: Changes = {}, policy: Parameters<typeof openQueueTeam>[1]['policy'] = samplePolicy) =>
  openQueueTeam(app, { github, policy }, changes);

const landed = async (team: QueueTeam, ...numbers: readonly number[]): Promise<void> => {
  for (const number of numbers) await team.until(`#${number} to land`, () => team.isMerged(number));
};

test.each(['MERGE', 'SQUASH', 'REBASE'] as const)(
  '%s: each group is judged, recorded and green, and all land',
  async (merge_method) => {
    const team = await open({ merge_method });
    const [first, second] = await pair(team);
    const run = await team.check(second.group, 'allowed');
    expect(run.title).toBe(`Allowed: #${second.number} in this group`);
    expect(run.summary).toContain(`### #${second.number} Allowed: 3 rules met`);
    expect(run.summary).toContain('Recorded: entry ');
    await team.build(second.group);
    await team.build(first.group);
    await landed(team, first.number, second.number);
    expect((await github.repository({ repository: team.repository })).head).toBe(second.group);

    const decisions = await team.decisions();
    expect(decisions.map(({ verdict, members }) => [verdict, members])).toEqual([
      ['allow', [{ number: first.number, verdict: 'allow' }]],
      ['allow', [{ number: second.number, verdict: 'allow' }]],
    ]);
    expect(decisions[1]?.subject).toMatchObject({
      digest: { gitCommit: second.group },
      annotations: { sourceRefs: [`refs/pull/${second.number}/head`] },
    });
    const book = ledgerBook(app, team);
    const told = await landedUntil(book, { github, after: second.group });
    expect(new Set(told.map(({ how, result }) => `${how} ${result}`))).toEqual(new Set(['queue covered']));
    expect(await book.verify()).toMatchObject({ ok: true, problems: [] });
  },
  40_000,
);

test('an approval that is dismissed in the queue: that one fails and leaves, the others land', async () => {
  const team = await open();
  const [first, second, third] = (await team.queued('one', 'two', 'three')) as [Queued, Queued, Queued];
  await team.check(third.group, 'allowed');
  await team.dismiss(second.number);
  const run = await team.check(second.group, 'blocked');
  expect(run.title).toBe(`Blocked: #${second.number} in this group`);
  expect(run.summary).toContain('is put right on its own page; then GitHub can queue it again.');
  expect(run.summary).toMatch(new RegExp(`### #${second.number} Waiting for 1 maintainer`));

  await team.until('it to leave', async () => !(await team.isQueued(second.number)));
  const rebuilt = await team.group(third.number, third.group);
  for (const group of [first.group, rebuilt]) await team.build(group);
  await landed(team, first.number, third.number);
  expect(await team.isMerged(second.number)).toBe(false);
  const refused = (await team.decisions()).filter(({ verdict }) => verdict !== 'allow');
  expect(refused).toMatchObject([
    {
      verdict: 'pending',
      members: [{ number: second.number, verdict: 'pending' }],
      findings: [{ change: second.number, rule: 'somebody else reviewed the final change' }],
    },
  ]);
});

test('HEADGREEN: no group is green that would carry along what is not allowed', async () => {
  const team = await open({ grouping_strategy: 'HEADGREEN' });
  const [first, second] = await pair(team);
  expect((await team.check(second.group, 'allowed')).title).toBe('Allowed: 2 pull requests in this group');
  await team.dismiss(first.number);
  const run = await team.check(second.group, 'blocked');
  expect(run.title).toBe(`Blocked: #${first.number} in this group`);
  expect(run.summary).toContain(`### #${second.number} Allowed: 3 rules met`);
  await team.until('it to leave', async () => !(await team.isQueued(first.number)));
  await team.build(await team.group(second.number, second.group));
  await landed(team, second.number);
  expect(await team.isMerged(first.number)).toBe(false);
  const both = (await team.decisions()).find(({ members }) => members.length === 2);
  expect(both?.members.map(({ number }) => number)).toEqual([first.number, second.number]);
});

test('pushed to, retargeted or closed while it is queued: it leaves quietly, and the one behind it lands', async () => {
  const team = await open();
  const { repository } = team;
  const names = ['pushed', 'closed', 'moved', 'last'];
  const [pushed, closed, moved, last] = (await team.queued(...names)) as [Queued, Queued, Queued, Queued];
  await team.check(last.group, 'allowed');
  await team.push('release');
  await github.setPullRequestState({ repository, number: closed.number, state: 'closed', as: team.dana.login });
  await github.editPullRequest({ repository, number: moved.number, base: 'release', as: team.dana.login });
  await team.push('pushed', { files: { 'more.txt': 'more\n' } });
  for (const { number } of [pushed, closed, moved])
    await team.until(`#${number} to leave`, async () => !(await team.isQueued(number)));
  const rebuilt = await team.group(last.number, last.group);
  await team.check(rebuilt, 'allowed');
  await team.build(rebuilt);
  await landed(team, last.number);
  for (const { number } of [pushed, closed, moved]) expect(await team.isMerged(number)).toBe(false);
});

test('a queue that is cleared or taken away ends what was judged for it', async () => {
  const team = await open();
  const { repository } = team;
  const [{ group, number }] = (await team.queued('one')) as [Queued];
  await team.check(group, 'allowed');
  await github.clearMergeQueue({ repository, as: team.owner.login });
  await github.enqueue({ repository, number, as: team.bo.login });
  const again = await team.group(number, group);
  await team.check(again, 'allowed');
  await github.deleteRuleset({ id: team.queueRule });
  await team.until('the queue to be gone', async () => !(await team.isQueued(number)));
  await github.waitForDeliveries();
  await team.dismiss(number);
  // The pull request is judged as ever; the group's commit keeps what was said of it, since nobody asks about it.
  await team.until('it to wait again', async () => {
    const { headSha: sha } = await github.pullRequest({ repository, number });
    return (await github.checkRuns({ repository, sha })).some(({ title }) => title?.startsWith('Waiting') ?? false);
  });
  expect((await team.check(again, 'allowed')).title).toBe(`Allowed: #${number} in this group`);
});

test('a policy that changes while the group waits', async () => {
  const team = await open();
  const [{ group, number }] = (await team.queued('one')) as [Queued];
  await team.check(group, 'allowed');
  const stricter = `${samplePolicy(team.organization)}  - name: never\n    require: { base: [release] }\n`;
  await github.pushCommit({
    repository: team.repository,
    branch: 'main',
    as: team.owner.login,
    files: { '.github/countersign.yml': stricter },
    message: 'SHOP-0 stricter\n',
    bypassRules: true,
  });
  // The base moved, so the group is built again; whichever of both GitHub asks about, none passes.
  await team.until('it to leave', async () => !(await team.isQueued(number)));
  expect((await team.decisions()).at(-1)).toMatchObject({ verdict: 'deny', findings: [{ rule: 'never' }] });
  expect(await team.isMerged(number)).toBe(false);
});

test('what a policy asks of machines, it asks of the group’s commit', async () => {
  const team = await open({}, (organization) => {
    return `${samplePolicy(organization)}  - name: built\n    on: [merge_group]\n    require: { checks: { passed: [build] } }\n`;
  });
  const [first, second] = await pair(team);
  for (const { number, group } of [first, second]) {
    const run = await team.check(group, ({ title }) => title === `Waiting for checks of #${number} in this group`);
    expect(run.status).toBe('in_progress');
  }
  await team.build(first.group);
  await landed(team, first.number);
  await team.build(second.group);
  await landed(team, second.number);
  expect((await team.decisions()).map(({ verdict }) => verdict)).toEqual(['pending', 'pending', 'allow', 'allow']);
});

test('webhooks of groups twice, late and in the wrong order', async () => {
  const team = await open();
  for (const kind of ['duplicate', 'reorder', 'duplicate', 'reorder'] as const)
    await github.armDelivery({ kind, event: 'merge_group' });
  const [first, second] = await pair(team);
  for (const { group } of [first, second]) await team.check(group, 'allowed');
  for (const { group } of [first, second]) await team.build(group);
  await landed(team, first.number, second.number);
  expect(await team.decisions()).toHaveLength(2);
});

test('five groups at once: two requests each to judge them, one for the check, one when they are gone', async () => {
  const team = await open({ merge_method: 'SQUASH' });
  const { repository } = team;
  const changes = await team.queued('a', 'b', 'c', 'd', 'e');
  const last = changes.at(-1);
  for (const { group } of changes) await team.check(group, 'allowed');
  await github.waitForDeliveries();
  await github.resetStats();
  await github.jumpQueue({ repository, number: last?.number ?? 0, as: team.owner.login });
  const groups = await Promise.all(changes.map(async ({ number, group }) => await team.group(number, group)));
  for (const group of groups) await team.check(group, 'allowed');
  const { byRoute } = await github.stats();
  expect(byRoute).toMatchObject({ 'GRAPHQL query Collect': 5, 'POST /repos/{owner}/{repo}/check-runs': 5 });
  // The second for each finds that the group before is gone, sooner or later.
  expect(byRoute['GRAPHQL query Queue']).toBeLessThanOrEqual(10);
});
