import { expect, test } from '@jest/globals';
import { describeObjection, describeState, isStale } from '../../../src/policy/explain/approval-row.ts';
import { makeScene } from '../../../src/policy/explain/explainer.ts';
import { makeFacts, now } from '../scenery.ts';
import { plain } from './telling.ts';

const scene = makeScene(makeFacts());

test.each([
  [{ why: null }, 'for this content'],
  [
    { why: 'took-part', as: ['author'], agent: 'copilot-swe-agent[bot]' },
    'set @copilot-swe-agent[bot] to work, which wrote a part of the change',
  ],
  [
    { why: 'took-part', as: ['author', 'pushers'], agent: null },
    'wrote a part of the change, pushed a part of the change',
  ],
  [{ why: 'content-changed', commit: 'c0ffee1234', head: 'abcdef0123' }, 'the content changed: c0ffee1..abcdef0'],
  [{ why: 'content-changed', commit: null, head: 'abcdef0123' }, 'the content changed: `abcdef0`'],
  [{ why: 'before-base-change', changedAt: now - 60_000 }, 'the base changed after it, at 14:09 UTC'],
  [
    { why: 'access-unknown', detail: 'GitHub failed' },
    'it could not be read whether they have write access: «GitHub failed»',
  ],
  [{ why: 'of-a-later-version' }, 'of-a-later-version'],
])('%j', (row, expected) => {
  expect(plain(describeObjection(row, scene))).toBe(expected);
});

test('only an approval can be stale', () => {
  expect(isStale({ why: 'content-changed', state: 'approved' })).toBe(true);
  expect(isStale({ why: 'content-changed', state: 'changes_requested' })).toBe(false);
  expect(isStale({ why: 'not-a-person', state: 'approved' })).toBe(false);
  expect([describeState({ state: 'changes_requested' }), describeState({ state: 'approved' })]).toEqual([
    'asked for changes ',
    '',
  ]);
});
