import { expect, test } from '@jest/globals';
import { findOurs, pinnedOn } from '../../../src/cli/setup/situation.ts';
import { all, check, foreign, requires, situation, standing, writers } from './scenery.ts';

test('ours are known by name, on the repository itself', () => {
  expect(findOurs(all(), check)?.id).toBe(100);
  expect(findOurs(situation(standing(check, { level: 'Organization' })), check)).toBeNull();
  expect(findOurs(situation(foreign(9)), check)).toBeNull();
});

test('a check counts as pinned where it is taken from our app, by an active ruleset', () => {
  const others = [foreign(1), foreign(2, { rules: [requires(null)] }), foreign(3, { rules: [requires(12, 'other')] })];
  const state = situation(...others, foreign(4, { enforcement: 'evaluate' }));
  expect(pinnedOn(state, 'main', check).map(({ id }) => id)).toEqual([1]);
  expect(pinnedOn(state, 'next', check)).toEqual([]);
  expect(pinnedOn(state, 'main', writers)).toEqual([]);
});
