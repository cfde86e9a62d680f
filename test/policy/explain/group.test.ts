import { describe, expect, test } from '@jest/globals';
import { type ExplainedMember, explainGroup } from '../../../src/policy/explain/group.ts';
import type { Explanation } from '../../../src/policy/explanation.ts';
import { plain } from './telling.ts';

const member = (number: number, result: Explanation['result'], isHeld = false): ExplainedMember => ({
  number,
  isHeld,
  explanation: { title: 'x', result, steps: [], rows: [], details: [], notes: [], annotations: [] },
});

describe('the title of a merge group', () => {
  test.each<[string, readonly ExplainedMember[]]>([
    ['Allowed: #7 in this group', [member(7, 'allow')]],
    ['Allowed: 2 pull requests in this group', [member(7, 'allow'), member(8, 'allow')]],
    ['Blocked: #7 in this group', [member(7, 'deny'), member(8, 'allow')]],
    ['Blocked: #8 in this group', [member(8, 'unknown'), member(7, 'pending')]],
    ['Blocked: 2 pull requests in this group', [member(7, 'deny'), member(8, 'pending', true), member(9, 'pending')]],
    ['Waiting for checks of #8 in this group', [member(8, 'pending'), member(7, 'allow')]],
    ['Waiting for checks of 2 pull requests in this group', [member(8, 'pending'), member(7, 'pending')]],
  ])('%s', (title, members) => expect(explainGroup(members, 'deny').title).toBe(title));

  test('fits however many there are', () => {
    const many = Array.from({ length: 100 }, (_, at) => member(2_000_000_000 + at, 'deny'));
    expect(explainGroup(many, 'deny').title.length).toBeLessThanOrEqual(70);
  });
});

test('what to do is said of those that block, and of nobody else', () => {
  const said = (members: readonly ExplainedMember[]) =>
    explainGroup(members, 'deny').steps.map(({ sentence }) => plain(sentence));
  expect(said([member(7, 'deny'), member(8, 'allow')])).toEqual([
    'What is missing for #7 is put right on its own page; then GitHub can queue it again.',
  ]);
  expect(said([member(7, 'deny'), member(8, 'pending', true)])).toEqual([
    'What is missing for #7 and #8 is put right on their own pages; then GitHub can queue them again.',
  ]);
  expect(said([member(7, 'pending')])).toEqual([]);
});
