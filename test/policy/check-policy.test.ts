import { expect, test } from '@jest/globals';
import { parsePolicy } from '../../src/policy/parse.ts';

const problems = (text: string): readonly string[] => {
  const parsed = parsePolicy(`version: 1\n${text}`);
  return 'problems' in parsed
    ? parsed.problems.map(({ line, column, code, message }) => `${line}:${column} ${code} ${message}`)
    : [];
};
const rule = 'rules: [{ name: a, require: { base: main } }]';

test.each([
  [
    'a tracker that does not compile',
    `tickets: { t: { pattern: 'ab(' } }\n${rule}`,
    '2:27 policy.pattern missing closing ): ab(',
  ],
  [
    'a tracker that finds nothing everywhere',
    `tickets: { t: { pattern: 'a*' } }\n${rule}`,
    '2:27 policy.pattern the pattern also matches an empty text',
  ],
  [
    'an override by nobody',
    `${rule}\noverride: { by: [chef] }\npeople: { chefs: { users: [x] } }`,
    '3:18 policy.reference "people" does not define the role "chef": did you mean "chefs"?',
  ],
  [
    'a pattern in a block text: at the start of it',
    'rules:\n- name: a\n  require:\n    message:\n      matches: |-\n        a(?!b)',
    '6:16 policy.pattern RE2 has no look-around: (?!',
  ],
  [
    'a condition deep inside',
    'rules: [{ name: a, require: { any: [{ not: { ticket: { from: t } } }] } }]',
    '2:62 policy.reference "tickets" does not define "t"',
  ],
  [
    'also in when',
    'rules: [{ name: a, when: { changed: { any: ["/x"] } }, require: { base: main } }]',
    '2:45 policy.pattern paths have no leading "/": they begin at the root of the repository',
  ],
  [
    'a glob of what the floor speaks of',
    `${rule}\napplies_to: { any: [{ repository: { name: [web, "a{"] } }] }`,
    '3:49 policy.pattern "{" is never closed',
  ],
  [
    'a base in two gates',
    `${rule}\ngates: [{ bases: [main] }, { bases: [next, main] }]`,
    '3:44 policy.schema an earlier gate has "main" already',
  ],
])('%s', (_name, text, expected) => {
  expect(problems(text)).toEqual([expected]);
});

test('a floor speaks of repositories, and of nothing else', () => {
  const known = 'known are all, any, not, repository';
  expect(problems(`${rule}\napplies_to: { repository: { name: a }, base: main }`)).toEqual([
    `3:40 policy.schema unknown key "base" in "applies_to": ${known}`,
  ]);
  expect(problems(`${rule}\napplies_to: { not: { any: [{ signed: true }] } }`)).toEqual([
    `3:30 policy.schema unknown key "signed" in "any": ${known}`,
  ]);
  expect(problems(`${rule}\napplies_to: ${'{ not: '.repeat(21)}{ repository: { name: a } }${' }'.repeat(21)}`)).toEqual(
    [expect.stringContaining('policy.limit all, any and not stand more than 20 deep')],
  );
});

test('a pattern that would backtrack for ever elsewhere is fine here, and quick', () => {
  expect(problems("rules: [{ name: a, require: { message: { matches: '^(a+)+$' } } }]")).toEqual([]);
});
