import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { parseVkey } from '../../../src/ledger/note-key.ts';
import { runCli } from '../test-io.ts';

const ORIGIN = 'countersign.example/acme/shop';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cs-keygen-'));
  file = join(folder, 'key.pem');
});
afterEach(() => rmSync(folder, { recursive: true }));
const keygen = (...args: readonly string[]) => runCli(['ledger', 'keygen', ...args]);
const read = (out: string) =>
  JSON.parse(out) as { file: string; made: boolean; keys: { origin: string; vkey: string }[] };

test('a key is made once and named for each ledger; later it is only shown', async () => {
  const names = ['--origin', ORIGIN, '--origin', 'github.com/acme/docs'];
  const made = await keygen('--out', file, ...names, '--format', 'json');
  expect(made.code).toBe(0);
  expect(read(made.out)).toMatchObject({ version: 1, file, made: true });
  const [shop, docs] = read(made.out).keys.map(({ vkey }) => parseVkey(vkey));
  expect([shop?.name, docs?.name]).toEqual([ORIGIN, 'github.com/acme/docs']);
  expect(shop?.publicKey).toEqual(docs?.publicKey);

  const shown = await keygen('--public', file, ...names, '--format', 'json');
  expect(read(shown.out)).toEqual({ ...read(made.out), made: false });
  expect(await keygen('--out', file)).toMatchObject({ code: 2, err: expect.stringContaining('never overwritten') });
});

test('in words it says what to do with it', async () => {
  const { out } = await keygen('--out', file, '--origin', ORIGIN);
  expect(out).toMatch(/keep a copy elsewhere.*\nvkey +countersign\.example\/acme\/shop\+[0-9a-f]{8}\+/);
  expect((await keygen('--public', file)).out).toContain('--origin NAME');
});

test('a key of OpenSSL is one as well', async () => {
  execFileSync('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', file]);
  const { code, out } = await keygen('--public', file, '--origin', ORIGIN);
  expect(code).toBe(0);
  expect(out).toContain(`${ORIGIN}+`);
});

test('what cannot be asked is said before anything is made', async () => {
  expect(await keygen('--out', file, '--public', file)).toMatchObject({ code: 2 });
  expect(await keygen('--public', file)).toMatchObject({ code: 2, err: expect.stringContaining('no such file') });
  expect(readdirSync(folder)).toEqual([]);
});

test('a name that no ledger can have makes no key', async () => {
  expect(await keygen('--out', file, '--origin', 'two words')).toMatchObject({ code: 2 });
  expect(readdirSync(folder)).toEqual([]);
});
