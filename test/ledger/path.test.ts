import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { paths } from '../../src/ledger/layout.ts';
import { readPath } from '../../src/ledger/path.ts';
import { storedTiles } from '../../src/ledger/tile.ts';

describe('what a path means', () => {
  test('the inverse of every path that a ledger makes', () => {
    const index = fc.maxSafeInteger().map((number) => Math.abs(number) % 10 ** 15);
    fc.assert(
      fc.property(index, fc.nat(10 ** 7), (at, size) => {
        expect(readPath(paths.tail(at))).toEqual({ is: 'tail', index: at });
        expect(readPath(paths.bundle(at))).toEqual({ is: 'bundle', index: at });
        for (const tile of storedTiles(size).slice(-3))
          expect(readPath(paths.tile(tile))).toEqual({ is: 'tile', tile });
      }),
    );
  });

  test('the two notes', () => {
    expect(readPath(paths.checkpoint)).toEqual({ is: 'checkpoint' });
    expect(readPath(paths.witnessed)).toEqual({ is: 'witnessed' });
  });

  test.each(['README.md', '.gitattributes', 'keys/530d903a', 'schema/decision/1.json'])('%s is pinned', (path) => {
    expect(readPath(path)).toEqual({ is: 'pinned' });
  });

  test.each([
    'tail/007.json',
    'tail/7.json ',
    'tail/-1.json',
    'bundle/0.jsonl',
    'bundle/x000/001.jsonl',
    'tile/0/000.p/256',
    'tile/00/000',
    'tile/1/x01/000',
    'keys/530D903A',
    'schema/decision/01.json',
    'checkpoint/x',
    'checkpoint\n',
    'checkpoint.witnessed/x',
    'checkpoint.other',
    'tile/1/x999/x999/x999/x999/x999/999',
  ])('%j is stray', (path) => {
    expect(readPath(path)).toEqual({ is: 'stray' });
  });
});

test('any text means something', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^(tail|tile|bundle)\/[x0-9/.pjsonl]{0,20}$/));
  fc.assert(fc.property(text, (path) => typeof readPath(path).is === 'string'));
});
