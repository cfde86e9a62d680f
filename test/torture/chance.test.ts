import { expect, test } from '@jest/globals';
import { chanceOf } from './chance.ts';
import { type Action, actionsOf } from './script.ts';

test('the same seed draws the same, another one something else', () => {
  const draws = (seed: number): readonly number[] => {
    const chance = chanceOf(seed);
    return Array.from({ length: 100 }, () => chance.draw());
  };
  expect(draws(1)).toEqual(draws(1));
  expect(draws(1)).not.toEqual(draws(2));
  expect(draws(3).every((each) => each >= 0 && each < 1)).toBe(true);
});

test('the actions of a run follow from its seed alone', () => {
  const first = (seed: number, lane: number): readonly Action[] => {
    const actions = actionsOf({ seed, lane, repositories: 5, slots: 4 });
    return Array.from({ length: 200 }, () => actions.next().value);
  };
  expect(first(7, 0)).toEqual(first(7, 0));
  expect(first(7, 0)).not.toEqual(first(7, 1));
  expect(new Set(first(7, 0).map(({ kind }) => kind)).size).toBeGreaterThan(10);
});
