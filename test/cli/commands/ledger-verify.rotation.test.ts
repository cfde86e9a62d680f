import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { keyFiles } from '../../../src/ledger/genesis.ts';
import { formatVkey } from '../../../src/ledger/note-key.ts';
import { rotationEntry, second } from '../../ledger/rotated.ts';
import { entriesOf, signer } from '../../ledger/sample.ts';
import { LedgerBranch } from '../ledger-branch.ts';
import { runCli } from '../test-io.ts';

/** A ledger that went over to another key, as somebody finds it who knows the old one. */

const [OLD, NEW] = [signer, second].map(formatVkey) as [string, string];
let directory: string;
let branch: LedgerBranch;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'countersign-rotation-'));
  branch = new LedgerBranch();
  branch.grow(2, 4);
  branch.ledger.signWith(second, signer);
  branch.flush([rotationEntry({ index: 4, n: 2 }, signer, second)], keyFiles(second));
  writeFileSync(join(directory, 'overlap'), branch.ledger.files.get('checkpoint') ?? '');
  branch.ledger.signWith(second);
  branch.flush(entriesOf(5, 7));
  const url = `file://${branch.repository.path}`;
  const shallow = ['clone', '--quiet', '--bare', '--depth', '1', '--single-branch', '--branch', 'countersign/ledger'];
  execFileSync('git', [...shallow, url, join(directory, 'shallow')]);
});
afterAll(() => {
  rmSync(directory, { recursive: true });
  branch.repository.remove();
});

const environment = () => ({
  PATH: process.env['PATH'],
  HOME: '/nonexistent',
  XDG_CONFIG_HOME: directory,
  TMPDIR: directory,
});
const cli = (...args: readonly string[]) => runCli(['ledger', ...args], { environment: environment() });
const rotations = [{ index: 4, from: OLD, to: NEW }];

test.each([
  ['whole', () => branch.repository.path],
  ['shallow', () => join(directory, 'shallow')],
])('a %s clone verifies with either key, and names the rotation', async (_which, path) => {
  for (const key of [OLD, NEW]) {
    const { code, out } = await cli('verify', path(), '--key', key, '--format', 'json');
    expect(JSON.parse(out)).toMatchObject({ ok: true, problems: [], rotations, keys: [key], trust: 'given' });
    expect(code).toBe(0);
  }
  expect((await cli('verify', path(), '--key', OLD)).out).toContain(`since entry 4 the key is ${NEW}`);
});

test('--pin remembers the new key alone, also in place of the old one', async () => {
  const pins = () => JSON.parse(readFileSync(join(directory, 'countersign/keys.json'), 'utf8')) as { origins: object };
  const { path } = branch.repository;
  await cli('verify', path, '--key', OLD, '--pin');
  expect(Object.values(pins().origins)).toEqual([[NEW]]);
  writeFileSync(
    join(directory, 'countersign/keys.json'),
    JSON.stringify({ version: 1, origins: { [signer.name]: [OLD] } }),
  );
  expect((await cli('verify', path)).code).toBe(0);
  expect(Object.values(pins().origins)).toEqual([[OLD]]);
  expect((await cli('verify', path, '--pin')).out).toContain('remembered from now on');
  expect(Object.values(pins().origins)).toEqual([[NEW]]);
  expect((await cli('verify', path)).code).toBe(0);
  rmSync(join(directory, 'countersign'), { recursive: true });
});

test('a proof of a later checkpoint is not believed by the old key, and says which key is missing', async () => {
  const proof = join(directory, 'later.tlog-proof');
  await cli('prove', branch.repository.path, '6', '--out', proof);
  expect((await cli('check-proof', proof, '--key', NEW)).code).toBe(0);
  const { code, out } = await cli('check-proof', proof, '--key', OLD);
  expect(code).toBe(1);
  expect(out).toContain(`it is by the key ${second.keyId}`);
});
