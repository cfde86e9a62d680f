import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readPrivateKey } from '../../src/app/private-key.ts';

const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const locked = generateKeyPairSync('ed25519')
  .privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'word' })
  .toString();
const publicPem = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString();

const folder = mkdtempSync(join(tmpdir(), 'cs-key-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (text: string): string => {
  const path = join(folder, 'key.pem');
  writeFileSync(path, text);
  return path;
};

const read = (env: Record<string, string>, { kind = 'ed25519', required = true }: Wanted = {}) => {
  const problems: string[] = [];
  return { key: readPrivateKey({ env, problems, name: 'KEY', kind, required }), problems };
};
interface Wanted {
  readonly kind?: 'rsa' | 'ed25519';
  readonly required?: boolean;
}

test.each([
  ['as it is', pem],
  ['with newlines written out', pem.replaceAll('\n', '\\n')],
  ['in quotes', `'${pem}'`],
  ['in base64', Buffer.from(pem).toString('base64')],
])('a key %s is taken, from the variable and from a file', (_how, text) => {
  expect(read({ KEY: text })).toEqual({ key: expect.stringContaining('-----BEGIN PRIVATE KEY-----'), problems: [] });
  expect(read({ KEY_PATH: file(`${text}\n`) })).toEqual(read({ KEY: text }));
});

test('the variable goes before the file, and an empty one is none', () => {
  expect(read({ KEY: pem, KEY_PATH: join(folder, 'gone.pem') }).problems).toEqual([]);
  expect(read({ KEY: ' ', KEY_PATH: file(pem) }).key).toBe(pem.trim());
});

test('a missing key is one problem where it is required, and none where it is not', () => {
  expect(read({})).toEqual({ key: null, problems: ['KEY (or KEY_PATH) is not set'] });
  expect(read({}, { required: false })).toEqual({ key: null, problems: [] });
  const path = join(folder, 'gone.pem');
  expect(read({ KEY_PATH: path })).toEqual({
    key: null,
    problems: [`KEY_PATH names a file that cannot be read: ${path}`],
  });
});

test.each([
  ['of another kind', pem, 'rsa', 'KEY is a key of type ed25519; rsa is needed'],
  ['that is public', publicPem, 'ed25519', 'KEY is a public key: the private one is needed'],
  [
    'behind a passphrase',
    locked,
    'ed25519',
    'KEY is encrypted with a passphrase, which nobody could type in: write it out without one (openssl pkey)',
  ],
] as const)('a key %s is a problem', (_what, text, kind, problem) => {
  expect(read({ KEY: text }, { kind })).toEqual({ key: null, problems: [problem] });
});

test('whatever stands there, it is a key or a problem, and never quoted', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 12 }), fc.nat(pem.length), (noise, at) => {
      const text = `${pem.slice(0, at)}${noise}${pem.slice(at)}`;
      const { key, problems } = read({ KEY: text });
      expect(key === null).toBe(problems.length === 1);
      expect(problems.join()).not.toContain(noise);
    }),
  );
});
