import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toBytes, toHex, toText } from '../../src/base/bytes.ts';
import { bundleBytes, decide, publishChanges, subtreesNeeded } from '../../src/ledger/batch.ts';
import { leafHash, rootOf, rootOfEdge } from '../../src/ledger/merkle.ts';
import { verifyLedger } from '../../src/ledger/verify.ts';
import { faultOf } from './faults.ts';
import { checkSchema, entriesOf, grow, SampleLedger, shown, signer, treeOf } from './sample.ts';

const note = toBytes('note');
const hash = new Uint8Array(32).fill(9);

/** Paths that a flush from one size to another adds and deletes. */
function pathsOf(publishedSize: number, decidedSize: number) {
  const entry = (index: number): Uint8Array => toBytes(`${index}`);
  const { additions, deletions } = publishChanges({ publishedSize, decidedSize, entry, subtree: () => hash, note });
  return { additions: additions.map(({ path }) => path), deletions };
}

describe('deciding', () => {
  test('gives leaves, edge and root', () => {
    const entries = entriesOf(0, 5).map(({ bytes }) => bytes);
    const decided = decide({ size: 0, edge: [] }, entries);
    expect(decided.leaves).toEqual(entries.map(leafHash));
    expect([decided.size, toHex(decided.root)]).toEqual([5, toHex(rootOf(decided.leaves))]);
    expect(toHex(rootOfEdge(decided.edge))).toBe(toHex(decided.root));
  });
});

describe('publishing', () => {
  test('the first entry', () => {
    expect(pathsOf(0, 1)).toEqual({ additions: ['checkpoint', 'tail/0.json'], deletions: [] });
  });

  test('one more adds one file and the checkpoint', () => {
    expect(pathsOf(254, 255)).toEqual({ additions: ['checkpoint', 'tail/254.json'], deletions: [] });
  });

  test('255 to 257 seals a bundle and keeps one entry in the tail', () => {
    const { additions, deletions } = pathsOf(255, 257);
    expect(additions).toEqual(['bundle/000.jsonl', 'checkpoint', 'tail/256.json', 'tile/0/000', 'tile/1/000.p/1']);
    expect(deletions).toHaveLength(255);
    expect(deletions).toContain('tail/0.json');
  });

  test('300 to 900 seals two at once and replaces the partial tile', () => {
    const { additions, deletions } = pathsOf(300, 900);
    const tail = Array.from({ length: 900 - 768 }, (_, at) => `tail/${768 + at}.json`);
    expect(additions).toEqual([
      'bundle/001.jsonl',
      'bundle/002.jsonl',
      'checkpoint',
      ...tail,
      'tile/0/001',
      'tile/0/002',
      'tile/1/000.p/3',
    ]);
    expect(deletions).toEqual([...Array.from({ length: 44 }, (_, at) => `tail/${256 + at}.json`), 'tile/1/000.p/1']);
  });

  test('a size that ends in a full bundle leaves no tail', () => {
    expect(pathsOf(0, 256).additions).toEqual(['bundle/000.jsonl', 'checkpoint', 'tile/0/000', 'tile/1/000.p/1']);
  });

  test('65,536 entries fill a tile of level 1, and begin level 2', () => {
    const { additions, deletions } = pathsOf(65_535, 65_536);
    expect(additions).toEqual(['bundle/255.jsonl', 'checkpoint', 'tile/0/255', 'tile/1/000', 'tile/2/000.p/1']);
    expect(deletions.filter((path) => path.startsWith('tile'))).toEqual(['tile/1/000.p/255']);
  });

  test('the same size changes the checkpoint alone', () => {
    expect(pathsOf(300, 300)).toEqual({ additions: ['checkpoint'], deletions: [] });
  });

  test('never backwards', () => {
    expect(faultOf(() => pathsOf(300, 299))).toBe('ledger.inconsistent');
  });

  test('asks for no subtree that subtreesNeeded does not name, and for no entry before the tail', () => {
    fc.assert(
      fc.property(fc.nat(200_000), fc.nat(1_000), (publishedSize, more) => {
        const sizes = { publishedSize, decidedSize: publishedSize + more };
        const needed = subtreesNeeded(sizes);
        const subtree = (level: number, index: number): Uint8Array => {
          expect(needed.some((one) => one.level === level && index >= one.from && index < one.to)).toBe(true);
          return hash;
        };
        const entry = (index: number): Uint8Array => {
          expect(index).toBeGreaterThanOrEqual(Math.floor(publishedSize / 256) * 256);
          return note;
        };
        publishChanges({ ...sizes, entry, subtree, note });
      }),
      { numRuns: 30 },
    );
  });

  test('at three million entries, one more costs two files', () => {
    expect(pathsOf(3_000_000, 3_000_001).additions).toEqual(['checkpoint', 'tail/3000000.json']);
  });
});

test('a bundle is its entries, each with a newline', () => {
  expect(toText(bundleBytes([toBytes('a'), toBytes('b')]))).toBe('a\nb\n');
});

test('however a ledger is flushed, the branch ends up the same, and is valid', () => {
  const whole = shown(grow(620).files);
  const steps = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(steps, (widths) => {
      const ledger = new SampleLedger();
      for (const width of [...widths, 620]) {
        const { size } = ledger.state();
        if (size < 620) ledger.flush(entriesOf(size, Math.min(620, size + width)));
      }
      expect(shown(ledger.files)).toEqual(whole);
      const history = { commits: ledger.commits, isComplete: true };
      expect(verifyLedger({ tree: treeOf(ledger.files), keys: [signer], checkSchema, history }).problems).toEqual([]);
    }),
    { numRuns: 12 },
  );
});
