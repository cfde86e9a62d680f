import { expect, test } from '@jest/globals';
import { type AlertsSettings, alerts } from '../../../src/policy/conditions/alerts.ts';
import { type AlertFacts, known, unknown } from '../../../src/policy/facts.ts';
import { alertsOf, analysis, group, open, scanned } from '../alert-scenery.ts';
import { MINUTE, makeFacts, now, oid, policyOf } from '../scenery.ts';
import { problemsIn } from '../setting-problems.ts';

const policy = policyOf('{ base: main }');
const judge = (settings: AlertsSettings, changes: Partial<AlertFacts> = {}) =>
  alerts.judge(settings, { facts: makeFacts({ alerts: alertsOf(changes) }), policy, at: now });
const said = (...args: Parameters<typeof judge>) => {
  const { truth, findings } = judge(...args);
  return [truth, findings.map(({ code }) => code)];
};
const code = (changes: Parameters<typeof scanned>[0]) => ({ codeScanning: known(scanned(changes)) });
const high = { code_scanning: { none_of: 'high' } } as const;
const any = { code_scanning: { none_of: 'high', analyzed: 'any' } } as const;

test.each<[string, AlertsSettings, Partial<AlertFacts>, string, string]>([
  ['nothing is open', high, {}, 'met', 'none'],
  ['as bad', high, code({ groups: [group('high')] }), 'unmet', 'open'],
  ['worse', high, code({ groups: [group('critical')] }), 'unmet', 'open'],
  ['not so bad', high, code({ groups: [group('medium'), group('low')] }), 'met', 'none'],
  ['more than was read', high, code({ groups: [group('low')], isAll: false }), 'unknown', 'too-many'],
  ['more than was read, and one is so bad', high, code({ groups: [group('high')], isAll: false }), 'unmet', 'open'],
  ['closed by a later analysis', high, code({ closedSince: open(group('high')) }), 'unmet', 'open'],
  ['more were closed than was read', high, code({ closedSince: { groups: [], isAll: false } }), 'unknown', 'too-many'],
  ['closed later, and any analysis is good', any, code({ closedSince: open(group('high')) }), 'met', 'none'],
  ['another commit was analyzed', high, code({ analyses: [analysis({ ofCommit: null })] }), 'pending', 'not-analyzed'],
  ['another commit, and any is good', any, code({ analyses: [analysis({ ofCommit: null })] }), 'met', 'none'],
  ['nothing was analyzed', high, code({ analyses: [] }), 'pending', 'not-analyzed'],
  ['nothing was, and any is good', any, code({ analyses: [] }), 'pending', 'not-analyzed'],
  ['open, and not analyzed', high, code({ groups: [group('high')], analyses: [] }), 'pending', 'not-analyzed'],
  ['code scanning is off', high, { codeScanning: unknown('forbidden', 'x') }, 'unknown', 'unread'],
  ['a secret', { secret_scanning: 'none' }, { secretScanning: known(open(group('critical'))) }, 'unmet', 'open'],
  ['no secret', { secret_scanning: 'none' }, {}, 'met', 'none'],
  ['secrets unread', { secret_scanning: 'none' }, { secretScanning: unknown('forbidden', 'x') }, 'unknown', 'unread'],
  ['a dependency', { dependencies: { none_of: 'low' } }, { dependencies: known(open(group('low'))) }, 'unmet', 'open'],
  [
    'a dependency that is not so bad',
    { dependencies: { none_of: 'critical' } },
    { dependencies: known(open(group('high'))) },
    'met',
    'none',
  ],
])('%s', (_name, settings, changes, truth, found) => {
  expect(said(settings, changes)).toEqual([truth, [`alerts.${found}`]]);
});

test('one tool only', () => {
  const settings = { code_scanning: { none_of: 'high', tool: 'Trivy' } } as const;
  expect(said(settings)).toEqual(['pending', ['alerts.not-analyzed']]);
  const both = [analysis(), analysis({ tool: 'Trivy' })];
  expect(said(settings, code({ analyses: both, groups: [group('high')] }))).toEqual(['met', ['alerts.none']]);
  const found = code({ analyses: both, groups: [group('high', { tool: 'Trivy' })] });
  expect(said(settings, found)).toEqual(['unmet', ['alerts.open']]);
});

test('each category has to be analyzed', () => {
  const settings = { code_scanning: { none_of: 'high', categories: ['/language:go', '/language:js'] } } as const;
  const go = analysis({ category: '/language:go' });
  const { truth, findings } = judge(settings, code({ analyses: [go, analysis()] }));
  expect([truth, findings[0]?.data['missing']]).toEqual(['pending', ['/language:js']]);
  const older = analysis({ category: '/language:js', newest: now - 30 * MINUTE, ofCommit: now - 30 * MINUTE });
  const all = judge(settings, code({ analyses: [go, older] }));
  expect([all.truth, all.findings[0]?.data['at']]).toEqual(['met', now - 30 * MINUTE]);
});

test('the three kinds together', () => {
  const settings = { ...high, secret_scanning: 'none', dependencies: { none_of: 'high' } } as const;
  expect(said(settings)).toEqual(['met', ['alerts.none', 'alerts.none', 'alerts.none']]);
  const mixed = { ...code({ analyses: [] }), secretScanning: known(open(group('critical'))) };
  expect(said(settings, mixed)).toEqual(['unmet', ['alerts.not-analyzed', 'alerts.open', 'alerts.none']]);
});

test('the evidence: how many, how bad, and their numbers', () => {
  const groups = [
    group('critical', { count: 30, numbers: Array.from({ length: 20 }, (_, at) => 100 + at) }),
    group('critical', { tool: 'Trivy', numbers: [7] }),
    group('high', { numbers: [8] }),
    group('low'),
  ];
  expect(judge(high, code({ groups })).findings).toEqual([
    {
      code: 'alerts.open',
      truth: 'unmet',
      commits: [],
      data: {
        of: 'code_scanning',
        none_of: 'high',
        tool: null,
        analyzed: 'commit',
        categories: null,
        commit: oid(12),
        at: now - 10 * MINUTE,
        count: 32,
        isAll: true,
        rows: [
          { severity: 'critical', count: 31, numbers: Array.from({ length: 20 }, (_, at) => 100 + at) },
          { severity: 'high', count: 1, numbers: [8] },
        ],
      },
    },
  ]);
});

test('an analysis that is waited for is looked for again', () => {
  expect(judge(high, code({ analyses: [] })).validUntil).toBe(now + 5 * MINUTE);
  expect(judge(high).validUntil).toBeNull();
  expect(judge(high, code({ groups: [group('high')] })).validUntil).toBeNull();
});

test('where nobody looked nothing is known', () => {
  const { truth, findings } = alerts.judge(high, { facts: makeFacts(), policy, at: now });
  expect([truth, findings[0]?.data]).toEqual([
    'unknown',
    { of: 'code_scanning', why: 'not-needed', detail: 'nobody looked at them' },
  ]);
});

test.each([
  ['{}', '1 policy.schema "alerts" must not be empty'],
  ['{ secret_scanning: low }', '20 policy.schema "secret_scanning" must be "none"'],
  ['{ dependencies: {} }', '17 policy.schema "dependencies" needs "none_of"'],
  [
    '{ code_scanning: { none_of: error } }',
    '29 policy.schema "none_of" must be one of critical, high, medium, low, not "error"',
  ],
  [
    '{ code_scanning: { none_of: low, analyzed: head } }',
    '44 policy.schema "analyzed" must be one of commit, any, not "head"',
  ],
  ['{ code_scanning: { none_of: low, categories: [] } }', '46 policy.schema "categories" must not be empty'],
])('%s', (settings, expected) => {
  expect(problemsIn('alerts', settings)).toEqual([expected]);
});
