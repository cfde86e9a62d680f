import { expect, test } from '@jest/globals';
import {
  bundleCount,
  EVIDENCE_BRANCH,
  generationOf,
  LEDGER_BRANCH,
  ledgerBranch,
  paths,
  successorOrigin,
  tailStart,
} from '../../src/ledger/layout.ts';

test('every path of the design', () => {
  expect([LEDGER_BRANCH, EVIDENCE_BRANCH]).toEqual(['countersign/ledger', 'countersign/evidence']);
  expect([paths.readme, paths.attributes, paths.checkpoint]).toEqual(['README.md', '.gitattributes', 'checkpoint']);
  expect(paths.tail(1207)).toBe('tail/1207.json');
  expect(paths.bundle(4)).toBe('bundle/004.jsonl');
  expect(paths.bundle(1234067)).toBe('bundle/x001/x234/067.jsonl');
  expect(paths.tile({ level: 1, index: 0, width: 4 })).toBe('tile/1/000.p/4');
  expect(paths.key('530d903a')).toBe('keys/530d903a');
  expect(paths.schema('decision', 1)).toBe('schema/decision/1.json');
  expect(paths.evidence('abcdef')).toBe('ab/cd/abcdef.json');
});

test.each([
  [0, 0, 0],
  [255, 0, 0],
  [256, 1, 256],
  [1207, 4, 1024],
])('size %i: %i bundles, a tail from %i', (size, bundles, start) => {
  expect([bundleCount(size), tailStart(size)]).toEqual([bundles, start]);
});

test('a repository has another ledger branch after one whose key was lost', () => {
  expect([1, 2, 12].map(ledgerBranch)).toEqual(['countersign/ledger', 'countersign/ledger-2', 'countersign/ledger-12']);
  for (const generation of [1, 2, 9, 10, 9999]) expect(generationOf(ledgerBranch(generation))).toBe(generation);
});

test.each([
  'countersign/ledger-1',
  'countersign/ledger-0',
  'countersign/ledger-02',
  'countersign/ledger-',
  'countersign/ledger-2/x',
  'countersign/ledger2',
  'countersign/ledger-99999',
  'countersign/evidence',
  'countersign',
  'main',
])('%s is no branch of a ledger', (branch) => expect(generationOf(branch)).toBeNull());

test('a successor has the first name, and its number', () => {
  const second = successorOrigin('github.com/acme/shop', 2);
  expect(second).toBe('github.com/acme/shop/2');
  expect(successorOrigin(second, 3)).toBe('github.com/acme/shop/3');
  expect(successorOrigin('github.com/acme/2', 2)).toBe('github.com/acme/2/2');
});
