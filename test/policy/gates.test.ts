import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findGateFaults, gateOf } from '../../src/policy/gates.ts';
import { parsePolicy } from '../../src/policy/parse.ts';
import type { Gate } from '../../src/policy/policy.ts';

const gates = (...all: readonly Gate['bases'][]): readonly Gate[] =>
  all.map((bases, index) => ({ bases, line: index + 1 }));
const faults = (...all: readonly Gate['bases'][]) =>
  findGateFaults(gates(...all)).map(({ gate, base, message }) => `${gate}.${base} ${message}`);

test.each<[string, string | null]>([
  ['main', 'main'],
  ['release/1.2', 'main'],
  ['next', 'develop'],
  ['develop', 'develop'],
  ['other', null],
  ['Main', null],
  ['', null],
])('%j belongs to the gate of %j', (base, expected) => {
  expect(gateOf({ gates: gates(['main', 'release/**'], ['develop', 'next']) }, base)).toBe(expected);
});

test('the first gate that has the base', () => {
  expect(gateOf({ gates: gates(['develop', 'd*'], ['main', '**']) }, 'docs')).toBe('develop');
  expect(gateOf({ gates: gates(['develop', 'd*'], ['main', '**']) }, 'x/y')).toBe('main');
  expect(gateOf({ gates: [] }, 'main')).toBeNull();
});

describe('faults', () => {
  test.each<[string, readonly Gate['bases'][], readonly string[]]>([
    [
      'none',
      [
        ['main', 'release/**'],
        ['develop', '**'],
      ],
      [],
    ],
    [
      'the first is a glob',
      [['release/*', 'main']],
      ['0.0 the first base of a gate is one branch by its plain name, not "release/*"'],
    ],
    ['a glob that does not compile', [['main', 'release/{1']], ['0.1 "{" is never closed']],
    [
      'the same text twice',
      [
        ['main', 'a*'],
        ['develop', 'a*'],
      ],
      ['1.1 an earlier gate has "a*" already'],
    ],
    [
      'a name that an earlier glob takes',
      [['main', 'release/**'], ['release/1']],
      ['1.0 an earlier gate has "release/1" already'],
    ],
    ['a name of a later gate within', [['main'], ['develop', 'main']], ['1.1 an earlier gate has "main" already']],
  ])('%s', (_name, given, expected) => {
    expect(faults(...given)).toEqual(expected);
  });

  test.each([
    'a b',
    'a..b',
    '-a',
    'a.lock',
    'a/.b',
    'a//b',
    'a/',
    '/a',
    'a.',
    'a~1',
    'a^',
    'a:b',
    'a?',
    'a\\b',
    'a@{1',
    '@',
    'a{b}',
    '!a',
    'a\u202eb',
    'a\u0007b',
  ])('%j is no plain branch', (name) => {
    expect(findGateFaults(gates([name]))).toHaveLength(1);
  });
});

test('of sound gates, the first base of each belongs to its own gate', () => {
  const base = fc.constantFrom('main', 'develop', 'release/1', 'release/*', '**', 'd*', 'next');
  const gate = fc
    .uniqueArray(base, { minLength: 1, maxLength: 3 })
    .map((bases): Gate['bases'] => [bases[0] ?? 'main', ...bases.slice(1)]);
  fc.assert(
    fc.property(fc.array(gate, { maxLength: 4 }), (all) => {
      const given = gates(...all);
      if (findGateFaults(given).length > 0) return;
      for (const { bases } of given) expect(gateOf({ gates: given }, bases[0])).toBe(bases[0]);
    }),
    { numRuns: 1_000 },
  );
});

describe('in a file', () => {
  const file = (gate: string) => `version: 1\nrules: [{ name: a, require: { base: main } }]\n${gate}\n`;
  const told = (text: string) => {
    const parsed = parsePolicy(text);
    return 'policy' in parsed
      ? parsed.policy.gates
      : parsed.problems.map(({ line, column, code, message }) => `${line}:${column} ${code} ${message}`);
  };

  test('each with its line', () => {
    expect(told(file('gates:\n  - bases: [main, "release/**"]\n  - bases: [develop]'))).toEqual([
      { bases: ['main', 'release/**'], line: 4 },
      { bases: ['develop'], line: 5 },
    ]);
  });

  test.each([
    ['gates: []', '3:8 policy.schema "gates" must not be empty'],
    ['gates: [main]', '3:9 policy.schema "gates" must be a map'],
    ['gates: [{ bases: [] }]', '3:18 policy.schema "bases" must not be empty'],
    ['gates: [{ base: main }]', '3:11 policy.schema unknown key "base" in "gates": did you mean "bases"?'],
    ['gates: [{ bases: [main, main] }]', '3:18 policy.schema "bases" names "main" twice'],
    ['gates: [{ bases: [main] }, { bases: [dev, main] }]', '3:43 policy.schema an earlier gate has "main" already'],
    ["gates: [{ bases: [main, 'x{'] }]", '3:27 policy.pattern "{" is never closed'],
    [`gates: [${'{ bases: [x] }, '.repeat(101)}]`, '3:1609 policy.limit "gates" has more than 100 entries'],
  ])('%s', (text, expected) => {
    expect(told(file(text))).toContain(expected);
  });
});
