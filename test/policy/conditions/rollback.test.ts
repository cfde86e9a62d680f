import { expect, test } from '@jest/globals';
import { rollback } from '../../../src/policy/conditions/rollback.ts';
import { known, unknown } from '../../../src/policy/facts.ts';
import { HOUR, makeDeployment, ran } from '../deployment-scenery.ts';
import { makeFacts, now, policyOf } from '../scenery.ts';
import { problemsIn } from '../setting-problems.ts';

const policy = policyOf('{ base: main }');
const judge = (facts = makeDeployment()) => rollback.judge(true, { facts, policy, at: now });

test('it ran in this environment before, or it did not', () => {
  const before = ran('Production', now - 9 * HOUR, now - 8 * HOUR);
  expect(judge(makeDeployment({ ran: known([ran('staging', now), before]) })).findings).toEqual([
    {
      code: 'rollback.ran',
      truth: 'met',
      commits: [],
      data: { environment: 'production', from: now - 9 * HOUR, until: now - 8 * HOUR },
    },
  ]);
  expect(judge().findings).toMatchObject([{ code: 'rollback.new', truth: 'unmet' }]);
  expect(judge(makeDeployment({ ran: known([]) })).truth).toBe('unmet');
});

test('what is not known', () => {
  const of = (code: 'unavailable' | 'not-recorded') => makeDeployment({ ran: unknown(code, 'x') });
  expect(judge(of('unavailable')).findings).toMatchObject([{ code: 'rollback.unread', truth: 'unknown' }]);
  expect(judge(of('not-recorded')).findings).toMatchObject([{ code: 'rollback.not-recorded', truth: 'pending' }]);
  expect(judge(makeFacts()).findings).toMatchObject([{ code: 'rollback.no-deployment', truth: 'unknown' }]);
});

test('only true means something', () => {
  expect(problemsIn('rollback', 'false')).toEqual(['1 policy.schema "rollback" must be true']);
  expect(problemsIn('rollback', 'true')).toEqual([]);
});
