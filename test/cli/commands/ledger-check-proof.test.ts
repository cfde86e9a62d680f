import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { leafHash } from '../../../src/ledger/merkle.ts';
import { proveInclusion } from '../../../src/ledger/merkle-proof.ts';
import { formatVkey } from '../../../src/ledger/note-key.ts';
import { formatTlogProof } from '../../../src/ledger/tlog-proof.ts';
import { entriesOf, grow, keyFrom, ORIGIN, signer } from '../../ledger/sample.ts';
import { cosigned, witnessFrom, witnessLines } from '../../ledger/witnesses.ts';
import { runCli } from '../test-io.ts';

const KEY = formatVkey(signer);
const witnesses = [witnessFrom(21), witnessFrom(22)];
const note = grow(5).files.get('checkpoint') ?? new Uint8Array();
const entry = entriesOf(0, 5)[3]?.bytes ?? new Uint8Array();
const hashes = proveInclusion(
  entriesOf(0, 5).map(({ bytes }) => leafHash(bytes)),
  3,
);
const proof = { index: 3, hashes, checkpoint: cosigned(note, witnesses), extra: entry };

let directory: string;
const put = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(directory, name), content);
  return join(directory, name);
};
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'countersign-proof-'));
  put('good', formatTlogProof(proof));
  put('detached', formatTlogProof({ ...proof, extra: null }));
  put('entry', entry);
  put('policy', `log ${KEY}\n${witnessLines(witnesses)}group both all W1 W2\nquorum both\n`);
});
afterAll(() => rmSync(directory, { recursive: true }));

const environment = () => ({ HOME: '/nonexistent', XDG_CONFIG_HOME: directory });
const check = (name: string, ...args: readonly string[]) =>
  runCli(['ledger', 'check-proof', join(directory, name), ...args], { environment: environment() });
async function checkJson(name: string, ...args: readonly string[]) {
  const { code, out } = await check(name, '--format', 'json', ...args);
  return { code, answer: JSON.parse(out) as Readonly<Record<string, unknown>> };
}
const at = (name: string): string => join(directory, name);

describe('proved: exit 0', () => {
  test('by a key that is given, by the logs of a policy, by a key that is remembered', async () => {
    expect(await check('good', '--key', KEY)).toMatchObject({
      code: 0,
      out: expect.stringContaining('is in this log'),
    });
    const { code, answer } = await checkJson('good', '--policy', at('policy'));
    expect([code, answer]).toEqual([
      0,
      expect.objectContaining({ ok: true, origin: ORIGIN, trust: 'policy', quorum: 'both' }),
    ]);
    expect(answer['witnesses']).toMatchObject([{ name: 'W1' }, { name: 'W2', time: '2023-03-20T12:42:27Z' }]);
    mkdirSync(at('countersign'));
    put('countersign/keys.json', JSON.stringify({ version: 1, origins: { [ORIGIN]: [KEY] } }));
    expect((await checkJson('good')).answer).toMatchObject({ ok: true, trust: 'pinned', keys: [KEY] });
    rmSync(at('countersign'), { recursive: true });
  });

  test('with the entry from a file, with or without a newline at its end', async () => {
    expect(await check('detached', '--key', KEY, '--entry', at('entry'))).toMatchObject({ code: 0 });
    put('line', Buffer.concat([entry, Buffer.from('\n')]));
    expect((await checkJson('detached', '--key', KEY, '--entry', at('line'))).answer).toMatchObject({ from: 'file' });
    put('lines', Buffer.concat([entry, Buffer.from('\n\n')]));
    expect((await check('detached', '--key', KEY, '--entry', at('lines'))).code).toBe(1);
  });
});

describe('not proved: exit 1', () => {
  const problems = async (name: string, ...args: readonly string[]) => {
    const { code, answer } = await checkJson(name, ...args);
    return [code, (answer['problems'] as readonly { readonly code: string }[]).map((problem) => problem.code)];
  };

  test('another entry, in the extra line or in the file', async () => {
    put('forged', formatTlogProof({ ...proof, extra: Buffer.from('{}') }));
    expect(await problems('forged', '--key', KEY)).toEqual([1, ['inclusion']]);
    put('other', '{}');
    expect(await problems('good', '--key', KEY, '--entry', at('other'))).toEqual([1, ['inclusion']]);
  });

  test('another key', async () => {
    expect(await problems('good', '--key', formatVkey(keyFrom(3)))).toEqual([1, ['signature']]);
  });

  test('too few witnesses', async () => {
    put('alone', formatTlogProof({ ...proof, checkpoint: note }));
    expect(await problems('alone', '--key', KEY)).toEqual([0, []]);
    expect(await problems('alone', '--policy', at('policy'))).toEqual([1, ['quorum']]);
  });
});

describe('not asked: exit 2', () => {
  test.each([
    ['no key', ['good'], 'names a log'],
    [
      'a key that the policy does not list',
      ['good', '--key', formatVkey(keyFrom(3)), '--policy', 'policy'],
      'does not list',
    ],
    ['a proof without entry, and none given', ['detached', '--key', KEY], '--entry FILE'],
    ['no proof at all', ['entry', '--key', KEY], 'not a proof'],
    ['no such file', ['gone', '--key', KEY], 'no such file'],
    ['a policy that is none', ['good', '--key', KEY, '--policy', 'entry'], 'line 1, column 1'],
    ['the key of a witness', ['good', '--key', formatVkey(witnessFrom(1))], 'the key of a witness'],
  ])('%s', async (_what, [name = '', ...args], message) => {
    const paths = args.map((arg, i) => (args[i - 1] === '--policy' ? at(arg) : arg));
    expect(await check(name, ...paths)).toMatchObject({ code: 2, out: '', err: expect.stringContaining(message) });
  });

  test('an entry above every limit', async () => {
    put('huge', Buffer.alloc(70_000));
    expect(await check('detached', '--key', KEY, '--entry', at('huge'))).toMatchObject({ code: 2 });
  });
});
