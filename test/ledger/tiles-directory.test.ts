import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { concatBytes } from '../../src/base/bytes.ts';
import { leafHash } from '../../src/ledger/merkle.ts';
import { isTilesPath, tilesFile, tilesPaths } from '../../src/ledger/tiles-directory.ts';
import { entriesOf, grow, type SampleLedger } from './sample.ts';

function build(ledger: SampleLedger, path: string): Uint8Array | null {
  const file = tilesFile(path, ledger.state().size);
  return file?.build(file.needs.map((need) => ledger.files.get(need) ?? new Uint8Array())) ?? null;
}

const bytesOf = (from: number, to: number) => entriesOf(from, to).map(({ bytes }) => bytes);
const hashes = (from: number, to: number) => concatBytes(...bytesOf(from, to).map(leafHash));

/** Written once more, the other way round: as the specification says it. */
function readPrefixed(bundle: Uint8Array): readonly string[] {
  const bytes = Buffer.from(bundle);
  const entries: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt16BE(at);
    entries.push(bytes.toString('utf8', at + 2, at + 2 + length));
    at += 2 + length;
  }
  return entries;
}
const texts = (from: number, to: number) => bytesOf(from, to).map((bytes) => Buffer.from(bytes).toString('utf8'));

describe('the paths', () => {
  test.each([
    [0, ['checkpoint']],
    [1, ['tile/0/000.p/1', 'tile/entries/000.p/1', 'checkpoint']],
    [256, ['tile/0/000', 'tile/entries/000', 'tile/1/000.p/1', 'checkpoint']],
    [
      300, // the example of the specification's reading in the reference
      ['tile/0/000', 'tile/entries/000', 'tile/0/001.p/44', 'tile/entries/001.p/44', 'tile/1/000.p/1', 'checkpoint'],
    ],
  ])('of a ledger of %i entries', (size, expected) => {
    expect([...tilesPaths(size)]).toEqual(expected);
  });

  test('of 70,000 entries: levels 0, 1 and 2', () => {
    const paths = [...tilesPaths(70_000)];
    expect(paths).toHaveLength(2 * 274 + 2 + 1 + 1);
    expect(paths).toEqual(expect.arrayContaining(['tile/0/272', 'tile/0/273.p/112', 'tile/1/000', 'tile/1/001.p/17']));
    expect(paths.slice(-2)).toEqual(['tile/2/000.p/1', 'checkpoint']);
  });

  test('are made one by one: a ledger of any size costs nothing until it is read', () => {
    const { value } = tilesPaths(Number.MAX_SAFE_INTEGER).next();
    expect(value).toBe('tile/0/000');
  });

  test('every one of them is a file, and is known as such', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300_000 }), (size) => {
        for (const path of tilesPaths(size)) {
          if (tilesFile(path, size) === null || !isTilesPath(path)) throw new Error(path);
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('the files of a ledger of 600 entries', () => {
  const ledger = grow(1, 200, 600);

  test('level 0, the partial tile included', () => {
    expect(build(ledger, 'tile/0/001')).toEqual(hashes(256, 512));
    expect(build(ledger, 'tile/0/002.p/88')).toEqual(hashes(512, 600));
  });

  test('entries, each behind its length', () => {
    expect(readPrefixed(build(ledger, 'tile/entries/001') ?? new Uint8Array())).toEqual(texts(256, 512));
    expect(readPrefixed(build(ledger, 'tile/entries/002.p/88') ?? new Uint8Array())).toEqual(texts(512, 600));
  });

  test('level 1 and the checkpoint as they stand on the branch', () => {
    expect(build(ledger, 'tile/1/000.p/2')).toEqual(ledger.files.get('tile/1/000.p/2'));
    expect(build(ledger, 'checkpoint')).toEqual(ledger.files.get('checkpoint'));
  });

  test.each([1, 43, 255])('width %i, which an older checkpoint counted, is cut from what is there', (width) => {
    expect(build(ledger, `tile/0/000.p/${width}`)).toEqual(hashes(0, width));
    expect(readPrefixed(build(ledger, `tile/entries/000.p/${width}`) ?? new Uint8Array())).toEqual(texts(0, width));
  });

  test('a narrower tail, a narrower level 1', () => {
    expect(build(ledger, 'tile/0/002.p/3')).toEqual(hashes(512, 515));
    expect(readPrefixed(build(ledger, 'tile/entries/002.p/3') ?? new Uint8Array())).toEqual(texts(512, 515));
    expect(build(ledger, 'tile/1/000.p/1')).toEqual(ledger.files.get('tile/1/000.p/2')?.subarray(0, 32));
  });

  test.each([
    '',
    '/checkpoint',
    'checkpoint/',
    'README.md',
    'bundle/000.jsonl',
    'tail/512.json',
    'tile/0/002',
    'tile/0/002.p/89',
    'tile/0/003.p/1',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/01',
    'tile/00/000',
    'tile/0/0',
    'tile/0/x000/000',
    'tile/0/../../../etc/passwd',
    'tile/0/%2e%2e',
    'tile/1/000',
    'tile/2/000.p/1',
    'tile/64/000',
    'tile/entries/003',
    'tile/0/x999/x999/x999/x999/x999/999',
    'tile/0/000\n',
  ])('there is no %j', (path) => {
    expect(tilesFile(path, 600)).toBeNull();
  });

  test('of what a stranger asks for, exactly one spelling of a tile is answered', () => {
    const parts = fc.array(fc.constantFrom('tile', '0', '1', 'entries', '000', 'x000', '002.p', '88', '..', '.p', ''));
    fc.assert(
      fc.property(parts, (words) => {
        const path = words.join('/');
        if (tilesFile(path, 600) !== null)
          expect(path).toMatch(/^tile\/(0|1|entries)\/000$|^tile\/(0|entries)\/002\.p\/88$/);
      }),
    );
  });

  test('what the branch lost or altered is refused, never served', () => {
    for (const path of ['tile/0/000', 'tile/entries/000', 'tile/1/000.p/2'])
      expect(() => tilesFile(path, 600)?.build([new Uint8Array(5)])).toThrow(
        expect.objectContaining({ code: 'ledger.inconsistent' }),
      );
  });
});

test('an entry that the length cannot express is refused', () => {
  const file = tilesFile('tile/entries/000.p/1', 1);
  expect(file?.build([new Uint8Array(65_535)])).toHaveLength(65_537);
  expect(() => file?.build([new Uint8Array(65_536)])).toThrow(expect.objectContaining({ code: 'ledger.too-large' }));
});
