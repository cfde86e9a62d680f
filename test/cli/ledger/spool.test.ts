import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { Spool } from '../../../src/cli/ledger/spool.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'countersign-spool-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

test('what is put aside comes back, in any order and again', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 5_000 }), { maxLength: 20 }), (contents) => {
      using spool = new Spool(directory);
      const pieces = contents.map((bytes) => spool.add(bytes));
      for (const at of [...pieces.keys()].toReversed()) {
        const piece = pieces[at];
        if (piece !== undefined)
          expect(Buffer.from(spool.read(piece)).equals(Buffer.from(contents[at] ?? []))).toBe(true);
      }
    }),
    { numRuns: 50 },
  );
});

test('the file has no name while it is used', () => {
  using spool = new Spool(directory);
  spool.add(Buffer.from('secret'));
  expect(readdirSync(directory)).toEqual([]);
});

test('a piece that was never put aside is refused', () => {
  using spool = new Spool(directory);
  expect(() => spool.read({ offset: 5, length: 1 })).toThrow(RangeError);
});
