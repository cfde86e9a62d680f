import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { keyOf, makeKeyFile, readPublicKey } from '../../../src/cli/ledger/key-file.ts';
import { noteSigner } from '../../../src/ledger/note-key.ts';

const ORIGIN = 'countersign.example/acme/shop';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cs-key-file-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

test('a new key is for its owner alone, whole, and never takes the place of another', async () => {
  const made = await makeKeyFile(at('key.pem'));
  const pem = readFileSync(at('key.pem'), 'utf8');
  expect(pem).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
  expect(statSync(at('key.pem')).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['key.pem']);
  expect((await readPublicKey(at('key.pem'))).equals(made)).toBe(true);
  await expect(makeKeyFile(at('key.pem'))).rejects.toMatchObject({ code: 'cli.unwritable' });
  expect(readFileSync(at('key.pem'), 'utf8')).toBe(pem);
  expect(readdirSync(folder)).toEqual(['key.pem']);
});

test('a folder that is not there is said', async () => {
  await expect(makeKeyFile(at('gone/key.pem'))).rejects.toMatchObject({
    code: 'cli.unwritable',
    message: expect.stringContaining('ENOENT'),
  });
});

test('the public half alone is enough to name it, and gives the same key as signing does', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  writeFileSync(at('public.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
  const { sign: _sign, ...named } = noteSigner(ORIGIN, privateKey);
  expect(keyOf(ORIGIN, await readPublicKey(at('public.pem')))).toEqual(named);
});

test.each([
  ['an RSA key', generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey, {}, /type rsa; ed25519 is needed/],
  [
    'a key behind a passphrase',
    generateKeyPairSync('ed25519').privateKey,
    { cipher: 'aes-256-cbc', passphrase: 'x' },
    /is encrypted with a passphrase/,
  ],
] as const)('%s is refused in words', async (_what, key, lock, reason) => {
  writeFileSync(at('key.pem'), key.export({ type: 'pkcs8', format: 'pem', ...lock }));
  await expect(readPublicKey(at('key.pem'))).rejects.toMatchObject({
    code: 'ledger.key',
    message: expect.stringMatching(reason),
  });
});

test.each([
  ['', 'nothing'],
  ['-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n', 'a damaged one'],
])('%j is no key', async (text) => {
  writeFileSync(at('key.pem'), text);
  await expect(readPublicKey(at('key.pem'))).rejects.toMatchObject({ code: 'ledger.key' });
});

test('a name that no ledger can have is refused', async () => {
  const key = await makeKeyFile(at('key.pem'));
  expect(() => keyOf('two words', key)).toThrow(expect.objectContaining({ code: 'ledger.key' }));
});
