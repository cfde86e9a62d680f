import { expect, test } from '@jest/globals';
import { explainRule, findReasons, isOpen } from '../../../src/policy/explain/rule.ts';
import { known, unknown } from '../../../src/policy/facts.ts';
import { commit, makeFacts, unsigned } from '../scenery.ts';
import { judgeRule, plain } from './telling.ts';

const row = (requirement: string, more = '') => {
  const { mark, result } = explainRule(judgeRule(requirement, makeFacts(), more)).row;
  return `${mark}: ${plain(result)}`;
};

test.each([
  ['{ base: main }', '', 'met: the base is `main`'],
  ['{ base: other }', '', 'unmet: the base is `main`'],
  ['{ base: other }', '    enforce: warn', 'warning: the base is `main`'],
  ['{ base: other }', '    enforce: observe', 'observed: the base is `main`'],
  ['{ base: other }', '    when: { base: other }', 'skipped: does not apply here'],
  ['{ not: { base: main } }', '', 'unmet: not: the base is `main`'],
  ['{ any: [{ base: other }, { base: main }] }', '', 'met: the base is `main`'],
])('%s %s', (requirement, more, expected) => {
  expect(row(requirement, more)).toBe(expected);
});

test('where the rule stands, and what it may do', () => {
  const required = (layer: 'floor' | 'repository', more = '') =>
    plain(explainRule({ ...judgeRule('{ base: other }', makeFacts(), more), layer }).detail?.required ?? []);
  expect(required('repository')).toBe('one of `other` (policy line 10)');
  expect(required('floor')).toBe("one of `other` (policy line 10; the organisation's floor: cannot be waived here)");
  expect(required('repository', '    enforce: warn')).toBe(
    'one of `other` (policy line 10; a warning, it does not block)',
  );
});

test('several conditions: all of them, or a choice', () => {
  const facts = makeFacts({ commits: known([commit(10, { signature: unsigned })]) });
  const required = (requirement: string) => plain(explainRule(judgeRule(requirement, facts)).detail?.required ?? []);
  expect(required('{ base: other, signed: true }')).toContain('one of `other`, and a good signature');
  expect(required('{ any: [{ base: other }, { signed: true }] }')).toContain('one of `other`, or a good signature');
});

test('a when that is not known is a reason too', () => {
  const context = judgeRule(
    '{ base: other }',
    makeFacts({ files: unknown('too-many', 'x') }),
    '    when: { changed: { any: [a] } }',
  );
  expect(isOpen(context.rule)).toBe(true);
  expect(findReasons(context.rule).map(({ outcome }) => outcome.name)).toEqual(['base', 'changed']);
  expect(explainRule(judgeRule('{ base: main }')).detail).toBeNull();
});

test('where the rule wants the opposite, that the condition holds is what was found', () => {
  const { detail } = explainRule(judgeRule('{ not: { draft: true } }', makeFacts({ change: { draft: true } })));
  expect([plain(detail?.required ?? []), detail?.found.map(plain)]).toEqual([
    'not: a draft (policy line 10)',
    ['it is a draft'],
  ]);
});

test('what decides whether the rule applies is nothing that somebody has to bring about', () => {
  const scope = '    when: { any: [{ labels: { all: [urgent] } }, { checks: { passed: [detect] } }] }';
  const context = judgeRule('{ base: other }', makeFacts(), scope);
  expect(plain(explainRule(context).detail?.required ?? [])).toBe(
    'one of `other`; only where this holds: that the check `detect` passed (policy line 10)',
  );
  expect(findReasons(context.rule).map(({ outcome }) => outcome.name)).toEqual(['base', 'checks']);
});
