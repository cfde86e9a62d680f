import { generateKeyPairSync } from 'node:crypto';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { StandIn } from '../github/client.ts';
import { LEDGER, type LedgerBook, ledgerBook, wordOf } from './ledger-book.ts';
import { type RunningApp, runApp } from './running-app.ts';
import { endCleanly, openTeam, type Team, TITLE_POLICY } from './team.ts';

/** The database is lost or rolled back, or the key is another one (design/ledger.md, Appending, 8). */

let github: StandIn;
let app: RunningApp;

beforeAll(async () => {
  github = await StandIn.start();
  app = await runApp(github);
}, 60_000);

afterAll(() => endCleanly(github, app), 60_000);

interface Scene {
  readonly team: Team;
  readonly book: LedgerBook;
  readonly number: number;
  readonly head: string;
}

/** A repository with five entries: genesis, policy, deny, allow and deny, on two pull requests. */
async function setScene(): Promise<Scene> {
  const team = await openTeam({ github, appId: app.app.appId, policy: TITLE_POLICY });
  const book = ledgerBook(app, team);
  const { number, head } = await team.propose('fix', { title: 'nothing' });
  await recorded(team, head, 2);
  await retitle(team, number, 'SHOP-1');
  await recorded(team, head, 3);
  const other = await team.propose('other', { title: 'nothing' });
  await recorded(team, other.head, 4);
  return { team, book, number, head };
}

const recorded = (team: Team, head: string, index: number): Promise<unknown> =>
  team.check(head, ({ summary }) => summary?.includes(`Recorded: entry ${index},`) ?? false);

const retitle = ({ repository, dana }: Team, number: number, title: string): Promise<unknown> =>
  github.editPullRequest({ repository, number, title, as: dana.login });

const database = (): string => join(app.data, 'database');
const loseDatabase = (): void => rmSync(database(), { recursive: true });

/** Long enough for a few attempts. */
const TRIES = 2_000;

const before = ['genesis', 'policy', 'deny', 'allow', 'deny'];

/**
 * What is open is judged because the database was lost, and once more with its new title if that came later. How long
 * nobody watched is recorded too, when all of it is read back.
 */
function sinceThen(words: readonly string[], index: number): readonly string[] {
  const since = words.slice(index).filter((word) => word !== 'gap');
  expect(since.filter((word) => word === 'adoption')).toHaveLength(1);
  return since;
}

/** Waits for a new decision, and for whatever else was pending. */
async function decideAgain({ team, number, head }: Scene, title: string): Promise<void> {
  await retitle(team, number, title);
  await team.check(head, ({ conclusion, summary }) => {
    const wanted = title.startsWith('SHOP') ? 'success' : 'failure';
    return conclusion === wanted && (summary?.includes('Recorded: entry') ?? false);
  });
}

test('a lost database takes over the branch, compared with what a check run shows, and says so', async () => {
  const scene = await setScene();
  const { team, book } = scene;
  const lines = await book.lines();
  await app.restart({}, loseDatabase);
  await decideAgain(scene, 'nothing again');
  const words = await github.waitFor('the adoption', async () => {
    const found = (await book.entries()).map(wordOf);
    return found.includes('adoption') ? found : null;
  });
  expect((await book.lines()).slice(0, lines.length)).toEqual(lines);
  expect(words.slice(0, 5)).toEqual(before);
  // The policy's text was evidence, and lost: it is kept anew, as a further version.
  expect(new Set(sinceThen(words, 5))).toEqual(new Set(['adoption', 'deny', 'policy', 'start']));
  const adoption = (await book.entries()).find((entry) => wordOf(entry) === 'adoption');
  expect(JSON.stringify(adoption)).toContain('"comparedWith":"check-run"');
  expect(await book.verify()).toMatchObject({ ok: true, problems: [] });
  expect(await github.checkRuns({ repository: team.repository, sha: scene.head })).toHaveLength(1);
  await decideAgain(scene, 'SHOP-2');
  expect(await book.verify()).toMatchObject({ ok: true, problems: [] });
}, 40_000);

test('a database that lost its last moments takes over what the branch has more, once', async () => {
  const scene = await setScene();
  const { book } = scene;
  const copy = `${app.data}-copy`;
  await app.restart({}, () => cpSync(database(), copy, { recursive: true }));
  await decideAgain(scene, 'nothing again');
  await decideAgain(scene, 'SHOP-2');
  const lines = await book.lines();
  await app.restart({}, () => {
    loseDatabase();
    cpSync(copy, database(), { recursive: true });
    rmSync(copy, { recursive: true });
  });
  await decideAgain(scene, 'nothing at last');
  const words = await github.waitFor('the adoption', async () => {
    const found = (await book.entries()).map(wordOf);
    return found.includes('adoption') ? found : null;
  });
  expect((await book.lines()).slice(0, lines.length)).toEqual(lines);
  expect(words.slice(0, 7)).toEqual([...before, 'deny', 'allow']);
  expect(new Set(sinceThen(words, 7))).toEqual(new Set(['adoption', 'deny']));
  expect(await book.verify()).toMatchObject({ ok: true, problems: [] });
}, 40_000);

test.each([
  ['before a decision of the same pull request', 1],
  ['before a decision of another pull request', 2],
])(
  'a branch rewound %s while the database is lost is refused, and nothing passes',
  async (_name, at) => {
    const scene = await setScene();
    const { team, book, number, head } = scene;
    const { repository, owner } = team;
    const tip = (await book.head()) ?? '';
    const commits = await github.log({ repository, revision: tip });
    const move = (oid: string): Promise<unknown> =>
      github.moveRef({ repository, ref: `refs/heads/${LEDGER}`, oid, as: owner.login, bypassRules: true });
    await app.restart({}, async () => {
      loseDatabase();
      await move(commits[at === 1 ? 2 : 1]?.oid ?? '');
    });
    const rewound = await book.head();
    await retitle(team, number, 'SHOP-3');
    const next = await team.propose('next', { title: 'SHOP-4' });
    await app.restart();
    await new Promise((resolve) => setTimeout(resolve, TRIES));
    const runs = [
      ...(await github.checkRuns({ repository, sha: next.head })),
      ...(await github.checkRuns({ repository, sha: head })),
    ];
    expect(
      runs.filter(({ conclusion, summary }) => conclusion === 'success' && !summary?.includes('Recorded: entry 3')),
    ).toEqual([]);
    expect(await book.head()).toBe(rewound);
    // Somebody brings back what a clone held: all is well again.
    await move(tip);
    await github.comment({ repository, number: next.number, as: team.dana.login, body: '/countersign recheck' });
    await team.check(next.head, 'allowed');
    expect(await book.verify()).toMatchObject({ ok: true, problems: [] });
  },
  60_000,
);

test.each([
  ['with the database', () => undefined],
  ['without the database', loseDatabase],
])(
  'another ledger key is refused %s, and nothing passes',
  async (_name, meanwhile) => {
    const { team, book } = await setScene();
    const head = await book.head();
    const key = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    await app.restart({ COUNTERSIGN_LEDGER_KEY: key }, meanwhile);
    try {
      const { head: proposed } = await team.propose('next', { title: 'SHOP-4' });
      await new Promise((resolve) => setTimeout(resolve, TRIES));
      const runs = await github.checkRuns({ repository: team.repository, sha: proposed });
      expect(runs.map(({ conclusion }) => conclusion)).not.toContain('success');
      expect(await book.head()).toBe(head);
    } finally {
      await app.restart({});
    }
    const { head: later } = await team.propose('later', { title: 'SHOP-5' });
    await team.check(later, 'allowed');
    expect(await book.verify()).toMatchObject({ ok: true, problems: [] });
  },
  60_000,
);
