import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runCli } from '../cli/test-io.ts';
import { StandIn } from '../github/client.ts';
import { LEDGER, type LedgerBook, ledgerBook, type Verified, wordOf } from './ledger-book.ts';
import { type RunningApp, runApp } from './running-app.ts';
import { endCleanly, openTeam, type Proposed, type Team, TITLE_POLICY } from './team.ts';

/** The six promises of design/ledger.md, "Promises", one test each, on one ledger that goes on from test to test. */

let github: StandIn;
let app: RunningApp;
let team: Team;
let book: LedgerBook;
let change: Proposed;
let directory: string;

beforeAll(async () => {
  github = await StandIn.start();
  app = await runApp(github, { settings: { COUNTERSIGN_EVIDENCE_WINDOW: '0' } });
  team = await openTeam({ github, appId: app.app.appId, policy: TITLE_POLICY });
  book = ledgerBook(app, team);
  directory = mkdtempSync(join(tmpdir(), 'countersign-promises-'));
}, 60_000);

afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  await endCleanly(github, app);
}, 60_000);

const ref = `refs/heads/${LEDGER}`;
const retitle = (title: string): Promise<unknown> =>
  github.editPullRequest({ repository: team.repository, number: change.number, title, as: team.dana.login });
const words = async (): Promise<readonly string[]> => (await book.entries()).map(wordOf);
const rootOf = async (): Promise<string> => {
  const note = await github.readFile({ repository: team.repository, revision: ref, path: 'checkpoint' });
  return note?.split('\n')[2] ?? '';
};

test('1. no green without a record, no red that waits for one', async () => {
  const action = { kind: 'status', status: 503 } as const;
  const on = ['POST /repos/{owner}/{repo}/git/trees', 'GRAPHQL createCommitOnBranch'];
  for (const route of on) await github.arm({ on: route, action, count: 1_000, containing: team.repository });
  change = await team.propose('fix', { title: 'SHOP-1' });
  await team.check(
    change.head,
    ({ status, summary }) => status === 'in_progress' && summary?.includes('nothing passes') === true,
  );
  await retitle('no ticket');
  await team.check(change.head, 'blocked');
  expect(await book.head()).toBeNull();
  await github.disarm();
  await retitle('SHOP-1');
  const { summary } = await team.check(change.head, 'allowed');
  const [, index = ''] = /Recorded: entry (\d+)/.exec(summary ?? '') ?? [];
  expect((await words())[Number(index)]).toBe('allow');
  expect(summary).toContain(`root \`${await rootOf()}\``);
}, 40_000);

test('2. nothing twice, nothing lost', async () => {
  const before = await book.lines();
  await retitle('no ticket');
  await team.check(
    change.head,
    ({ conclusion, summary }) => conclusion === 'failure' && summary?.includes('Recorded') === true,
  );
  for (const delivery of await github.deliveries({ appId: app.app.appId })) await github.redeliver({ id: delivery.id });
  await app.restart();
  await retitle('SHOP-2');
  await team.check(change.head, 'allowed');
  const after = await book.lines();
  expect(after.slice(0, before.length)).toEqual(before);
  expect((await words()).slice(before.length)).toEqual(['deny', 'allow']);
}, 40_000);

test('3. append-only, visibly: what was changed is named, with its entry and its commit', async () => {
  const clone = join(directory, 'clone');
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', clone, ...args], { encoding: 'utf8' }).trim();
  execFileSync('git', ['clone', '--quiet', '--branch', LEDGER, team.made.gitDir, clone]);
  const path = join(clone, 'tail', '2.json');
  writeFileSync(path, git('show', 'HEAD:tail/2.json').replace('PASSED', 'FAILED').replace('deny', 'warn'));
  git('-c', 'user.name=eve', '-c', 'user.email=eve@example.org', 'commit', '--quiet', '--all', '--message', 'nothing');
  const { out } = await runCli(['ledger', 'verify', clone, '--key', book.key, '--format', 'json']);
  const { ok, problems } = JSON.parse(out) as Verified;
  expect(ok).toBe(false);
  expect(problems).toContainEqual(expect.objectContaining({ code: 'entry-altered', index: 2 }));
  expect(problems).toContainEqual(
    expect.objectContaining({ code: 'history-edited', commit: git('rev-parse', 'HEAD') }),
  );
});

interface Replayed {
  readonly ok: boolean;
  readonly replay: { readonly decisions: number; readonly same: number } | null;
}

test('4. decisions can be replayed', async () => {
  // Evidence takes its time; at a start the app looks what waits.
  await app.restart();
  const args = ['ledger', 'verify', team.made.gitDir, '--key', book.key, '--replay', '--format', 'json'];
  const replayed = await github.waitFor('all evidence on its branch', async () => {
    const { ok, replay } = JSON.parse((await runCli(args)).out) as Replayed;
    return replay !== null && replay.same === replay.decisions ? { ok, ...replay } : null;
  });
  const decided = (await words()).filter((word) => word === 'allow' || word === 'deny');
  expect(replayed).toMatchObject({ ok: true, decisions: decided.length, differs: [], notReplayable: [] });
}, 40_000);

test('5. anchored outside: a branch that was rewound is noticed, though it is consistent', async () => {
  const { summary } = await team.check(change.head, 'allowed');
  const [, root = ''] = /root `([^`]+)`/.exec(summary ?? '') ?? [];
  const log = await github.log({ repository: team.repository, revision: ref });
  expect(log.filter(({ message }) => message.includes(`Ledger-Root: ${root}`))).toHaveLength(1);
  const [, parent] = log;
  await github.moveRef({
    repository: team.repository,
    ref,
    oid: parent?.oid ?? null,
    as: team.owner.login,
    bypassRules: true,
  });
  expect(await book.verify()).toMatchObject({ ok: true });
  await retitle('no ticket');
  await github.waitFor('the repair', async () => (await words()).includes('repair'));
  expect((await book.verify()).problems).toEqual([]);
}, 40_000);

test('6. recoverable: a branch that was deleted comes back with the same entries, and that is an entry', async () => {
  const before = await book.lines();
  const repairs = async (): Promise<number> => (await words()).filter((word) => word === 'repair').length;
  const known = await repairs();
  await github.moveRef({ repository: team.repository, ref, oid: null, as: team.owner.login, bypassRules: true });
  await retitle('SHOP-3');
  await github.waitFor('the repair', async () => (await repairs()) > known);
  expect((await book.lines()).slice(0, before.length)).toEqual(before);
  expect((await book.verify()).problems).toEqual([]);
}, 40_000);
