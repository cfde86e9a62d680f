import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { queueDefaults } from './sample.ts';
import { countMergeable, findLost, type Standing } from './standing.ts';

const standings = fc.array(fc.constantFrom<Standing>('unbuilt', 'waiting', 'passing', 'failing', 'timed-out'), {
  maxLength: 8,
});
const parameters = fc.record({
  grouping_strategy: fc.constantFrom('ALLGREEN' as const, 'HEADGREEN' as const),
  max_entries_to_merge: fc.integer({ min: 1, max: 5 }),
  min_entries_to_merge: fc.integer({ min: 1, max: 3 }),
});

test('what merges ends with an entry that passes, and no more than may; ALLGREEN: all of it passes', () => {
  fc.assert(
    fc.property(standings, parameters, fc.boolean(), (list, some, isWaitOver) => {
      const given = { ...queueDefaults, ...some };
      const count = countMergeable(list, given, isWaitOver);
      expect(count).toBeLessThanOrEqual(given.max_entries_to_merge);
      if (count === 0) return;
      expect(list[count - 1]).toBe('passing');
      if (!isWaitOver) expect(count).toBeGreaterThanOrEqual(given.min_entries_to_merge);
      if (given.grouping_strategy === 'ALLGREEN') expect(new Set(list.slice(0, count))).toEqual(new Set(['passing']));
    }),
  );
});

test('what is lost has failed, and nothing that is lost could have been carried along', () => {
  fc.assert(
    fc.property(standings, parameters, (list, some) => {
      const given = { ...queueDefaults, ...some };
      const at = findLost(list, given);
      if (at < 0) {
        // The last that failed has somebody behind it, or nobody failed.
        expect(['failing', 'timed-out']).not.toContain(list.at(-1) ?? 'passing');
        return;
      }
      expect(['failing', 'timed-out']).toContain(list[at]);
      if (given.grouping_strategy === 'HEADGREEN')
        expect(list.slice(at, at + given.max_entries_to_merge)).not.toContain('passing');
    }),
  );
});
