import { expect, test } from '@jest/globals';
import { findExplainer } from '../../../src/policy/explain/explainers.ts';
import { known, type ShippedCommit, unknown } from '../../../src/policy/facts.ts';
import { HOUR, makeDeployment, shipped, sourceOf } from '../deployment-scenery.ts';
import { makeFacts, now } from '../scenery.ts';
import { explained } from './explained.ts';
import { judgeOne, plain } from './telling.ts';

const bring = (...commits: readonly ShippedCommit[]) => makeDeployment({ source: known(sourceOf(...commits)) });
const lateAllowed = '{ source: { is: reviewed, late: allow } }';
const pushed = shipped(11, {
  decision: null,
  change: 41,
  landed: { entry: 'b'.repeat(32), how: 'push', by: 1, at: now - HOUR },
});
const rowsOf = (requirement: string, ...commits: readonly ShippedCommit[]) => {
  const { outcome, scene } = judgeOne(requirement, bring(...commits));
  return findExplainer('source')
    .detail(outcome, scene)
    .commits.map(({ sentence }) => plain(sentence));
};

test('what landed without a decision, and what to do', () => {
  expect(explained('{ source: reviewed }', bring(shipped(12), pushed, shipped(10)))).toEqual({
    title: ['1 of 3 commits landed without a passing decision', 'commits landed without a passing decision'],
    row: '1 of 3 commits landed without a passing decision: `000000b`',
    looked:
      'how each commit landed that this would bring: since `0000009`, which ran there from 2026-11-18 16:10 UTC on',
    required: 'a passing decision for each of them',
    found: ['1 of 3 commits landed without a passing decision: `000000b`'],
    steps: [
      'What landed without a decision stays out, unless the policy says `source: { is: reviewed, late: allow }`: then somebody can cover it afterwards.',
      'Or deploy `000000a`, the newest commit without them.',
    ],
  });
});

test('where a late look counts', () => {
  const told = explained(lateAllowed, bring(pushed, shipped(10, { decision: null })));
  expect(told.required).toBe('a passing decision for each of them, or somebody who covered it afterwards');
  expect(told.steps).toEqual([
    'Review 2 commits late: somebody who may, and had no part in them, comments `/countersign cover 000000b 000000a REASON` on #41. Then run the job again.',
  ]);
  const unnamed = explained(lateAllowed, bring({ ...pushed, change: null }));
  expect(unnamed.steps[0]).toContain('on a pull request. Then');
});

test('each with how it came: whose login is known is named', () => {
  const stranger = shipped(12, {
    decision: null,
    landed: { entry: 'e'.repeat(32), how: 'force-push', by: 88, at: now - 26 * HOUR },
  });
  const unseen = shipped(10, { decision: null, landed: null });
  expect(rowsOf('{ source: reviewed }', stranger, pushed, unseen)).toEqual([
    '`000000c` force-pushed by account 88, 2026-11-20 12:10 UTC (entry eeeeeeee) («fix: rounding 12», committed 14:02 UTC)',
    '`000000b` pushed directly by @dana, 13:10 UTC (entry bbbbbbbb) («fix: rounding 11», committed 14:02 UTC)',
    '`000000a` came in a way that nobody recorded («fix: rounding 10», committed 14:02 UTC)',
  ]);
});

test('covered late, where that does not count', () => {
  const late = { ...pushed, late: { entry: 'c'.repeat(32), by: 2 } };
  expect(explained('{ source: reviewed }', bring(shipped(12), late))).toMatchObject({
    title: ['1 of 2 commits covered only after landing', 'commits are covered only after landing'],
    row: '1 of 2 commits covered only after landing, which the policy does not accept: `000000b`',
  });
  expect(rowsOf('{ source: reviewed }', late)[0]).toMatch(/; covered late by account 2 \(entry cccccccc\)$/);
  expect(explained(lateAllowed, bring(shipped(12), late)).row).toBe(
    '1 of 2 commits landed with a passing decision, 1 covered late',
  );
});

test.each([
  [[], 'it brings no commit'],
  [[shipped(12)], 'the commit landed with a passing decision'],
  [[shipped(12), shipped(11)], 'both commits landed with a passing decision'],
])('met (%#)', (commits, row) => {
  expect(explained('{ source: reviewed }', bring(...commits)).row).toBe(row);
});

test('the first deployment', () => {
  const facts = makeDeployment({ source: known({ ...sourceOf(pushed), since: { commit: 'f'.repeat(40), at: null } }) });
  expect(explained('{ source: reviewed }', facts).looked).toBe(
    'how each commit landed that this would bring: since `fffffff`, where the record begins',
  );
});

test('what is not known', () => {
  const of = (code: 'unavailable' | 'not-recorded') =>
    explained('{ source: reviewed }', makeDeployment({ source: unknown(code, 'it is down') }));
  expect(of('unavailable')).toMatchObject({
    title: ['it is not known what this would bring'],
    row: 'what this would bring could not be read: «it is down»',
    steps: [],
  });
  expect(of('not-recorded')).toMatchObject({
    title: ['the record of what landed'],
    row: 'what landed is being recorded',
    steps: [],
  });
  expect(explained('{ source: reviewed }', makeFacts()).row).toBe('it is not a deployment');
});

test('more than are named', () => {
  const many = Array.from({ length: 30 }, (_, at) => shipped(100 + at, { decision: null }));
  expect(explained('{ source: reviewed }', bring(...many)).row).toMatch(
    /: (`[0-9a-f]{7}`, ){4}`[0-9a-f]{7}` and 25 more$/,
  );
});
