import { expect, test } from '@jest/globals';
import { makePlan } from '../../../src/cli/setup/plan.ts';
import { wantedRulesets } from '../../../src/cli/setup/wanted.ts';
import type { Ruleset } from '../../../src/github/rulesets.ts';
import { all, appendOnly, check, foreign, requires, situation, standing, wanted, writers } from './scenery.ts';

const states = (...of: readonly Ruleset[]) =>
  makePlan(situation(...of), wanted, 'main').map(({ state, id }) => [state, id]);

test('nothing stands: all of it is missing', () => {
  const plan = makePlan(situation(), wanted, 'main');
  expect(plan.map(({ state, definition }) => [state, definition])).toEqual(
    wanted.map(({ definition }) => ['missing', definition]),
  );
});

test('all of it stands: nothing is to be written', () => {
  expect(
    makePlan(all(), wanted, 'main').every(({ definition, state }) => definition === null && state === 'there'),
  ).toBe(true);
});

test('what differs is mended; what cannot be read is not called there', () => {
  expect(
    states(
      standing(check, { bypass: null }),
      standing(writers, { enforcement: 'disabled', bypass: null }),
      standing(appendOnly),
    ),
  ).toEqual([
    ['unread', 100],
    ['differs', 101],
    ['there', 102],
  ]);
});

test('somebody else’s ruleset that requires the check from the app is enough, on all branches', () => {
  const [item] = makePlan(situation(foreign(9, { level: 'Organization', source: 'acme' })), wanted, 'main');
  expect([item?.state, item?.id, item?.by]).toEqual(['there', null, ['the ruleset "theirs 9" of acme']]);
  expect(states(foreign(9, { rules: [requires(null)] }))[0]).toEqual(['missing', null]);
  const [gate] = makePlan(situation(foreign(9)), wantedRulesets(12, [['main', 'release/*']]), 'main');
  expect(gate?.state).toBe('missing');
});
