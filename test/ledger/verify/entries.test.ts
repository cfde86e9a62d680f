import { describe, expect, test } from '@jest/globals';
import { concatBytes, toBytes, toText } from '../../../src/base/bytes.ts';
import { gitBlobId } from '../../../src/ledger/digest.ts';
import { leafHash, rootOf } from '../../../src/ledger/merkle.ts';
import { readContents } from '../../../src/ledger/verify/contents.ts';
import { blobIdBytes, type EntryChecks } from '../../../src/ledger/verify/entries.ts';
import { hashesIn } from '../../../src/ledger/verify/leaves.ts';
import { checkSchema, entriesOf, type Files, grow, ORIGIN, treeOf } from '../sample.ts';

const sample = grow(300).files;

function read(files: Files, size = 300, checks: EntryChecks = { statements: null, like: null }) {
  const reads = [...readContents(treeOf(files), size, checks)];
  const leaves = reads.flatMap(({ leaves: { bytes, missing } }) =>
    hashesIn(bytes).map((hash, at) => (missing.includes(at) ? null : hash)),
  );
  return { reads, leaves, problems: reads.flatMap((one) => one.problems).map(({ code, index }) => [code, index]) };
}

/** The sample's bundle with its lines changed. */
function withLines(change: (lines: readonly string[]) => readonly string[]): Files {
  const lines = (toText(sample.get('bundle/000.jsonl') ?? toBytes('')) ?? '').trimEnd().split('\n');
  return new Map(sample).set(
    'bundle/000.jsonl',
    toBytes(
      change(lines)
        .map((line) => `${line}\n`)
        .join(''),
    ),
  );
}

test('every entry is hashed, in order; a whole bundle has a root', () => {
  const { reads, leaves, problems } = read(new Map(sample));
  const right = entriesOf(0, 300).map(({ bytes }) => leafHash(bytes));
  expect(problems).toEqual([]);
  expect(leaves).toEqual(right);
  expect(reads.map(({ root }) => root)).toEqual([rootOf(right.slice(0, 256)), null]);
  expect(reads.map(({ blobIds, statements }) => [blobIds, statements])).toEqual([
    [null, null],
    [null, null],
  ]);
});

test('blob ids are those that git gives, in repositories of either kind', () => {
  for (const like of ['a'.repeat(40), 'a'.repeat(64)]) {
    const { reads } = read(new Map(sample), 300, { statements: null, like });
    const id = Buffer.from(gitBlobId(entriesOf(257, 258)[0]?.bytes ?? toBytes(''), like), 'hex');
    expect(reads[1]?.blobIds?.bytes.subarray(id.length, 2 * id.length)).toEqual(new Uint8Array(id));
    expect(blobIdBytes(like)).toBe(id.length);
  }
});

test('what the entries say is read where it is asked for: everything, or what files are verified with', () => {
  const checks = (depth: 'everything' | 'bytes') => ({
    statements: { checkSchema, origin: ORIGIN, depth },
    like: null,
  });
  const counts = (depth: 'everything' | 'bytes') =>
    read(new Map(sample), 300, checks(depth)).reads.map(({ statements }) => [
      statements?.acts.length,
      statements?.policies.length,
    ]);
  expect(counts('everything')).toEqual([
    [1, 3],
    [0, 0],
  ]);
  expect(counts('bytes')).toEqual([
    [1, 0],
    [0, 0],
  ]);
});

describe('a bundle', () => {
  test('without one of its lines: that entry is missing, the others keep their places', () => {
    const { leaves, problems } = read(withLines((lines) => lines.toSpliced(7, 1)));
    expect(problems).toEqual([
      ['bundle-altered', null],
      ['entry-missing', 7],
    ]);
    expect(leaves.flatMap((leaf, at) => (leaf === null ? [at] : []))).toEqual([7]);
  });

  test('with a line too many is altered, and nothing is missing', () => {
    expect(read(withLines((lines) => lines.toSpliced(7, 0, '{}'))).problems).toEqual([['bundle-altered', null]]);
  });

  test('of nothing but newlines is altered, and no more of them are looked at than of one with some too many', () => {
    const { reads } = read(new Map(sample).set('bundle/000.jsonl', new Uint8Array(2_000_000).fill(0x0a)));
    const messages = reads.flatMap(({ problems }) => problems).map(({ message }) => message);
    expect(messages).toHaveLength(257);
    expect(messages[0]).toBe('bundle/000.jsonl has more than 4096 lines, expected 256');
  });

  test('whose last newline is gone, or that ends in something else', () => {
    const bytes = sample.get('bundle/000.jsonl') ?? toBytes('');
    expect(read(new Map(sample).set('bundle/000.jsonl', bytes.slice(0, -1))).problems).toEqual([
      ['bundle-altered', null],
    ]);
    const more = concatBytes(bytes, toBytes('x'));
    expect(read(new Map(sample).set('bundle/000.jsonl', more)).problems).toContainEqual(['bundle-altered', null]);
  });

  test('that is missing, or empty', () => {
    const files = new Map(sample);
    files.delete('bundle/000.jsonl');
    expect(read(files).problems).toEqual([['bundle-missing', 0]]);
    expect(read(files).leaves.findIndex((leaf) => leaf !== null)).toBe(256);
    expect(read(new Map(sample).set('bundle/000.jsonl', toBytes(''))).problems).toHaveLength(258);
  });
});

test('an entry of the tail that is missing', () => {
  const files = new Map(sample);
  files.delete('tail/299.json');
  expect(read(files).problems).toEqual([['entry-missing', 299]]);
});
