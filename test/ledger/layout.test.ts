import { expect, test } from '@jest/globals';
import { bundleCount, EVIDENCE_BRANCH, LEDGER_BRANCH, paths, tailStart } from '../../src/ledger/layout.ts';

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
