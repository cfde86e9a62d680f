import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { csvHead, csvOf } from '../../../../src/cli/ledger/entry-record.ts';
import { csv } from '../../../../src/cli/ledger/exports/csv.ts';
import { readWords } from '../../../../src/cli/words.ts';
import { viewEntry } from '../../../../src/ledger/entry-view.ts';
import { readIntact } from '../../../../src/ledger/intact.ts';
import { grow, treeOf } from '../../../ledger/sample.ts';
import { testIo } from '../../test-io.ts';

test('a head, and a line for each entry in order', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-csv-'));
  const out = join(directory, 'ledger.csv');
  const words = readWords([], { command: 'x', options: [], arguments: { least: 0, most: 0 } });
  const { entries, files } = grow(1, 300);
  await csv.write({ ledger: readIntact(treeOf(files)), out, words, io: testIo() });
  const lines = entries.map(({ bytes }, index) => csvOf(viewEntry(index, bytes)));
  expect(readFileSync(out, 'utf8')).toBe([csvHead, ...lines].join(''));
  rmSync(directory, { recursive: true });
});
