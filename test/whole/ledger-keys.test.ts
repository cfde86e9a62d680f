import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runCli } from '../cli/test-io.ts';
import { StandIn } from '../github/client.ts';
import { ledgerBook, wordOf } from './ledger-book.ts';
import { type RunningApp, runApp } from './running-app.ts';
import { endCleanly, openTeam, TITLE_POLICY } from './team.ts';

/** Ledger keys as an operator handles them: files in the data directory, settings, restarts (docs/operating.md). */

let github: StandIn;
let app: RunningApp;
beforeAll(async () => {
  github = await StandIn.start();
  app = await runApp(github);
}, 60_000);
afterAll(() => endCleanly(github, app), 60_000);

const keyFile = (name = 'ledger-key.pem'): string => join(app.data, name);

test('a key gives way to another, whose loss opens another ledger', async () => {
  const team = await openTeam({ github, appId: app.app.appId, policy: TITLE_POLICY });
  const { repository, made } = team;
  const { head } = await team.propose('fix', { title: 'SHOP-1' });
  await team.check(head, 'allowed');
  const old = ledgerBook(app, team);

  // Rotated without any event, as soon as the app compares its ledgers.
  await app.restart({}, () => renameSync(keyFile(), keyFile('ledger-key.previous.pem')));
  await github.waitFor('the rotation', async () => (await old.entries()).map(wordOf).includes('rotation'));
  const fresh = ledgerBook(app, team);
  expect(fresh.key).not.toBe(old.key);
  await team.check((await team.propose('two', { title: 'SHOP-2' })).head, 'allowed');
  for (const book of [old, fresh]) expect(await book.verify()).toMatchObject({ ok: true, problems: [] });

  await app.restart({}, () => rmSync(keyFile('ledger-key.previous.pem')));
  await team.check((await team.propose('three', { title: 'SHOP-3' })).head, 'allowed');
  for (const book of [old, fresh]) expect(await book.verify()).toMatchObject({ ok: true, problems: [] });
  const ended = await fresh.head();

  await app.restart({ COUNTERSIGN_LEDGER_KEY_LOST: fresh.key }, () => rmSync(keyFile()));
  const branch = 'refs/heads/countersign/ledger-2';
  await github.waitFor('the successor', async () => (await github.refs({ repository }))[branch] ?? null);
  await team.check((await team.propose('four', { title: 'SHOP-4' })).head, 'allowed');
  expect(await fresh.head()).toBe(ended);
  const { key } = ledgerBook(app, team);
  const shown = await runCli(['ledger', 'keygen', '--public', keyFile(), '--origin', `${originOf(key)}/2`]);
  const vkey = /vkey +(\S+)/.exec(shown.out)?.[1] ?? '';
  const verified = await runCli(['ledger', 'verify', made.gitDir, '--key', vkey, '--format', 'json']);
  expect(JSON.parse(verified.out)).toMatchObject({
    ok: true,
    problems: [],
    predecessor: { origin: originOf(key), compared: true },
  });
}, 120_000);

const originOf = (vkey: string): string => vkey.slice(0, vkey.indexOf('+'));
