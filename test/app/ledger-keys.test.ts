import { generateKeyPairSync } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ledgerKeys, loadLedgerKey, loadLedgerKeys } from '../../src/app/ledger-keys.ts';
import { type Log, silentLog } from '../../src/base/log.ts';
import { parseVkey, verifySignature } from '../../src/ledger/note-key.ts';

let folder: string;
let data: string;
let warnings: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cs-ledger-key-'));
  data = join(folder, 'data');
  warnings = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const log: Log = {
  ...silentLog,
  warn: (fields, message) => void warnings.push(`${message} ${String(fields['path'])}`),
};
const load = (pem: string | null = null) => loadLedgerKey({ pem, data, log });
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
const encryptedPem = privateKey
  .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' })
  .toString();
const path = (): string => join(data, 'ledger-key.pem');
const pemOf = (key: ReturnType<typeof load>): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

describe('the ledger key', () => {
  test('is made once, for its owner’s eyes, and the log says where', () => {
    const key = load();
    expect(readFileSync(path(), 'utf8')).toBe(pemOf(key));
    expect(statSync(path()).mode & 0o777).toBe(0o600);
    expect(statSync(data).mode & 0o777).toBe(0o700);
    expect(readdirSync(data)).toEqual(['ledger-key.pem']);
    expect(warnings).toEqual([
      `A new ledger key was made: keep a copy, ledgers cannot be continued without it ${path()}`,
    ]);
    expect(pemOf(load())).toBe(pemOf(key));
    expect(warnings).toHaveLength(1);
  });

  test('may be configured: then none is made', () => {
    const pem = pemOf(generateKeyPairSync('ed25519').privateKey);
    expect(pemOf(load(pem))).toBe(pem);
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each([
    ['damaged', '-----BEGIN PRIVATE KEY-----\nAAAA\n', 'is not a private key in PEM form'],
    ['encrypted', encryptedPem, 'is encrypted with a passphrase'],
    ['the public one', publicPem, 'is a public key'],
    ['empty', '', 'cannot be read'],
    ['of another kind', pemOf(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey), 'is no Ed25519 key'],
  ])('that is %s is never replaced', (_how, text, why) => {
    mkdirSync(data);
    writeFileSync(path(), text);
    expect(() => load()).toThrow(
      expect.objectContaining({ code: 'config.invalid', message: expect.stringContaining(why) }),
    );
    expect(readFileSync(path(), 'utf8')).toBe(text);
  });

  test('cannot be kept where no directory can be made', () => {
    writeFileSync(data, 'a file');
    data = join(data, 'below');
    expect(() => load()).toThrow(expect.objectContaining({ code: 'config.invalid' }));
    expect(warnings).toEqual([]);
  });
});

describe('the key before it', () => {
  const origin = 'github.com/acme/shop';
  const made = (): string => pemOf(generateKeyPairSync('ed25519').privateKey);
  const both = (pem: string | null, previousPem: string | null = null, lost: string | null = null) =>
    loadLedgerKeys({ pem, previousPem, lostKey: lost === null ? null : parseVkey(lost), data, log });

  test('is there as long as it is configured', () => {
    const [old, fresh] = [made(), made()];
    expect(both(fresh).previous(origin)).toBeNull();
    expect(both(fresh, old).previous(origin)?.keyId).toBe(both(old).signer(origin).keyId);
    expect(both(fresh, old).vkey(origin)).toBe(both(fresh).vkey(origin));
  });

  test('lies beside the new one, which is made, in the data directory', () => {
    const before = both(null).signer(origin).keyId;
    renameSync(path(), join(data, 'ledger-key.previous.pem'));
    const keys = both(null);
    expect(keys.previous(origin)?.keyId).toBe(before);
    expect(keys.signer(origin).keyId).not.toBe(before);
    expect(readdirSync(data).toSorted()).toEqual(['ledger-key.pem', 'ledger-key.previous.pem']);
    // Whoever configures a key means that one, not what was left in a directory.
    expect(both(made()).previous(origin)).toBeNull();
  });

  test('or one that is lost is no key that is there', () => {
    const [old, fresh, gone] = [made(), made(), made()];
    const lost = both(gone).vkey('github.com/acme/docs');
    expect(both(fresh, old, lost).lost(origin)?.keyId).toBe(both(gone).signer(origin).keyId);
    expect(both(fresh).lost(origin)).toBeNull();
    for (const [pem, previous] of [
      [gone, null],
      [fresh, gone],
    ] as const)
      expect(() => both(pem, previous, lost)).toThrow(/said to be lost, and it is configured/);
  });

  test('is another one', () => {
    const pem = made();
    expect(() => both(pem, pem)).toThrow(expect.objectContaining({ code: 'config.invalid' }));
  });
});

test('each ledger has the key under its own name, and its signatures verify under that name alone', () => {
  const keys = ledgerKeys(load());
  const message = Buffer.from('github.com/acme/shop\n7\nroot\n');
  const signature = keys.signer('github.com/acme/shop').sign(message);
  const vkey = parseVkey(keys.vkey('github.com/acme/shop'));
  expect(vkey.name).toBe('github.com/acme/shop');
  expect(verifySignature(vkey, message, signature)).toBe(true);
  expect(parseVkey(keys.vkey('github.com/acme/docs')).keyId).not.toBe(vkey.keyId);
  expect(keys.signer('github.com/acme/shop')).toBe(keys.signer('github.com/acme/shop'));
});
