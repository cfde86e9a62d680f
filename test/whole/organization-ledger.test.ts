import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { isJsonObject, type JsonObject } from '../../src/base/json.ts';
import { StandIn } from '../github/client.ts';
import type { MadeRepository } from '../github/control/repositories.ts';
import { LEDGER, type LedgerBook, ledgerBook, wordOf } from './ledger-book.ts';
import { type RunningApp, runApp } from './running-app.ts';
import { endCleanly, openTeam, POLICY, type Team, TITLE_POLICY } from './team.ts';

/** One ledger for everything of an owner, in a repository of its own. */

let github: StandIn;
let app: RunningApp;
beforeAll(async () => {
  github = await StandIn.start();
  await github.setLimits({ enforced: false });
  app = await runApp(github);
}, 60_000);
afterAll(() => endCleanly(github, app), 60_000);

const TITLE = { title: 'SHOP-1' };

const open = (): Promise<Team> => openTeam({ github, appId: app.app.appId, policy: TITLE_POLICY });
const add = ({ organization }: Team, name: string): Promise<MadeRepository> =>
  github.createRepository({
    owner: organization,
    name,
    files: { 'README.md': `# ${name}\n`, [POLICY]: TITLE_POLICY },
  });
const naming = (...teams: readonly Team[]) => ({
  COUNTERSIGN_LEDGER_REPOSITORY: teams.map(({ organization }) => `${organization}/audit`).join(','),
});
const bookOf = (made: MadeRepository): LedgerBook => ledgerBook(app, { github, repository: made.fullName, made });

/** In another repository than the team's first. */
async function propose({ owner }: Team, { fullName: repository }: MadeRepository): Promise<string> {
  const change = { branch: 'fix', message: 'SHOP-1 fix\n', files: { 'fix.txt': 'fix\n' } };
  const { oid } = await github.pushCommit({ repository, as: owner.login, ...change });
  await github.openPullRequest({ repository, head: 'fix', as: owner.login, ...TITLE });
  return oid;
}

const allowed = ({ fullName: repository }: MadeRepository, sha: string) =>
  github.waitForCheck(
    { repository, sha, name: 'countersign: main' },
    ({ conclusion }) => conclusion === 'success',
    15_000,
  );

function nameIn({ predicate }: JsonObject): string {
  const header = isJsonObject(predicate) ? predicate['countersign'] : null;
  const repository = isJsonObject(header) ? header['repository'] : null;
  const name = isJsonObject(repository) ? repository['name'] : null;
  return typeof name === 'string' ? (name.split('/')[1] ?? '') : '';
}

const story = async (book: LedgerBook): Promise<readonly string[]> =>
  (await book.entries()).map((entry) => `${wordOf(entry)} ${nameIn(entry)}`);

const hasLedger = async ({ fullName: repository }: MadeRepository): Promise<boolean> =>
  Object.keys(await github.refs({ repository, prefix: `refs/heads/${LEDGER}` })).length > 0;

test('one app, two installations: each has one ledger, with everything of its repositories', async () => {
  const [one, other] = [await open(), await open()];
  const audits = [await add(one, 'audit'), await add(other, 'audit')] as const;
  const web = await add(one, 'web');
  await app.restart(naming(one, other));
  const shop = await one.propose('fix', TITLE);
  const elsewhere = await other.propose('fix', TITLE);
  await one.check(shop.head, 'allowed');
  await other.check(elsewhere.head, 'allowed');
  await allowed(web, await propose(one, web));
  // The repository that keeps the ledger is one of those that it serves.
  await allowed(audits[0], await propose(one, audits[0]));

  const book = bookOf(audits[0]);
  expect((await story(book)).toSorted()).toEqual(
    ['allow audit', 'allow shop', 'allow web', 'genesis audit', 'policy audit', 'policy shop', 'policy web'].toSorted(),
  );
  expect(await book.verify()).toMatchObject({ ok: true, size: 7, problems: [] });
  expect((await story(bookOf(audits[1]))).toSorted()).toEqual(['allow shop', 'genesis audit', 'policy shop']);
  expect(await bookOf(audits[1]).verify()).toMatchObject({ ok: true, size: 3 });
  for (const made of [one.made, other.made, web]) expect(await hasLedger(made)).toBe(false);
  const run = await one.check(shop.head, 'allowed');
  expect(run.summary).toContain(`npx countersign ledger verify ${github.url}/${one.organization}/audit`);
}, 60_000);

test('a changed setting and a restart move everything there, and back, without an event', async () => {
  const team = await open();
  const audit = await add(team, 'audit');
  await app.restart({});
  const { head } = await team.propose('fix', TITLE);
  await team.check(head, 'allowed');
  const own = bookOf(team.made);
  const shared = bookOf(audit);
  const recordedIn = (name: string) =>
    team.check(head, ({ conclusion, summary }) => {
      const address = `npx countersign ledger verify ${github.url}/${team.organization}/${name}`;
      return conclusion === 'success' && (summary ?? '').includes(address);
    });
  await recordedIn('shop');

  await app.restart(naming(team));
  await recordedIn('audit');
  expect(await story(own)).toEqual(['genesis shop', 'policy shop', 'allow shop', 'moved shop']);
  expect(await story(shared)).toEqual(['genesis audit', 'resumed shop', 'policy shop', 'allow shop']);

  await app.restart({});
  await recordedIn('shop');
  expect((await story(own)).slice(4)).toEqual(['resumed shop', 'allow shop']);
  await github.waitFor('the last word', async () => ((await story(shared)).at(-1) === 'moved shop' ? true : null));
  for (const book of [own, shared]) expect(await book.verify()).toMatchObject({ ok: true, problems: [] });
  expect(await github.checkRuns({ repository: team.repository, sha: head })).toHaveLength(1);
}, 60_000);

test('a lost database takes the one ledger over, compared with check runs of its repositories', async () => {
  const team = await open();
  const audit = await add(team, 'audit');
  await app.restart(naming(team));
  const { head, number } = await team.propose('fix', TITLE);
  await team.check(head, 'allowed');
  const book = bookOf(audit);
  const lines = await book.lines();
  await app.restart(naming(team), () => rmSync(join(app.data, 'database'), { recursive: true }));
  await github.editPullRequest({ repository: team.repository, number, title: 'nothing', as: team.dana.login });
  await team.check(
    head,
    ({ conclusion, summary }) => conclusion === 'failure' && (summary?.includes('Recorded: entry') ?? false),
  );
  const words = await github.waitFor('the adoption', async () => {
    const found = await story(book);
    return found.includes('adoption audit') ? found : null;
  });
  expect((await book.lines()).slice(0, lines.length)).toEqual(lines);
  expect(words.slice(0, 3)).toEqual(['genesis audit', 'policy shop', 'allow shop']);
  expect(JSON.stringify(await book.entries())).toContain('"comparedWith":"check-run"');
  expect(await book.verify()).toMatchObject({ ok: true, problems: [] });
  expect(await hasLedger(team.made)).toBe(false);
}, 60_000);
