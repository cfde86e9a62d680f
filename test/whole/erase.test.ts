import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { openDatabase } from '../../src/store/open-store.ts';
import { runCli } from '../cli/test-io.ts';
import { StandIn } from '../github/client.ts';
import type { MadeUser } from '../github/control/accounts.ts';
import { ledgerBook } from './ledger-book.ts';
import { type RunningApp, runApp, samplePolicy } from './running-app.ts';
import { endCleanly, openTeam, type Team } from './team.ts';

/** A person leaves: afterwards no byte of them is in a fresh clone or in the database, and the ledger still verifies. */

let github: StandIn;
let app: RunningApp;
let team: Team;
let leaver: MadeUser;

const LOGIN = 'xochitl-q';
const NAME = 'Xochitl Quetzalli';
const EMAIL = 'xq@Aztec.example';
/** Nothing of these may be anywhere, in any case. */
const TRACES = ['xochitl', 'quetzalli', 'aztec', 'obsidian', 'serpent'];
const settings = { COUNTERSIGN_LEDGER_NAMES: 'no', COUNTERSIGN_EVIDENCE_WINDOW: '0' };

beforeAll(async () => {
  github = await StandIn.start();
  app = await runApp(github, { settings });
  team = await openTeam({ github, appId: app.app.appId, policy: samplePolicy });
  leaver = await github.createUser({ login: LOGIN, name: NAME, email: EMAIL, organization: team.organization });
  await github.setCollaborator({ repository: team.repository, user: LOGIN, permission: 'write' });
}, 60_000);
afterAll(() => endCleanly(github, app), 60_000);

const clean = (text: string): readonly string[] => TRACES.filter((trace) => text.toLowerCase().includes(trace));

/** Every object that a stranger's clone of our branches has. */
function cloneObjects(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cs-erase-'));
  try {
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-C', folder, ...args], { maxBuffer: 2 ** 28 }).toString('latin1');
    git('init', '--quiet', '--bare');
    git('fetch', '--quiet', `file://${team.made.gitDir}`, '+refs/heads/countersign/*:refs/heads/countersign/*');
    return git('cat-file', '--batch-all-objects', '--batch') + git('log', '--all', '--format=fuller');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Every row of every table, as text. */
async function dumpDatabase(): Promise<string> {
  const database = await openDatabase({ directory: app.data, log: silentLog, clock: systemClock });
  const tables = await database.query<{ name: string }>(
    `select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
     where table_type = 'BASE TABLE'`,
  );
  const rows: string[] = [];
  for (const { name } of tables)
    rows.push(...(await database.query<{ row: string }>(`select t::text as row from ${name} t`)).map(({ row }) => row));
  await database.close();
  return rows.join('\n');
}

/** Files of the embedded database in which one of the traces stands. */
function dirtyFiles(): readonly string[] {
  const folder = join(app.data, 'database');
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => clean(readFileSync(path, 'latin1')).length > 0);
}

const erase = (...args: readonly string[]) =>
  runCli(['data', 'erase', ...args, '--by', String(team.owner.id), '--reason', 'request'], {
    environment: { COUNTERSIGN_DATA: app.data },
  });

async function work(): Promise<void> {
  const { repository } = team;
  const theirs = await team.propose('obsidian-mirror', {
    as: LOGIN,
    title: 'SHOP-77 an obsidian mirror',
    body: 'feathered serpent',
    message: 'SHOP-77 the serpent\n',
    files: { 'obsidian.txt': 'x\n' },
  });
  await team.check(theirs.head, 'waiting');
  await github.review({ repository, number: theirs.number, as: team.amir.login, event: 'APPROVE' });
  await team.check(theirs.head, 'allowed');
  const other = await team.propose('other', {
    message: `SHOP-78 together\n\nCo-authored-by: ${NAME} <${EMAIL}>\n`,
    body: `asked by @${LOGIN}`,
  });
  await team.check(other.head, 'waiting');
  await github.review({ repository, number: other.number, as: LOGIN, event: 'APPROVE' });
  await github.review({ repository, number: other.number, as: team.amir.login, event: 'APPROVE' });
  await team.check(other.head, 'allowed');
  for (const { number } of [theirs, other]) await github.setPullRequestState({ repository, number, state: 'closed' });
  await github.waitForDeliveries();
}

test('nothing is left of a person but a number, and the ledger verifies', async () => {
  await work();
  // At a start the app looks at once what evidence waits.
  await app.restart(settings);
  await github.waitFor('the evidence on its branch', async () => clean(cloneObjects()).length === TRACES.length);
  await app.restart(settings, async () => expect(clean(await dumpDatabase())).toEqual(TRACES));

  const dry = await erase(LOGIN.toUpperCase(), '--dry-run', '--format', 'json');
  expect([dry.err, dry.code]).toEqual(['', 0]);
  const found = JSON.parse(dry.out) as Record<string, unknown>;
  expect(found).toMatchObject({
    version: 1,
    dry: true,
    entries: [],
    identity: { ids: [leaver.id], names: [NAME], emails: expect.arrayContaining([EMAIL]) },
  });
  expect(clean(cloneObjects())).toEqual(TRACES);
  expect(dirtyFiles()).not.toEqual([]);

  const done = await erase(LOGIN, '--format', 'json');
  expect([done.err, done.code]).toEqual(['', 0]);
  expect(JSON.parse(done.out)).toMatchObject({
    unfinished: [],
    remains: [],
    erased: [{ documents: found['documents'] }],
  });

  expect(clean(cloneObjects())).toEqual([]);
  expect(dirtyFiles()).toEqual([]);
  const again = await erase(String(leaver.id), '--format', 'json');
  expect(again.code).toBe(0);
  expect(JSON.parse(again.out)).toMatchObject({ documents: 0, erased: [], recorded: [] });
  await app.restart(settings, async () => expect(clean(await dumpDatabase())).toEqual([]));

  const { key } = ledgerBook(app, team);
  const verify = ['ledger', 'verify', team.made.gitDir, '--key', key, '--replay', '--format', 'json'];
  const { out, err } = await runCli(verify);
  expect(err).toBe('');
  const verified = JSON.parse(out) as Verified;
  expect(verified).toMatchObject({ ok: true, problems: [] });
  const { missing } = verified.evidence;
  expect(missing.length).toBeGreaterThan(0);
  expect(missing.filter(({ redacted }) => !redacted)).toEqual([]);
  expect(new Set(verified.replay.notReplayable.map(({ why }) => why))).toEqual(new Set(['redacted']));
}, 120_000);

interface Verified {
  readonly evidence: { readonly missing: readonly { readonly redacted: boolean }[] };
  readonly replay: { readonly notReplayable: readonly { readonly why: string }[] };
}
