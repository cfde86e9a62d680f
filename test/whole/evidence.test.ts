import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { StandIn } from '../github/client.ts';
import { ledgerBook, wordOf } from './ledger-book.ts';
import { openQueueTeam } from './queue.ts';
import { EVIDENCE_AT_ONCE, replayAll } from './replay.ts';
import { type RunningApp, runApp, samplePolicy } from './running-app.ts';
import { endCleanly, openTeam, POLICY, type Team, TITLE_POLICY } from './team.ts';

/** What a decision was made of is kept, is what the entry commits to, and leads to the same verdict again. */

let github: StandIn;
let app: RunningApp;

beforeAll(async () => {
  github = await StandIn.start();
  app = await runApp(github, { settings: EVIDENCE_AT_ONCE });
}, 60_000);

afterAll(() => endCleanly(github, app), 60_000);

/** Decisions of every kind: denied, waiting, allowed, by an invalid policy, by none where there was one. */
async function decideMuch(): Promise<Team> {
  const team = await openTeam({ github, appId: app.app.appId, policy: samplePolicy, floor: TITLE_POLICY });
  const { repository } = team;
  const change = { title: 'SHOP-1', openedBy: team.eli.login };
  const denied = await team.propose('denied', { ...change, message: 'no ticket\n', sign: false });
  await team.check(denied.head, 'blocked');
  const { number, head } = await team.propose('good', change);
  await team.check(head, 'waiting');
  await github.review({ repository, number, as: team.amir.login, event: 'APPROVE' });
  await team.check(head, 'allowed');
  await team.writePolicy('version: 1\nrules: 5\n');
  await team.check(head, 'blocked');
  await team.writePolicy(null);
  await team.check(head, ({ title }) => title?.includes('was removed') ?? false);
  await github.pushCommit({
    repository,
    branch: 'main',
    as: team.owner.login,
    files: { [`${POLICY}/x`]: 'a directory\n' },
  });
  await github.comment({ repository, number, as: team.eli.login, body: '/countersign recheck' });
  await team.check(head, ({ summary }) => (summary?.includes('directory') && summary.includes('Recorded')) ?? false);
  return team;
}

/** Everybody can make every decision again, from the two branches alone. */
async function replay(team: Parameters<typeof replayAll>[1], settings = EVIDENCE_AT_ONCE): Promise<readonly string[]> {
  const { code, size, problems, evidence, replay: again } = await replayAll(app, team, settings);
  expect([code, problems]).toEqual([0, []]);
  expect(evidence).toMatchObject({ unnamed: 0, missing: [] });
  const words = (await ledgerBook(app, team).entries()).slice(0, size).map(wordOf);
  const decided = words.filter((word) => ['allow', 'deny', 'pending', 'unknown'].includes(word));
  expect(again).toMatchObject({ decisions: decided.length, same: decided.length, differs: [], notReplayable: [] });
  return words;
}

test('every decision is judged again from its evidence, with the same verdict and the same findings', async () => {
  const words = await replay(await decideMuch());
  expect(words.length).toBeGreaterThanOrEqual(6);
  expect(words).toEqual(expect.arrayContaining(['allow', 'deny', 'pending']));
}, 40_000);

test('so is every decision on a merge group, for each of its pull requests', async () => {
  const team = await openQueueTeam(app, { github, policy: samplePolicy }, { grouping_strategy: 'HEADGREEN' });
  const [first, second] = await team.queued('one', 'two');
  if (first === undefined || second === undefined) throw new Error('nothing is queued');
  await team.check(second.group, 'allowed');
  await team.dismiss(first.number);
  await team.check(second.group, 'blocked');
  const words = await replay(team);
  expect((await team.decisions()).map(({ verdict }) => verdict)).toEqual(expect.arrayContaining(['allow', 'pending']));
  expect(words).toContain('pending');
}, 40_000);

test('so is every decision that an owner’s one ledger holds, and what was decided before a repository moved there', async () => {
  const team = await openTeam({ github, appId: app.app.appId, policy: TITLE_POLICY });
  const made = await github.createRepository({ owner: team.organization, name: 'audit' });
  const first = await team.propose('one', { title: 'SHOP-1' });
  await team.check(first.head, 'allowed');
  const settings = { ...EVIDENCE_AT_ONCE, COUNTERSIGN_LEDGER_REPOSITORY: made.fullName };
  await app.restart(settings);
  const second = await team.propose('two', { title: 'nothing' });
  await team.check(second.head, ({ summary }) => summary?.includes(made.fullName) ?? false);
  expect(await replay({ github, repository: made.fullName, made }, settings)).toEqual(
    expect.arrayContaining(['resumed', 'policy', 'allow', 'deny']),
  );
  expect(await replay(team, settings)).toEqual(expect.arrayContaining(['allow', 'moved']));
}, 40_000);
