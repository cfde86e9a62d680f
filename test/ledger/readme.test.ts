import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { formatVkey } from '../../src/ledger/note-key.ts';
import { readmeText } from '../../src/ledger/readme.ts';
import { grow, ORIGIN, signer } from './sample.ts';

const text = readmeText({ origin: ORIGIN, vkey: formatVkey(signer) });
const folder = mkdtempSync(join(tmpdir(), 'readme-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Without Python and OpenSSL 3 the script cannot run; the rest of the text is tested everywhere. */
const hasTools = [
  ['python3', '--version'],
  ['openssl', 'version'],
].every(([name = '', flag = '']) => spawnSync(name, [flag]).status === 0);

test('names the ledger and its key, and is the same every time', () => {
  expect(text.split('\n')[0]).toBe(`# The ledger of ${ORIGIN}`);
  expect(text).toContain(`    ${formatVkey(signer)}\n`);
  expect(readmeText({ origin: ORIGIN, vkey: formatVkey(signer) })).toBe(text);
});

(hasTools ? describe : describe.skip)('its script, which is not ours to run but the reader’s', () => {
  const script = join(folder, 'verify.py');
  const clone = join(folder, 'clone');
  const run = () => spawnSync('python3', [script], { cwd: clone, encoding: 'utf8' });
  const put = (path: string, bytes: Uint8Array | string): void => {
    mkdirSync(dirname(join(clone, path)), { recursive: true });
    writeFileSync(join(clone, path), bytes);
  };

  test('accepts a ledger, and refuses it with one byte or the key changed', () => {
    writeFileSync(script, /```python\n([\s\S]*?)```/.exec(text)?.[1] ?? '');
    const { files } = grow(3, 520);
    for (const [path, bytes] of files) put(path, bytes);
    expect(run()).toMatchObject({ status: 0, stdout: expect.stringContaining('valid: 520 entries') });

    const bundle = files.get('bundle/001.jsonl') ?? new Uint8Array();
    put(
      'bundle/001.jsonl',
      bundle.map((byte, at) => (at === 5000 ? byte ^ 1 : byte)),
    );
    expect(run().stderr).toContain('the entries are not those that were signed');
    put('bundle/001.jsonl', bundle);

    const other = grow(521).files.get('checkpoint') ?? '';
    put('checkpoint', other);
    expect(run().status).not.toBe(0);
    const forged = Buffer.from(files.get('checkpoint') ?? '')
      .toString()
      .replace(/(— \S+ \S{20})(.)/, (_, head, char) => head + (char === 'A' ? 'B' : 'A'));
    put('checkpoint', forged);
    expect(run().status).not.toBe(0);
  });
});

test('its links and commands are well-formed', () => {
  expect(text).not.toMatch(/undefined|\$\{/);
  expect(execFileSync('git', ['stripspace'], { input: text, encoding: 'utf8' })).toBe(text);
});
