import { generateKeyPairSync, verify } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { vsa } from '../../../../src/cli/ledger/exports/vsa.ts';
import { readWords } from '../../../../src/cli/words.ts';
import { readIntact } from '../../../../src/ledger/intact.ts';
import { grow, treeOf } from '../../../ledger/sample.ts';
import { testIo } from '../../test-io.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const ledger = grow(1, 260);
let directory: string;
let out: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'countersign-vsa-'));
  out = join(directory, 'vsa.jsonl');
});
afterEach(() => rmSync(directory, { recursive: true }));

function write(key: string | null) {
  const path = join(directory, 'key.pem');
  if (key !== null) writeFileSync(path, key);
  const rules = { command: 'x', options: vsa.options, arguments: { least: 0, most: 0 } };
  const words = readWords(key === null ? [] : ['--signing-key', path], rules);
  return vsa.write({ ledger: readIntact(treeOf(ledger.files)), out, words, io: testIo() });
}

const pem = (key: typeof privateKey): string => key.export({ format: 'pem', type: 'pkcs8' }).toString();

interface Envelope {
  readonly payloadType: string;
  readonly payload: string;
  readonly signatures: readonly [{ readonly sig: string }];
}

test('a statement a commit, as the ledger holds it, signed as DSSE says', async () => {
  await write(pem(privateKey));
  const lines = readFileSync(out, 'utf8').trimEnd().split('\n');
  const decisions = ledger.entries.filter(({ kind }) => kind === 'decision');
  expect(lines).toHaveLength(decisions.length);
  for (const [at, line] of lines.entries()) {
    const { payloadType, payload, signatures } = JSON.parse(line) as Envelope;
    const statement = Buffer.from(payload, 'base64');
    expect(statement.equals(decisions[at]?.bytes ?? new Uint8Array())).toBe(true);
    const signed = Buffer.from(
      `DSSEv1 ${payloadType.length} ${payloadType} ${statement.length} ${statement.toString()}`,
    );
    expect(verify(null, signed, publicKey, Buffer.from(signatures[0].sig, 'base64'))).toBe(true);
  }
});

test.each([
  ['no key', null, 'cli.usage'],
  ['what is no key', 'hello', 'ledger.key'],
  ['a public key', publicKey.export({ format: 'pem', type: 'spki' }).toString(), 'ledger.key'],
  ['a key of another kind', pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey), 'ledger.key'],
])('%s: refused, and nothing is written', async (_name, key, code) => {
  await expect(write(key)).rejects.toMatchObject({ code });
  expect(existsSync(out)).toBe(false);
});
