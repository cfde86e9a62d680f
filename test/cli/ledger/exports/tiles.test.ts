import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Exported } from '../../../../src/cli/ledger/export-format.ts';
import { tiles } from '../../../../src/cli/ledger/exports/tiles.ts';
import { readWords } from '../../../../src/cli/words.ts';
import { readIntact } from '../../../../src/ledger/intact.ts';
import { tilesPaths } from '../../../../src/ledger/tiles-directory.ts';
import { grow, type SampleLedger, treeOf } from '../../../ledger/sample.ts';
import { testIo } from '../../test-io.ts';

let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'countersign-tiles-'));
});
afterEach(() => rmSync(out, { recursive: true }));

const words = readWords([], { command: 'x', options: [], arguments: { least: 0, most: 0 } });
const write = (ledger: SampleLedger): Promise<Exported> =>
  tiles.write({ ledger: readIntact(treeOf(ledger.files)), out, words, io: testIo() });

function files(): readonly string[] {
  return readdirSync(out, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(out, path)).isFile())
    .toSorted();
}

test('the directory holds the files of the specification and nothing else', async () => {
  expect(await write(grow(1, 300))).toEqual({ written: 6, unchanged: 0, removed: 0 });
  expect(files()).toEqual([...tilesPaths(300)].toSorted());
  expect(readFileSync(join(out, 'tile/0/000'))).toHaveLength(8_192);
});

test('the same again writes nothing', async () => {
  await write(grow(1, 300));
  expect(await write(grow(1, 300))).toEqual({ written: 0, unchanged: 6, removed: 0 });
});

test('partial tiles of earlier sizes stay until the full tile is there', async () => {
  await write(grow(1, 300));
  await write(grow(1, 300, 310));
  expect(files()).toEqual(expect.arrayContaining(['tile/0/001.p/44', 'tile/entries/001.p/44', 'tile/0/001.p/54']));
  const earlier = readFileSync(join(out, 'tile/0/001.p/44'));
  expect(readFileSync(join(out, 'tile/0/001.p/54')).subarray(0, earlier.length)).toEqual(earlier);
  expect(await write(grow(1, 300, 310, 520))).toMatchObject({ removed: 4 });
  // Level 1 is not full yet: its earlier width is still somebody's.
  expect(files()).toEqual([...tilesPaths(520), 'tile/1/000.p/1'].toSorted());
});

test('a file that a power cut left empty is mended', async () => {
  const ledger = grow(1, 300);
  await write(ledger);
  writeFileSync(join(out, 'tile/entries/000'), '');
  writeFileSync(join(out, 'tile/0/000'), new Uint8Array(8_192));
  expect(await write(ledger)).toEqual({ written: 2, unchanged: 4, removed: 0 });
});
