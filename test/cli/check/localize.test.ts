import { expect, test } from '@jest/globals';
import { findUnjudged, isElsewhere, localizePolicy, nameInFile } from '../../../src/cli/check/localize.ts';
import type { ConditionNode } from '../../../src/policy/policy.ts';
import type { Outcome } from '../../../src/policy/verdict.ts';
import { policyOf } from './sample-policy.ts';

const namesOf = (node: ConditionNode): readonly string[] =>
  node.op === 'test' ? [node.name] : node.op === 'not' ? namesOf(node.part) : node.parts.flatMap(namesOf);
const localized = (require: string, isBaseKnown = true): readonly string[] => {
  const [rule] = localizePolicy(policyOf(`  - { name: a, require: ${require} }`), { isBaseKnown }).rules;
  return rule === undefined ? [] : namesOf(rule.require);
};

test.each([
  ['{ signed: true }', 'signed'],
  ['{ ticket: { from: jira } }', 'ticket'],
  ["{ message: { matches: 'x' } }", 'message'],
  ["{ changed: { any: ['a'] } }", 'changed'],
  ['{ base: main }', 'base'],
  ['{ environment: production }', 'environment'],
])('%s can be judged here', (require, name) => {
  expect(localized(require)).toEqual([name]);
});

test.each([
  ['{ approved: { count: 1 } }', 'approved'],
  ['{ approved: { count: 1, by: [maintainers] } }', 'approved'],
  ['{ author: { in: [maintainers] } }', 'author'],
  ['{ source: reviewed }', 'source'],
  ['{ landed_on: main }', 'landed_on'],
  ['{ provenance: {} }', 'provenance'],
  ['{ sbom: {} }', 'sbom'],
  ['{ deployer: { in: [maintainers] } }', 'deployer'],
  ['{ alerts: { secret_scanning: none } }', 'alerts'],
  ['{ deployed: { to: staging } }', 'deployed'],
  ['{ rollback: true }', 'rollback'],
  ['{ within: { days: mon-thu } }', 'within'],
])('%s cannot', (require, name) => {
  const [found = ''] = localized(require);
  expect(found).toBe(`${name} (only on GitHub)`);
});

test('a base that is not known is not judged by, and combinations keep their shape', () => {
  expect(localized('{ base: main }', false)).toEqual(['base (only on GitHub)']);
  expect(localized('{ any: [ { not: { approved: {} } }, { signed: true } ] }')).toEqual([
    'approved (only on GitHub)',
    'signed',
  ]);
});

test('`when` is localized like `require`', () => {
  const policy = policyOf('  - { name: a, when: { author: { in: [maintainers] } }, require: { signed: true } }');
  const [rule] = localizePolicy(policy, { isBaseKnown: true }).rules;
  expect(rule?.when).toMatchObject({ name: 'author (only on GitHub)' });
});

test('what stayed open is named as the file names it', () => {
  const leaf = (name: string, truth: Outcome['truth']): Outcome => ({
    name,
    truth,
    findings: [],
    parts: [],
    validUntil: null,
  });
  const elsewhere = leaf('approved (only on GitHub)', 'unknown');
  const all: Outcome = {
    ...leaf('all', 'unknown'),
    parts: [elsewhere, leaf('signed', 'met'), leaf('ticket', 'unknown'), elsewhere],
  };
  expect(findUnjudged(all)).toEqual(['approved', 'ticket']);
  expect(findUnjudged(null)).toEqual([]);
  expect([isElsewhere(elsewhere), nameInFile(elsewhere), nameInFile(leaf('signed', 'met'))]).toEqual([
    true,
    'approved',
    'signed',
  ]);
});
