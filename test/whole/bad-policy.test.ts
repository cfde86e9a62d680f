import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { StandIn } from '../github/client.ts';
import { type RunningApp, runApp } from './running-app.ts';
import { endCleanly, openTeam, POLICY, requireCheck, type Team, TITLE_POLICY } from './team.ts';

/** A policy that is missing, removed, or no policy: a failing check with the reason, never a silent pass. */

let github: StandIn;
let app: RunningApp;

beforeAll(async () => {
  github = await StandIn.start();
  app = await runApp(github);
}, 60_000);

afterAll(() => endCleanly(github, app), 60_000);

const open = (policy: string | null): Promise<Team> => openTeam({ github, appId: app.app.appId, policy });

const bomb = [
  'a: &a [x, x, x, x, x, x, x, x, x]',
  ...['b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name, at) => {
    const before = 'abcdefg'[at];
    return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(', ')}]`;
  }),
].join('\n');

const ruleAt = (n: number): string => `  - name: rule ${n}\n    require: { base: [main] }\n`;
const many = `version: 1\nrules:\n${Array.from({ length: 501 }, (_, n) => ruleAt(n)).join('')}`;
const large = `${TITLE_POLICY}# ${'x'.repeat(64 * 1024 + 1 - TITLE_POLICY.length - 2)}`;

describe('what is no policy fails with the reason, at its line', () => {
  const cases: readonly (readonly [string, string, RegExp, number | null])[] = [
    ['empty', '', /the file is empty/, 1],
    ['not a map', '- version: 1\n', /map/, 1],
    ['not YAML', 'version: 1\nrules: [\n', /./, 3],
    ['an unknown key', 'version: 1\nruels:\n  - name: a\n    require: { base: [main] }\n', /rules/, 2],
    ['a bad pattern', TITLE_POLICY.replace('SHOP-\\d+', '(SHOP-\\d+'), /pattern|parenthesis|missing/i, 3],
    ['a look-behind', TITLE_POLICY.replace('SHOP-\\d+', '(?<=x)SHOP'), /RE2|pattern|perl/i, 3],
    ['an alias bomb', `version: 1\n${bomb}\n`, /alias/i, null],
    ['501 rules', many, /500/, null],
    ['one byte above 64 kB', large, /64 kB|65536/, 1],
  ];
  let team: Team;
  beforeAll(async () => {
    team = await open(TITLE_POLICY);
    for (const [at, [, text]] of cases.entries()) await team.writePolicy(text, { branch: `bad-${at}` });
  }, 30_000);

  test.each(cases.map((each, at) => [each[0], at] as const))('%s', async (_name, at) => {
    const [, , reason, line] = cases[at] ?? ['', '', /never/, null];
    const base = `bad-${at}`;
    const { head } = await team.propose(`to-${base}`, { base, title: 'SHOP-1' });
    const run = await team.check(head, 'blocked', base);
    expect(run.title).toMatch(/^Blocked: the policy is invalid at line \d+/);
    expect(run.summary).toMatch(reason);
    expect(run.summary).toContain(`npx countersign policy validate ${POLICY}`);
    expect(run.annotations[0]).toMatchObject({ path: POLICY, annotation_level: 'failure' });
    if (line !== null) expect(run.annotations.map(({ start_line: start }) => start)).toContain(line);
  });

  test('corrected, it is judged by what it says', async () => {
    await team.writePolicy(TITLE_POLICY, { branch: 'bad-0' });
    const { head } = await team.propose('corrected', { base: 'bad-0', title: 'SHOP-1' });
    await team.check(head, 'allowed', 'bad-0');
  });
});

test('a directory in its place is no policy', async () => {
  const team = await open(null);
  const { repository } = team;
  await github.pushCommit({ repository, branch: 'main', files: { [`${POLICY}/a.txt`]: 'a\n' }, as: team.owner.login });
  const { head } = await team.propose('fix', { title: 'SHOP-1' });
  const run = await team.check(head, 'blocked');
  expect(run.summary).toContain('it is a directory');
});

test('no policy anywhere: nothing is posted', async () => {
  const team = await open(null);
  const { head } = await team.propose('fix');
  const other = await team.propose('other', { title: 'SHOP-1' });
  await team.writePolicy(TITLE_POLICY);
  await team.check(other.head, 'allowed');
  // Judged at the same moments as the other one; what was posted came with the policy.
  await team.check(head, 'blocked');
  const runs = await github.checkRuns({ repository: team.repository, sha: head });
  expect(runs).toHaveLength(1);
  const ledger = await github.log({ repository: team.repository, revision: 'refs/heads/countersign/ledger' });
  expect(ledger.map(({ message }) => message).join('')).not.toContain('No policy');
});

test('no policy, but the check is required: success, recorded, so that nobody waits for ever', async () => {
  const team = await open(null);
  await requireCheck(team, { appId: app.app.appId });
  const { number, head } = await team.propose('fix');
  const run = await team.check(head, 'allowed');
  expect(run.title).toBe('No policy applies here');
  expect(run.summary).toContain('Recorded: entry');
  await github.merge({ repository: team.repository, number, as: team.eli.login });
});

test('a pattern that backtracks for ever elsewhere is judged at once', async () => {
  const team = await open(TITLE_POLICY.replace('SHOP-\\d+', '(x+x+)+y'));
  const { head } = await team.propose('fix', { title: 'x'.repeat(200) });
  await team.check(head, 'blocked');
});

test('a policy that was removed fails, and the commit that removed it is named', async () => {
  const team = await open(TITLE_POLICY);
  const { head } = await team.propose('fix', { title: 'SHOP-1' });
  await team.check(head, 'allowed');
  const removal = await team.writePolicy(null);
  const run = await team.check(head, 'blocked');
  expect(run.title).toBe(`Blocked: the policy was removed by ${removal.slice(0, 7)}`);
  await team.push('main', { files: { 'later.txt': 'later\n' }, as: team.owner.login });
  const later = await team.propose('later', { title: 'SHOP-1' });
  expect((await team.check(later.head, 'blocked')).title).toContain(removal.slice(0, 7));
  await team.writePolicy(TITLE_POLICY);
  await team.check(head, 'allowed');
});

test('a floor that is no policy fails every pull request of the organisation', async () => {
  const floor = TITLE_POLICY.replace('rules:', 'ruels:');
  const team = await openTeam({ github, appId: app.app.appId, policy: TITLE_POLICY, floor });
  const { head } = await team.propose('fix', { title: 'SHOP-1' });
  const run = await team.check(head, 'blocked');
  expect(run.title).toMatch(/^Blocked: the organisation’s floor is invalid at line/);
  // The file stands in another repository, where nothing of this one can be annotated.
  expect(run.annotations).toEqual([]);
});

test('a floor that is named and cannot be read fails closed; a floor that was removed does not open the gate', async () => {
  const team = await openTeam({ github, appId: app.app.appId, policy: TITLE_POLICY, floor: TITLE_POLICY });
  const before = await team.propose('before', { title: 'SHOP-1' });
  await team.check(before.head, 'allowed');
  const floor = { repository: `${team.organization}/.github`, branch: 'main', as: team.owner.login };
  const removal = await github.pushCommit({ ...floor, files: { [POLICY]: null } });
  await github.pushCommit({ ...floor, files: { 'later.txt': 'later\n' } });
  await github.waitForDeliveries();
  const run = await team.check(before.head, 'blocked');
  expect(run.title).toBe(`Blocked: the organisation’s floor was removed by ${removal.oid.slice(0, 7)}`);

  await app.restart({ COUNTERSIGN_FLOOR: `${team.organization}/rules` });
  try {
    const { head } = await team.propose('named', { title: 'SHOP-1' });
    const unreadable = await team.check(head, 'blocked');
    expect(unreadable.title).toBe('Blocked: the organisation’s floor could not be read');
    expect(unreadable.summary).toContain(`${team.organization}/rules`);
    await github.createRepository({ owner: team.organization, name: 'rules', files: { [POLICY]: TITLE_POLICY } });
    await github.requestRerun({ checkRun: unreadable.id, as: team.owner.login });
    await team.check(head, 'allowed');
  } finally {
    await app.restart({});
  }
}, 40_000);
