import { describe, expect, test } from '@jest/globals';
import type { Fixture } from '../fixture.ts';
import { commitOf, landed, linkScene, WEB } from './link-scene.ts';

export function describeLandingLinks(fixture: Fixture): void {
  const { links, file, heldBy } = linkScene(fixture);
  /** Two runs on the first: one that goes on, one that began again after a push by force. */
  const branch = async () =>
    await file([
      [
        landed('', 'a'), // 0
        landed('a', 'b'), // 1
        landed('b', 'c'), // 2
        landed('c', 'a', { isCut: true }), // 3
        landed('a', 'd'), // 4
        landed('d', 'e'), // 5
      ],
    ]);

  describe('landings', () => {
    test('at a commit, and in a run', async () => {
      const id = await branch();
      expect(await links().landingsAt(id, WEB, commitOf('a'))).toEqual([
        { index: 0, run: 0 },
        { index: 1, run: 0 },
        { index: 3, run: 3 },
        { index: 4, run: 4 },
      ]);
      expect(await links().landingsAt(id, WEB + 1, commitOf('a'))).toEqual([]);
      expect(await links().inRun(id, 0, { from: 1, to: 9 })).toEqual([1, 2]);
      expect(await links().landings(id, [5, 2, 99])).toEqual([
        { index: 2, run: 0 },
        { index: 5, run: 4 },
      ]);
    });

    test('on which a run was built', async () => {
      const id = await branch();
      expect(await links().below(id, 4)).toEqual({ index: 3, run: 3 });
      expect(await links().below(id, 3)).toBeNull();
      expect(await links().below(id, 0)).toBeNull();
      expect(await links().joints(id, WEB)).toEqual([
        { run: 4, on: { index: 0, run: 0 } },
        { run: 4, on: { index: 3, run: 3 } },
      ]);
    });

    test('whose tips hold something', async () => {
      const id = await branch();
      const all = ['a', 'b', 'c', 'd', 'x'].map(commitOf);
      expect(await links().tips(await heldBy(id, [1]), all)).toEqual(['b', 'c'].map(commitOf));
      expect(await links().tips(await heldBy(id, [4]), all)).toEqual([commitOf('d')]);
      expect(await links().tips(await heldBy(id, []), all)).toEqual([]);
    });
  });
}
