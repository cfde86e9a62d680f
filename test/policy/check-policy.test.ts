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
])('%s', (_name, text, expected) => {
  expect(problems(text)).toEqual([expected]);
});

test('a pattern that would backtrack for ever elsewhere is fine here, and quick', () => {
  expect(problems("rules: [{ name: a, require: { message: { matches: '^(a+)+$' } } }]")).toEqual([]);
});
