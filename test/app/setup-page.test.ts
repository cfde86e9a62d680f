import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openSetupPage, placeManifest, type SetupPage } from '../../src/app/setup-page.ts';
import { silentLog } from '../../src/base/log.ts';

let page: SetupPage;
beforeAll(async () => {
  page = await openSetupPage({ port: 0, log: silentLog });
});
afterAll(() => page.close());

const open = (url: string, cookie = '') => fetch(url, { redirect: 'manual', headers: { cookie } });

test('the page opens once, for the token in the log, on localhost', async () => {
  const { origin, hostname } = new URL(page.url);
  expect(hostname).toBe('127.0.0.1');
  expect((await open(`${origin}/probot`)).status).toBe(403);
  expect((await open(`${origin}/?token=${'0'.repeat(64)}`)).status).toBe(403);

  const entered = await open(page.url);
  expect(entered.status).toBe(302);
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
  expect((await open(page.url)).status).toBe(403); // somebody else, with the same address

  const shown = await open(`${origin}/probot`, cookie);
  expect(shown.status).toBe(200);
  expect(await shown.text()).toContain('manifest');
  expect((await open(`${origin}/nothing`, cookie)).status).toBe(404);
  expect((await open(`${origin}/probot`, 'countersign_setup=00')).status).toBe(403);
});

test('a connection that a browser opened before it needs it does not keep the page open', async () => {
  const other = await openSetupPage({ port: 0, log: silentLog });
  const { hostname, port } = new URL(other.url);
  const socket = connect(Number(port), hostname);
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  await open(`${new URL(other.url).origin}/probot`); // the server hears of the connection after the client does
  await other.close();
});

test('started anywhere, it asks for what app.yml lists; a file that is there is not touched', () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-setup-'));
  try {
    placeManifest(folder);
    const path = join(folder, 'app.yml');
    expect(readFileSync(path, 'utf8')).toContain('checks: write');
    writeFileSync(path, 'name: ours\n');
    placeManifest(folder);
    expect(readFileSync(path, 'utf8')).toBe('name: ours\n');
    expect(() => placeManifest(join(folder, 'nowhere'))).toThrow(/is not possible/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
