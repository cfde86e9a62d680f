import { describe, expect, test } from '@jest/globals';
import { evaluate } from '../../src/policy/evaluate.ts';
import { type CheckFacts, known } from '../../src/policy/facts.ts';
import { waitsForPeople } from '../../src/policy/people-wait.ts';
import { layerOf, makeFacts, now, parse, people } from './scenery.ts';

const build: CheckFacts = { source: 'status', name: 'build', app: null, state: 'pending' };

/** With `build` still running, and nobody's approval. */
function waits(rules: readonly string[], more = ''): readonly [string, boolean] {
  const text = rules.map((rule, at) => `  - { name: r${at}, ${rule} }\n`).join('');
  const layers = [layerOf(parse(`version: 1\n${people}\nrules:\n${text}${more}`))];
  const verdict = evaluate({ layers, facts: makeFacts({ checks: known([build]) }), at: now });
  return [verdict.result, waitsForPeople(verdict)];
}

const machine = '{ checks: { passed: [build] } }';
const person = '{ approved: {} }';

describe('a pending verdict', () => {
  test.each<[string, readonly string[], boolean]>([
    ['for a machine', [`require: ${machine}`], false],
    ['for a person', [`require: ${person}`], true],
    ['for both', [`require: ${machine}`, `require: ${person}`], true],
    ['for both in one rule', [`require: { all: [${machine}, ${person}] }`], true],
    ['for either, of which the machine is enough', [`require: { any: [${machine}, ${person}] }`], false],
    ['for a machine to fail', [`require: { not: ${machine} }`], false],
    ['for nobody to approve', [`require: { not: ${person} }`], true],
    ['for a person, unless the machine ends well', [`when: { not: ${machine} }, require: ${person}`], false],
    ['for a person, if the machine ends well', [`when: ${machine}, require: ${person}`], false],
    ['for a machine, if a person approves', ['require: { base: main }', `when: ${person}, require: ${machine}`], false],
    ['for a person by a rule that only warns', [`require: ${machine}`, `require: ${person}, enforce: warn`], false],
  ])('%s', (_, rules, expected) => expect(waits(rules)).toEqual(['pending', expected]));

  test('for a machine to say whether any rule applies', () => {
    expect(waits([`when: ${machine}, require: { base: main }`])).toEqual(['pending', false]);
  });

  test('for a person to say whether any rule applies', () => {
    expect(waits([`when: ${person}, require: { base: main }`])).toEqual(['pending', true]);
  });
});

test.each([
  ['allow', 'require: { base: main }'],
  ['deny', `require: { all: [{ base: release }, ${person}] }`],
])('what is decided (%s) waits for nobody', (result, rule) => expect(waits([rule])).toEqual([result, false]));
