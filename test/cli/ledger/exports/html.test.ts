import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Exported } from '../../../../src/cli/ledger/export-format.ts';
import { html } from '../../../../src/cli/ledger/exports/html.ts';
import { readWords } from '../../../../src/cli/words.ts';
import { checkProof } from '../../../../src/ledger/check-proof.ts';
import { readIntact } from '../../../../src/ledger/intact.ts';
import { parseTlogProof } from '../../../../src/ledger/tlog-proof.ts';
import { grow, signer, treeOf } from '../../../ledger/sample.ts';
import { testIo } from '../../test-io.ts';

let directory = '';
let out = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'countersign-html-'));
  out = join(directory, 'new', 'folder');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const ledger = grow(1, 300);

async function write(...args: readonly string[]): Promise<Exported> {
  const words = readWords(args, { command: 'x', options: html.options, arguments: { least: 0, most: 0 } });
  return await html.write({ ledger: readIntact(treeOf(ledger.files)), out, words, io: testIo() });
}

test('the newest entries each have a page and a proof, and every link leads to a file', async () => {
  expect(await write('--newest', '30')).toEqual({ written: 62, unchanged: 0, removed: 0 });
  expect(readdirSync(out).toSorted()).toEqual(['checkpoint', 'entries', 'index.html', 'proofs']);
  const links = [...readFileSync(join(out, 'index.html'), 'utf8').matchAll(/href="([^"]*)"/g)].map(
    ([, link = '']) => link,
  );
  expect(links).toHaveLength(30);
  for (const link of links) expect(existsSync(join(out, link))).toBe(true);
  const proof = parseTlogProof(readFileSync(join(out, 'proofs', '299.tlog-proof')));
  expect(Buffer.from(proof.extra ?? [])).toEqual(Buffer.from(ledger.entries[299]?.bytes ?? []));
  expect(checkProof({ proof, entry: proof.extra ?? new Uint8Array(), logs: [signer], policy: null }).problems).toEqual(
    [],
  );
  expect(readdirSync(join(directory, 'new'))).toEqual(['folder']);
  // Whoever may read other directories of this user may read this one.
  expect(statSync(out).mode).toBe(statSync(join(out, 'entries')).mode);
});

test('all of a ledger, into a directory that is there and empty', async () => {
  mkdirSync(out, { recursive: true });
  expect((await write('--newest', 'all')).written).toBe(602);
  expect(readFileSync(join(out, 'index.html'), 'utf8')).toContain('All of them are shown here');
});

describe('what is refused', () => {
  test("somebody's directory", async () => {
    mkdirSync(out, { recursive: true });
    writeFileSync(join(out, 'mine'), '');
    await expect(write()).rejects.toMatchObject({ code: 'cli.unwritable' });
    expect(readdirSync(out)).toEqual(['mine']);
  });

  test('a directory that cannot be made', async () => {
    writeFileSync(join(directory, 'new'), '');
    await expect(write()).rejects.toMatchObject({ code: 'cli.unwritable' });
  });

  test.each(['0', '-1', 'some', '1.5'])('--newest=%s', async (number) => {
    await expect(write(`--newest=${number}`)).rejects.toMatchObject({ code: 'cli.usage' });
    expect(existsSync(out)).toBe(false);
  });
});
