import { expect, test } from '@jest/globals';
import { explainShapeErrors } from '../../src/policy/shape-problems.ts';
import { getShapes } from '../../src/policy/validate.ts';
import { readYaml } from '../../src/policy/yaml-text.ts';

function messages(text: string): readonly string[] {
  const yaml = readYaml(text);
  if ('problems' in yaml) throw new Error('no YAML');
  const { file } = getShapes();
  return file(yaml.value) ? [] : explainShapeErrors(file.errors ?? [], yaml).map(({ message }) => message);
}

const rule = (require: string): string => `version: 1\nrules: [{ name: a, require: ${require} }]`;

test.each([
  ['nothing needed', 'version: 1', ['the file needs "rules"']],
  [
    'a name that is none',
    `${rule('{ base: main }')}\npeople: { "a b": { users: [x] } }`,
    ['"a b" is not a name of letters, digits, ".", "_" and "-"'],
  ],
  ['types', rule('{ signed: 1 }'), ['"signed" must be true or false or a map']],
  ['false for true', rule('{ signed: false }'), ['"signed" must not be false']],
  ['too small', rule('{ approved: { count: 0 } }'), ['"count" must be at least 1']],
  ['too large', rule('{ approved: { count: 101 } }'), ['"count" must be at most 100']],
  ['one of two', rule('{ message: { part: body } }'), ['"message" needs "matches" or "not_matches"']],
  [
    'the same twice',
    rule('{ base: [main, main] }').replace('[main, main]', '[a]').replace('base: [a]', 'changed: { any: [a, a] }'),
    ['"any" names "a" twice'],
  ],
  ['too long', rule(`{ message: { matches: ${'x'.repeat(1_001)} } }`), ['"matches" is longer than 1000 characters']],
  [
    'a duration',
    `${rule('{ base: main }')}\noverride: { by: [x], expires: 3w }`,
    ['"3w" is not a duration like 30m, 24h or 7d'],
  ],
  [
    'a word in place of a map',
    rule('{ source: reviewd, deployed: { to: a, for: 1w }, rollback: false }'),
    ['"1w" is not a duration like 30m, 24h or 7d', '"rollback" must be true', '"reviewd" is not the word reviewed'],
  ],
  ['a time', `${rule('{ base: main }')}\nunmet: wait`, ['"wait" is not reject, or wait with a duration, like wait 2h']],
  [
    'a far word',
    rule('{ zzzzzz: 1 }'),
    [
      'unknown key "zzzzzz" in "require": known are all, any, not, alerts, approved, author, base, body, changed, checks, commits, contributors, deployed, deployer, draft, environment, fork, head, labels, landed_on, lines, message, provenance, repository, rollback, sbom, signed, source, ticket, title, within, workflows',
    ],
  ],
])('%s', (_name, text, expected) => {
  expect(messages(text)).toEqual(expected);
});
