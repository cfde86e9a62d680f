import { expect, test } from '@jest/globals';
import { type WithinSettings, within } from '../../../src/policy/conditions/within.ts';
import { judgeNode } from '../../../src/policy/judge.ts';
import { makeFacts, now, policyOf } from '../scenery.ts';
import { problemsIn } from '../setting-problems.ts';

/** `now` is Saturday, 2026-11-21T14:10:00Z. */
const policy = policyOf('{ base: main }');
const judge = (settings: WithinSettings, at = now) => within.judge(settings, { facts: makeFacts(), policy, at });

test.each<[WithinSettings, string, number | null]>([
  [{ days: 'sat' }, 'met', Date.UTC(2026, 10, 22)],
  [{ days: 'mon-thu', hours: '09:00-17:00', timezone: 'Europe/Paris' }, 'unmet', Date.UTC(2026, 10, 23, 8)],
  [{ hours: '09:00-17:00' }, 'met', Date.UTC(2026, 10, 21, 17)],
  [{ hours: '09:00-15:00', timezone: 'Europe/Paris' }, 'unmet', Date.UTC(2026, 10, 22, 8)],
  [{ from: '2026-12-20', until: '2027-01-03', timezone: 'Europe/Paris' }, 'unmet', Date.UTC(2026, 11, 19, 23)],
  [{ from: '2026-11-01' }, 'met', null],
  [{ until: '2026-11-01' }, 'unmet', null],
])('%j', (settings, truth, validUntil) => {
  expect(judge(settings)).toMatchObject({ truth, validUntil });
});

test('the answer is another one exactly then', () => {
  const settings = { days: ['mon', 'tue'], hours: '22:00-06:00', timezone: 'America/New_York' } as const;
  const { truth, validUntil } = judge(settings);
  expect(judge(settings, Number(validUntil) - 1).truth).toBe(truth);
  expect(judge(settings, Number(validUntil)).truth).not.toBe(truth);
});

test('a freeze: under `not` it ends by itself as well', () => {
  const [rule] = policyOf("{ not: { within: { days: 'sat-sun' } } }").rules;
  if (rule === undefined) throw new Error('no rule');
  expect(judgeNode(rule.require, { facts: makeFacts(), policy, at: now })).toMatchObject({
    truth: 'unmet',
    validUntil: Date.UTC(2026, 10, 23),
  });
});

test('the evidence: what the clock there shows', () => {
  expect(judge({ days: 'mon-tue', timezone: 'Asia/Kolkata' }).findings).toEqual([
    {
      code: 'within.outside',
      truth: 'unmet',
      commits: [],
      data: {
        days: ['mon', 'tue'],
        hours: null,
        from: null,
        until: null,
        timezone: 'Asia/Kolkata',
        day: 'sat',
        local: '2026-11-21T19:40',
        changes: Date.UTC(2026, 10, 22, 18, 30),
      },
    },
  ]);
});

test('a zone that this version does not know leaves it open', () => {
  expect(judge({ days: 'sat', timezone: 'Mars/Phobos' })).toMatchObject({
    truth: 'unknown',
    validUntil: null,
    findings: [{ code: 'within.no-timezone' }],
  });
});

test.each([
  ['{}', '1 policy.schema "within" needs "days" or "hours" or "from" or "until"'],
  ['{ timezone: UTC }', '1 policy.schema "within" needs "days" or "hours" or "from" or "until"'],
  ['{ days: monday }', '9 policy.schema "monday" is not a day like mon, or days like mon-thu'],
  [
    '{ days: [mon, mox] }',
    '15 policy.schema "days" must be one of mon, tue, wed, thu, fri, sat, sun, not "mox", did you mean "mon"?',
  ],
  ['{ hours: 9-17 }', '10 policy.schema "9-17" is not hours like 09:00-17:00'],
  ['{ hours: 24:00-01:00 }', '10 policy.schema "24:00-01:00" is not hours like 09:00-17:00'],
  ['{ hours: 09:00-09:00 }', '10 policy.schema "09:00-09:00" is no time at all'],
  ['{ from: 2026-02-30 }', '9 policy.schema there is no day 2026-02-30'],
  ['{ from: 20.12.2026 }', '9 policy.schema "20.12.2026" is not a date like 2026-12-20'],
  ['{ from: 2027-01-03, until: 2026-12-20 }', '28 policy.schema nothing lies between 2027-01-03 and 2026-12-20'],
  ['{ from: 2026-12-20, until: 2026-12-20 }', '28 policy.schema nothing lies between 2026-12-20 and 2026-12-20'],
  [
    '{ days: mon, timezone: Europe/Pariss }',
    '24 policy.reference "Europe/Pariss" is not a time zone: did you mean "Europe/Paris"?',
  ],
  ['{ days: mon, timezone: Nowhere/at/all }', '24 policy.reference "Nowhere/at/all" is not a time zone'],
])('%s', (settings, expected) => {
  expect(problemsIn('within', settings)).toEqual([expected]);
});

test.each(['{ hours: 22:00-06:00 }', '{ hours: 17:00-24:00 }', '{ days: fri-mon }', '{ days: [mon, tue] }'])(
  '%s is fine',
  (settings) => {
    expect(problemsIn('within', settings)).toEqual([]);
  },
);
