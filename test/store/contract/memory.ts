import { describe, expect, test } from '@jest/globals';
import { type Fixture, fresh } from '../fixture.ts';

export function describeMemory(fixture: Fixture): void {
  describe('memory', () => {
    test('keeps small facts until they are forgotten by the beginning of their key', async () => {
      const { memory } = fixture.store;
      const scope = `scope-${fresh()}`;
      expect(await memory.get(scope, 'a')).toBeNull();
      await memory.set(scope, 'a:1', { x: [1, null, 'é'] }, 5);
      await memory.set(scope, 'a:1', { x: 2 }, 6);
      await memory.set(scope, 'a:2', null, 7);
      await memory.set(scope, 'A:2', 'upper', 7);
      await memory.set(scope, 'a%', 'percent', 7);
      await memory.set(scope, 'a:😀', true, 7);
      expect(await memory.get(scope, 'a:1')).toEqual({ value: { x: 2 }, at: 6 });
      expect(await memory.list(scope, 'a:')).toEqual([
        { key: 'a:1', value: { x: 2 } },
        { key: 'a:2', value: null },
        { key: 'a:😀', value: true },
      ]);
      await memory.forget(scope, 'a:');
      expect(await memory.list(scope, '')).toEqual([
        { key: 'A:2', value: 'upper' },
        { key: 'a%', value: 'percent' },
      ]);
      await memory.forget(scope, '');
      expect(await memory.list(scope, '')).toEqual([]);
    });

    test('is read page by page, the oldest first, none twice and none left out', async () => {
      const { memory } = fixture.store;
      const scope = `scope-${fresh()}`;
      for (const [key, at] of [
        ['d', 3],
        ['b', 2],
        ['c', 2],
        ['a', 9],
      ] as const)
        await memory.set(scope, key, key, at);
      const first = await memory.oldest(scope, { after: null, limit: 2 });
      expect(first).toEqual([
        { key: 'b', value: 'b', at: 2 },
        { key: 'c', value: 'c', at: 2 },
      ]);
      const rest = await memory.oldest(scope, { after: first.at(-1) ?? null, limit: 5 });
      expect(rest.map(({ key }) => key)).toEqual(['d', 'a']);
    });
  });
}
