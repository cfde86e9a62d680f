import { expect, test } from '@jest/globals';
import { buildPolicy } from '../../src/policy/build-policy.ts';
import { parse } from './scenery.ts';

const place = (line: number) => ({ line, column: 1, plain: false });
const build = (require: object) =>
  buildPolicy({ version: 1, rules: [{ name: 'a', require: { ...require } }] }, () => place(7));

test('one condition stands for itself, several in one map mean all of them', () => {
  expect(build({ base: 'main' }).rules[0]?.require).toEqual({ op: 'test', name: 'base', settings: 'main' });
  expect(build({ base: 'main', signed: true }).rules[0]?.require).toEqual({
    op: 'all',
    parts: [
      { op: 'test', name: 'base', settings: 'main' },
      { op: 'test', name: 'signed', settings: true },
    ],
  });
});

test('combinations beside a condition', () => {
  const node = build({ any: [{ base: 'a' }, { not: { base: 'b' } }], base: 'c' }).rules[0]?.require;
  expect(node).toEqual({
    op: 'all',
    parts: [
      {
        op: 'any',
        parts: [
          { op: 'test', name: 'base', settings: 'a' },
          { op: 'not', part: { op: 'test', name: 'base', settings: 'b' } },
        ],
      },
      { op: 'test', name: 'base', settings: 'c' },
    ],
  });
});

test.each([
  ['30m', 1_800_000],
  ['24h', 86_400_000],
  ['7d', 604_800_000],
])('an override of %s', (expires, milliseconds) => {
  const policy = buildPolicy({ version: 1, rules: [], override: { by: ['m'], expires } }, () => place(1));
  expect(policy.override).toEqual({ by: ['m'], reason: 'required', expires: milliseconds });
});

test.each([
  [undefined, null],
  ['reject', null],
  ['wait 30m', 1_800_000],
  ['wait 2h', 7_200_000],
])('a deployment that is not allowed: %s', (unmet, wait) => {
  const policy = buildPolicy({ version: 1, rules: [], ...(unmet === undefined ? {} : { unmet }) }, () => place(1));
  expect(policy.unmet).toEqual({ wait });
});

test('the line of each rule is kept', () => {
  const policy = parse(
    'version: 1\nrules:\n  - name: a\n    require: { base: x }\n\n  # next\n  - name: b\n    require: { base: x }\n',
  );
  expect(policy.rules.map(({ line }) => line)).toEqual([3, 7]);
});
