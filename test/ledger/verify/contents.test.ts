import { describe, expect, test } from '@jest/globals';
import { concatBytes, toBytes, toText } from '../../../src/base/bytes.ts';
import { leafHash } from '../../../src/ledger/merkle.ts';
import { heldSize, outgrownSize, readContents } from '../../../src/ledger/verify/contents.ts';
import { entriesOf, type Files, grow, treeOf } from '../sample.ts';

const sample = grow(300).files;

function read(files: Files, size = 300) {
  const visited: number[] = [];
  const { leaves, problems } = readContents(treeOf(files), size, (index) => visited.push(index));
  return { leaves, visited, problems: problems.map(({ code, index }) => [code, index]) };
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

test('every entry is visited once, in order, and its leaf hash kept', () => {
  const { leaves, visited, problems } = read(new Map(sample));
  expect(problems).toEqual([]);
  expect(visited).toEqual(Array.from({ length: 300 }, (_, at) => at));
  expect(leaves).toEqual(entriesOf(0, 300).map(({ bytes }) => leafHash(bytes)));
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
    expect(read(files).visited[0]).toBe(256);
    expect(read(new Map(sample).set('bundle/000.jsonl', toBytes(''))).problems).toHaveLength(258);
  });
});

test('an entry of the tail that is missing', () => {
  const files = new Map(sample);
  files.delete('tail/299.json');
  expect(read(files).problems).toEqual([['entry-missing', 299]]);
});

test('the size that files claim, within reason', () => {
  expect(heldSize(treeOf(sample))).toBe(300);
  expect(heldSize(treeOf(new Map()))).toBe(0);
  expect(heldSize(treeOf(grow(512).files))).toBe(512);
  const hostile = new Map(sample).set(`tail/${10 ** 14}.json`, toBytes('x'));
  expect(heldSize(treeOf(hostile))).toBeLessThan(1_000_000);
});

test('the files of more entries than a checkpoint counts, whose tail was sealed since', () => {
  const { files } = grow(300, 600);
  expect(outgrownSize(treeOf(files), 300)).toBe(600);
  expect(outgrownSize(treeOf(files), 600)).toBeNull();
  expect(outgrownSize(treeOf(files), 590)).toBeNull();
});
