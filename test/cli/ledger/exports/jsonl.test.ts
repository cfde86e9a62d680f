import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { jsonLines } from '../../../../src/cli/ledger/exports/jsonl.ts';
import { readWords } from '../../../../src/cli/words.ts';
import type { IntactLedger } from '../../../../src/ledger/intact.ts';
import { readIntact } from '../../../../src/ledger/intact.ts';
import { grow, treeOf } from '../../../ledger/sample.ts';
import { testIo } from '../../test-io.ts';

let directory: string;
let out: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'countersign-jsonl-'));
  out = join(directory, 'ledger.jsonl');
});
afterEach(() => rmSync(directory, { recursive: true }));

const words = readWords([], { command: 'x', options: [], arguments: { least: 0, most: 0 } });
const write = (ledger: IntactLedger) => jsonLines.write({ ledger, out, words, io: testIo() });

test('line n is entry n, byte for byte', async () => {
  const ledger = grow(1, 300);
  expect(await write(readIntact(treeOf(ledger.files)))).toEqual({ written: 1, unchanged: 0, removed: 0 });
  const lines = ledger.entries.map(({ bytes }) => Buffer.concat([bytes, Buffer.from('\n')]));
  expect(readFileSync(out).equals(Buffer.concat(lines))).toBe(true);
});

test.each([
  ['two lines', Buffer.from('{}\n{}')],
  ['no UTF-8', Buffer.from([0xff])],
])('an entry of %s is refused, and nothing is written', async (_name, bytes) => {
  const { files } = grow(3);
  const ledger = readIntact(treeOf(files));
  // Whoever holds the key could have signed such an entry.
  const tree = treeOf(new Map([...files, ['tail/1.json', bytes]]));
  await expect(write({ ...ledger, tree })).rejects.toMatchObject({
    code: 'ledger.entry',
    message: 'Entry 1 is not one line of text',
  });
  expect(existsSync(out)).toBe(false);
});
