import { expect, test } from '@jest/globals';
import { askAgainAt } from '../../../src/app/stages/transient.ts';
import { MINUTE } from '../../../src/base/clock.ts';
import { type Facts, type Known, known, unknown } from '../../../src/policy/facts.ts';

const factsWith = (reviews: Known<never>): Facts =>
  ({ kind: 'pull_request', reviews, commits: known([]), directory: { users: {}, teams: {} } }) as unknown as Facts;

test.each([
  ['unavailable', MINUTE],
  ['incomplete', MINUTE],
  ['too-many', null],
  ['forbidden', null],
  ['not-recorded', null],
] as const)('a fact that is %s is asked for again after %s ms', (code, after) => {
  expect(askAgainAt(factsWith(unknown(code, 'so it is')), 0)).toBe(after);
});

test('a signature that GitHub could not verify just then is asked for again', () => {
  const signature = known({ state: 'invalid', reason: 'GPGVERIFY_UNAVAILABLE' });
  const facts = {
    ...factsWith(known([]) as unknown as Known<never>),
    commits: known([{ signature }]),
  } as unknown as Facts;
  expect(askAgainAt(facts, 5)).toBe(5 + MINUTE);
});
