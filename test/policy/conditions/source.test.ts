import { expect, test } from '@jest/globals';
import { type SourceSettings, source } from '../../../src/policy/conditions/source.ts';
import { known, type ShippedCommit, unknown } from '../../../src/policy/facts.ts';
import { HOUR, makeDeployment, shipped, sourceOf } from '../deployment-scenery.ts';
import { makeFacts, now, oid, policyOf } from '../scenery.ts';
import { problemsIn } from '../setting-problems.ts';

const policy = policyOf('{ base: main }');
const judge = (settings: SourceSettings, ...commits: readonly ShippedCommit[]) =>
  source.judge(settings, { facts: makeDeployment({ source: known(sourceOf(...commits)) }), policy, at: now });
const late = { is: 'reviewed', late: 'allow' } as const;
const cover = { entry: 'c'.repeat(32), by: 2 };
const bare = shipped(11, { decision: null, change: null });
const covered = shipped(10, { decision: null, late: cover });

test.each<[string, SourceSettings, readonly ShippedCommit[], string, readonly string[]]>([
  ['all passed', 'reviewed', [shipped(12), shipped(11)], 'met', ['source.reviewed']],
  ['the long form', { is: 'reviewed' }, [shipped(12)], 'met', ['source.reviewed']],
  ['nothing at all', 'reviewed', [], 'met', ['source.reviewed']],
  ['one did not', 'reviewed', [shipped(12), bare], 'unmet', ['source.uncovered']],
  ['one did not, and late counts', late, [shipped(12), bare], 'unmet', ['source.uncovered']],
  ['late, and it counts', late, [shipped(12), covered], 'met', ['source.reviewed']],
  ['late, and it does not', 'reviewed', [shipped(12), covered], 'unmet', ['source.late-not-allowed']],
  ['late, and denied', { is: 'reviewed', late: 'deny' }, [covered], 'unmet', ['source.late-not-allowed']],
  ['both', 'reviewed', [bare, covered], 'unmet', ['source.uncovered', 'source.late-not-allowed']],
  ['late does not cover another', late, [bare, covered], 'unmet', ['source.uncovered']],
])('%s', (_name, settings, commits, truth, codes) => {
  const outcome = judge(settings, ...commits);
  expect([outcome.truth, outcome.findings.map(({ code }) => code)]).toEqual([truth, codes]);
});

test('the evidence: what, how, by whom, and what could be deployed instead', () => {
  expect(judge('reviewed', shipped(12), bare, shipped(10)).findings).toEqual([
    {
      code: 'source.uncovered',
      truth: 'unmet',
      commits: [oid(11)],
      data: {
        all: 3,
        since: oid(9),
        at: now - 70 * HOUR,
        late: 'deny',
        count: 1,
        rows: [
          {
            oid: oid(11),
            change: null,
            how: 'merge',
            by: 1,
            at: now - 2 * HOUR,
            entry: bare.landed?.entry,
            late: null,
          },
        ],
        instead: oid(10),
      },
    },
  ]);
});

test('nothing is offered that has an uncovered commit behind it', () => {
  const [finding] = judge('reviewed', bare, shipped(11), shipped(10, { decision: null })).findings;
  expect(finding?.data['instead']).toBeNull();
});

test('a commit of which nobody recorded how it came', () => {
  const [finding] = judge('reviewed', shipped(12, { decision: null, landed: null })).findings;
  expect(finding?.data['rows']).toEqual([
    { oid: oid(12), change: 41, how: null, by: null, at: null, entry: null, late: null },
  ]);
});

test('who covered late stands in the evidence of what passed', () => {
  const [finding] = judge(late, shipped(11), covered).findings;
  expect(finding?.data).toMatchObject({ count: 2, covered: [{ oid: oid(10), late: cover }] });
});

test('whose cover counts, where the policy names roles', () => {
  const roles = { ...late, late_by: ['maintainers'] };
  const told = (by: number, directory = makeFacts().directory) => {
    const shippedLate = sourceOf(shipped(12), { ...covered, late: { ...cover, by } });
    const facts = { ...makeDeployment({ source: known(shippedLate) }), directory };
    const [finding] = source.judge(roles, { facts, policy, at: now }).findings;
    return [finding?.code, finding?.truth];
  };
  expect(told(2)).toEqual(['source.reviewed', 'met']);
  expect(told(77)).toEqual(['source.late-by-others', 'unmet']);
  expect(told(77, { users: {}, teams: {} })).toEqual(['source.late-by-others', 'unknown']);
});

test('many are counted, and a few named', () => {
  const [finding] = judge(
    'reviewed',
    ...Array.from({ length: 25 }, (_, at) => shipped(at, { decision: null })),
  ).findings;
  expect([finding?.commits.length, finding?.data['count']]).toEqual([20, 25]);
});

test('what is not known', () => {
  const of = (code: 'unavailable' | 'not-recorded') =>
    source.judge('reviewed', { facts: makeDeployment({ source: unknown(code, 'x') }), policy, at: now }).findings;
  expect(of('unavailable')).toMatchObject([{ code: 'source.unread', truth: 'unknown', data: { why: 'unavailable' } }]);
  expect(of('not-recorded')).toMatchObject([{ code: 'source.not-recorded', truth: 'pending' }]);
  const { findings } = source.judge('reviewed', { facts: makeFacts(), policy, at: now });
  expect(findings).toMatchObject([{ code: 'source.no-deployment', truth: 'unknown' }]);
});

test.each([
  ['tested', '1 policy.schema "tested" is not the word reviewed'],
  ['{ late: allow }', '1 policy.schema "source" needs "is"'],
  ['{ is: tested }', '7 policy.schema "is" must be "reviewed"'],
  ['{ is: reviewed, late: yes }', '23 policy.schema "late" must be one of allow, deny, not "yes"'],
])('%s', (settings, expected) => {
  expect(problemsIn('source', settings)).toEqual([expected]);
});
