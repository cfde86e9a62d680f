import { describe, expect, test } from '@jest/globals';
import type { Fixture } from '../fixture.ts';
import { commitOf, landed, linkScene, ran, WEB } from './link-scene.ts';

const production = { repository: WEB, environment: 'production' };

export function describeDeployingLinks(fixture: Fixture): void {
  const { links, file, heldBy } = linkScene(fixture);
  const scene = async () =>
    await file([
      [
        landed('', 'a'), // 0
        ran('a', 10), // 1
        landed('a', 'b'), // 2
        ran('b', 15, { stage: 'asked' }), // 3
        ran('b', 16, { stage: 'event' }), // 4
        ran('b', 20), // 5
        landed('b', 'c'), // 6
        ran('c', 30), // 7
        ran('a', 40), // 8
        ran('c', 35), // 9: read back later than it was
        ran('c', 50, { environment: 'staging' }), // 10
        ran('x', 60, { repository: WEB + 1 }), // 11
        ran('y', 70, { environment: 'moon', stage: 'asked' }), // 12
      ],
    ]);

  describe('deployments', () => {
    test('by where they went', async () => {
      const id = await scene();
      expect(await links().places(id)).toEqual([
        { repository: WEB, environment: 'moon' },
        production,
        { repository: WEB, environment: 'staging' },
        { repository: WEB + 1, environment: 'production' },
      ]);
      const places = await links().places(id);
      const newest = { stage: 'succeeded', until: null, most: 1 } as const;
      expect(await links().newest(id, places, newest)).toEqual([11, 10, 8]);
      expect(await links().newest(id, [production], { ...newest, most: 3 })).toEqual([8, 9, 7]);
      expect(await links().newest(id, [production], { ...newest, until: 30, most: 2 })).toEqual([7, 5]);
      expect(await links().newest(id, [production], { stage: 'event', until: 16, most: 1 })).toEqual([4]);
      expect(await links().newest(id, [], newest)).toEqual([]);
    });

    test('by what was there before and after them', async () => {
      const id = await scene();
      expect(await links().beside(id, production, { since: 35, index: 9 })).toEqual([7, 8]);
      expect(await links().beside(id, production, { since: 10, index: 1 })).toEqual([5]);
    });

    test('by what they hold', async () => {
      const id = await scene();
      const held = await heldBy(id, [2]);
      const places = await links().heldAt(held);
      expect(places).toEqual([
        { environment: 'production', since: 20 },
        { environment: 'staging', since: 50 },
      ]);
      expect(await links().turns(held, places)).toEqual([
        { environment: 'production', index: 5, isHeld: true },
        { environment: 'production', index: 9, isHeld: true },
        { environment: 'production', index: 8, isHeld: false },
        { environment: 'staging', index: 10, isHeld: true },
      ]);
      expect(await links().until(held, [{ environment: 'production', last: 5 }])).toEqual([3, 4, 5]);
      expect(await links().until(held, [{ environment: 'production', last: null }])).toEqual([3, 4, 5, 7, 9]);
    });

    test('by commits that never landed', async () => {
      const id = await scene();
      const held = { ...(await heldBy(id, [])), commits: [commitOf('y'), commitOf('a')] };
      expect(await links().heldAt(held)).toEqual([
        { environment: 'moon', since: null },
        { environment: 'production', since: 10 },
      ]);
      const turns = await links().turns(held, await links().heldAt(held));
      expect(turns.map(({ index, isHeld }) => [index, isHeld])).toEqual([
        [1, true],
        [5, false],
        [9, false],
        [8, true],
      ]);
    });
  });
}
