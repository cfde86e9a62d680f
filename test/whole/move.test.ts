import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runCli } from '../cli/test-io.ts';
import { StandIn } from '../github/client.ts';
import { onPostgres } from '../store/fixture.ts';
import { type PostgresServer, startPostgres } from '../store/postgres-server.ts';
import { type LedgerBook, ledgerBook, wordOf } from './ledger-book.ts';
import { type RunningApp, runApp } from './running-app.ts';
import { endCleanly, openTeam, type Team, TITLE_POLICY } from './team.ts';

/** An installation moves from the embedded database to PostgreSQL, as docs/operating.md says it, and back from a backup. */

let github: StandIn;
let server: PostgresServer;
let app: RunningApp;

beforeAll(async () => {
  [github, server] = await Promise.all([StandIn.start(), startPostgres()]);
  app = await runApp(github);
}, 120_000);

afterAll(async () => {
  await endCleanly(github, app);
  await server.stop();
}, 60_000);

interface Scene {
  readonly team: Team;
  readonly book: LedgerBook;
  readonly number: number;
  readonly head: string;
}

async function setScene(): Promise<Scene> {
  const team = await openTeam({ github, appId: app.app.appId, policy: TITLE_POLICY });
  const scene = { team, book: ledgerBook(app, team), ...(await team.propose('fix', { title: 'nothing' })) };
  await recorded(scene, 'failure', 2);
  await retitle(scene, 'SHOP-1');
  await recorded(scene, 'success', 3);
  return scene;
}

const recorded = ({ team, head }: Scene, wanted: string, index: number): Promise<unknown> =>
  team.check(
    head,
    ({ conclusion, summary }) => conclusion === wanted && (summary?.includes(`Recorded: entry ${index},`) ?? false),
  );

const retitle = ({ team, number }: Scene, title: string): Promise<unknown> =>
  github.editPullRequest({ repository: team.repository, number, title, as: team.dana.login });

/** As an operator calls it. */
const data = async (environment: Readonly<Record<string, string>>, ...words: readonly string[]): Promise<void> => {
  const ran = await runCli(['data', ...words], { environment });
  expect(ran).toMatchObject({ code: 0, err: '' });
};

const words = async ({ book }: Scene): Promise<readonly string[]> => (await book.entries()).map(wordOf);

test('the app goes on in PostgreSQL where it was: nothing is judged or recorded twice', async () => {
  const scene = await setScene();
  const file = join(app.data, 'move.gz');
  const lines = await scene.book.lines();
  const url = await server.createDatabase();
  await app.restart({ DATABASE_URL: url }, async () => {
    await data({ COUNTERSIGN_DATA: app.data }, 'export', file);
    await data({ DATABASE_URL: url }, 'import', file);
  });
  await retitle(scene, 'nothing again');
  await recorded(scene, 'failure', 4);
  expect((await scene.book.lines()).slice(0, lines.length)).toEqual(lines);
  expect(await words(scene)).toEqual(['genesis', 'policy', 'deny', 'allow', 'deny']);
  expect(await scene.book.verify()).toMatchObject({ ok: true, problems: [] });
  expect(await github.checkRuns({ repository: scene.team.repository, sha: scene.head })).toHaveLength(1);
  const database = onPostgres(url);
  const [found] = await database.query('select count(*) as entries from countersign.entry');
  await database.close();
  expect(found).toEqual({ entries: 5 });
}, 60_000);

test('of a backup that was made beside the running app, what came after it comes back, once', async () => {
  await app.restart({});
  const scene = await setScene();
  const file = join(app.data, 'backup.gz');
  await data({ COUNTERSIGN_DATA: app.data }, 'export', file);
  await retitle(scene, 'nothing again');
  await recorded(scene, 'failure', 4);
  const lines = await scene.book.lines();
  const url = await server.createDatabase();
  await app.restart({ DATABASE_URL: url }, async () => {
    // Nobody is there to hear of it.
    await retitle(scene, 'SHOP-2');
    await data({ DATABASE_URL: url }, 'import', file);
  });
  await scene.team.check(scene.head, 'allowed');
  const found = await github.waitFor('the adoption', async () => {
    const all = await words(scene);
    return all.includes('adoption') && all.filter((word) => word === 'allow').length === 2 ? all : null;
  });
  expect((await scene.book.lines()).slice(0, lines.length)).toEqual(lines);
  expect(found.slice(0, 5)).toEqual(['genesis', 'policy', 'deny', 'allow', 'deny']);
  // The app was away for less than a minute, but a webhook failed: that may be said.
  expect(
    found
      .slice(5)
      .filter((word) => word !== 'gap')
      .toSorted(),
  ).toEqual(['adoption', 'allow']);
  expect(await scene.book.verify()).toMatchObject({ ok: true, problems: [] });
  expect(await github.checkRuns({ repository: scene.team.repository, sha: scene.head })).toHaveLength(1);
}, 60_000);
