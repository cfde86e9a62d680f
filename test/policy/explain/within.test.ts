import { expect, test } from '@jest/globals';
import { makeScene } from '../../../src/policy/explain/explainer.ts';
import { findExplainer } from '../../../src/policy/explain/explainers.ts';
import { makeFacts } from '../scenery.ts';
import { explained } from './explained.ts';
import { plain } from './telling.ts';

test('outside, and when it begins', () => {
  const window = "{ days: mon-tue, hours: '09:00-17:00', timezone: Europe/Paris }";
  expect(explained(`{ within: ${window} }`)).toEqual({
    title: ['this is not the time for it: from 2026-11-23 08:00 UTC on', 'this is not the time for it'],
    row: 'sat 2026-11-21 15:10 in `Europe/Paris` is outside, until 2026-11-23 08:00 UTC',
    looked: 'the time',
    required: 'a time of mon, tue, 09:00-17:00 in `Europe/Paris`',
    found: ['sat 2026-11-21 15:10 in `Europe/Paris` is outside, until 2026-11-23 08:00 UTC'],
    steps: ['Wait until 2026-11-23 08:00 UTC.'],
  });
});

test('it is over', () => {
  expect(explained('{ within: { from: 2026-11-01, until: 2026-11-02 } }')).toMatchObject({
    title: ['this is not the time for it'],
    row: 'sat 2026-11-21 14:10 in `UTC` is outside',
    required: 'a time of from 2026-11-01, before 2026-11-02 in `UTC`',
    steps: [],
  });
});

test('inside', () => {
  expect(explained("{ within: { hours: '09:00-17:00' } }").row).toBe(
    'sat 2026-11-21 14:10 in `UTC` is inside, until 17:00 UTC',
  );
});

test('a zone that this version does not know', () => {
  const finding = { code: 'within.no-timezone', truth: 'unknown', commits: [], data: { timezone: 'Mars' } } as const;
  const outcome = { name: 'within', truth: 'unknown', findings: [finding], parts: [], validUntil: null } as const;
  const scene = makeScene(makeFacts());
  const explainer = findExplainer('within');
  expect([explainer.headlines(outcome, scene), plain(explainer.row(outcome, scene))]).toEqual([
    ['it is not known what time it is there'],
    'there is no time zone `Mars`',
  ]);
});
