import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { isFault } from '../../../src/base/fault.ts';
import { readStage, removeStage, type Stage, writeStage } from '../../../src/cli/append/stage-file.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'countersign-stage-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const stage: Stage = {
  ref: 'refs/heads/countersign/ledger',
  origin: 'host/acme/shop',
  head: null,
  size: 0,
  batches: [[Buffer.from('{"a":1}'), Buffer.from('{"b":"é"}')], [Buffer.from('{}')]],
  files: [{ path: 'README.md', bytes: new Uint8Array(Buffer.from('read me\n')) }],
};

test('what was staged is read back, and is gone when it is removed', () => {
  expect(readStage(directory)).toBeNull();
  writeStage(directory, stage);
  expect(readStage(directory)).toEqual(stage);
  removeStage(directory);
  removeStage(directory);
  expect(readStage(directory)).toBeNull();
  expect(readdirSync(directory)).toEqual([]);
});

test('nothing is published from a file that is not whole', () => {
  writeStage(directory, stage);
  const path = join(directory, 'staged');
  const bytes = readFileSync(path);
  for (const content of [bytes.subarray(0, -1), bytes.subarray(0, -4), bytes.subarray(5), Buffer.from('{}\n')]) {
    writeFileSync(path, content);
    let thrown: unknown = null;
    try {
      readStage(directory);
    } catch (error) {
      thrown = error;
    }
    expect(isFault(thrown, 'ledger.inconsistent')).toBe(true);
  }
});
