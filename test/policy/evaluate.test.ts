import { describe, expect, test } from '@jest/globals';
import { evaluate } from '../../src/policy/evaluate.ts';
import { unknown } from '../../src/policy/facts.ts';
import type { Layer } from '../../src/policy/layer.ts';
import { ENGINE } from '../../src/policy/verdict.ts';
import { layerOf, makeFacts, now, parse, people, policyOf } from './scenery.ts';

const facts = makeFacts();
const unreadFiles = makeFacts({ files: unknown('too-many', 'more than 3,000 files') });
const judge = (layers: readonly Layer[], given = facts) => evaluate({ layers, facts: given, at: now });
const policy = (rules: string, more = '') => parse(`version: 1\n${people}\nrules:\n${rules}\n${more}`);
const rule = (name: string, keys: string) => `  - { name: ${name}, ${keys} }\n`;

const holds = 'require: { base: main }';
const fails = 'require: { base: release }';

describe('a rule means when → require', () => {
  test.each([
    ['no when', 'require: { base: main }', 'met', 'allow'],
    ['when met', 'when: { base: main }, require: { base: release }', 'unmet', 'deny'],
    ['when unmet', 'when: { base: release }, require: { base: release }', 'skipped', 'allow'],
  ])('%s', (_name, keys, state, result) => {
    const verdict = judge([layerOf(policy(rule('a', keys) + rule('b', holds)))]);
    expect([verdict.layers[0]?.rules[0]?.state, verdict.result]).toEqual([state, result]);
  });

  test.each([
    ['require met', holds, 'met', 'allow'],
    ['require unmet', fails, 'unknown', 'unknown'],
  ])('an unknown when with %s', (_name, requirement, state, result) => {
    const verdict = judge(
      [layerOf(policy(rule('a', `when: { changed: { any: [src/**] } }, ${requirement}`) + rule('b', holds)))],
      unreadFiles,
    );
    expect([verdict.layers[0]?.rules[0]?.state, verdict.result]).toEqual([state, result]);
  });

  test('a pending when with an unmet require waits', () => {
    const verdict = judge([layerOf(policy(rule('a', `when: { approved: {} }, ${fails}`) + rule('b', holds)))]);
    expect([verdict.layers[0]?.rules[0]?.state, verdict.result]).toEqual(['pending', 'pending']);
  });

  test('what a skipped rule would require is not looked at', () => {
    expect(
      judge([layerOf(policy(rule('a', `when: { base: release }, ${fails}`)))]).layers[0]?.rules[0]?.require,
    ).toBeNull();
  });
});

describe('enforce', () => {
  test.each(['warn', 'observe'])('%s counts as applying and never blocks', (enforce) => {
    const verdict = judge([layerOf(policy(rule('a', `${fails}, enforce: ${enforce}`)))]);
    expect([verdict.result, verdict.layers[0]?.rules[0]?.state, verdict.layers[0]?.otherwise]).toEqual([
      'allow',
      'unmet',
      null,
    ]);
  });
});

describe('otherwise', () => {
  const never = rule('a', `when: { base: release }, ${holds}`);

  test.each([
    ['', 'deny', 'deny'],
    ['otherwise: deny', 'deny', 'deny'],
    ['otherwise: allow', 'allow', 'allow'],
  ])('"%s" when no rule applies', (line, otherwise, result) => {
    const verdict = judge([layerOf(policy(never, line))]);
    expect([verdict.layers[0]?.otherwise, verdict.result, verdict.none]).toEqual([otherwise, result, false]);
  });

  test('is not asked for a kind of subject that no rule names', () => {
    const verdict = judge([layerOf(policy(rule('a', `on: [deployment], ${fails}`)))]);
    expect([verdict.none, verdict.result, verdict.layers]).toEqual([true, 'allow', []]);
  });

  test('stays open while it is open whether a rule applies: otherwise learning the files could turn allow into deny', () => {
    const maybe = rule('a', `when: { changed: { any: [src/**] } }, ${holds}`);
    expect(judge([layerOf(policy(maybe))], unreadFiles).result).toBe('unknown');
    expect(judge([layerOf(policy(maybe, 'otherwise: allow'))], unreadFiles).result).toBe('allow');
  });
});

describe('layers', () => {
  const good = layerOf(policyOf('{ base: main }'), 'floor');

  test('the verdict is all of them', () => {
    expect(judge([good, layerOf(policyOf('{ base: main }'))]).result).toBe('allow');
    expect(judge([good, layerOf(policyOf('{ base: release }'))]).result).toBe('deny');
    expect(judge([layerOf(policyOf('{ base: release }'), 'floor'), layerOf(policyOf('{ base: main }'))]).result).toBe(
      'deny',
    );
    expect(judge([good, layerOf(policyOf('{ approved: {} }'))]).result).toBe('pending');
  });

  test('none: nothing applies and nothing blocks', () => {
    const absent: Layer = { layer: 'floor', source: { state: 'absent' } };
    expect(judge([absent, { ...absent, layer: 'repository' }])).toEqual({
      engine: ENGINE,
      kind: 'pull_request',
      result: 'allow',
      none: true,
      layers: [],
      validUntil: null,
    });
  });

  test('one layer’s names mean nothing in the other', () => {
    const mine = parse(
      'version: 1\npeople: { maintainers: { users: [dana] } }\nrules: [{ name: a, require: { author: { in: [maintainers] } } }]',
    );
    const known = makeFacts({
      directory: {
        ...facts.directory,
        users: { dana: { known: true, value: { id: 1, login: 'dana', type: 'user' } } },
      },
    });
    const theirs = layerOf(policyOf('{ author: { in: [maintainers] } }'), 'floor');
    expect(judge([theirs, layerOf(mine)], known).layers.map(({ result }) => result)).toEqual(['deny', 'allow']);
  });

  describe('applies_to', () => {
    const floor = (scope: string) =>
      parse(`version: 1\nrules: [{ name: a, require: { base: release } }]\napplies_to: ${scope}`);
    const own = layerOf(policyOf('{ base: main }'));

    test.each([
      ['{ repository: { name: shop } }', 'deny'],
      ['{ repository: { name: web } }', 'allow'],
      ['{ not: { repository: { name: shop } } }', 'allow'],
      ['{ any: [{ repository: { name: web } }, { repository: { private: true } }] }', 'deny'],
      ['{ repository: { property: { tier: gold } } }', 'deny'],
    ])('%s', (scope, result) => {
      expect(judge([layerOf(floor(scope), 'floor'), own]).result).toBe(result);
    });

    test('where the floor does not speak it has no layer, and alone leaves none', () => {
      const verdict = judge([layerOf(floor('{ repository: { name: web } }'), 'floor')]);
      expect([verdict.none, verdict.layers]).toEqual([true, []]);
    });

    test('it speaks while it is not known whether it does', () => {
      const unread = makeFacts({ properties: unknown('unavailable', 'GitHub failed') });
      const verdict = judge([layerOf(floor('{ not: { repository: { property: { tier: gold } } } }'), 'floor')], unread);
      expect([verdict.none, verdict.result]).toEqual([false, 'deny']);
    });

    test('in the place of a repository it means nothing: the floor’s own repository has it there', () => {
      expect(judge([layerOf(floor('{ repository: { name: web } }'))]).result).toBe('deny');
    });
  });

  test.each<[string, Layer['source'], string, string]>([
    [
      'invalid',
      { state: 'invalid', problems: [{ code: 'policy.syntax', message: 'no', line: 3, column: 1, nearest: null }] },
      'deny',
      'policy.invalid',
    ],
    ['invalid without a word', { state: 'invalid', problems: [] }, 'deny', 'policy.invalid'],
    [
      'unreadable',
      { state: 'unreadable', why: { code: 'forbidden', detail: 'the app is not installed there' } },
      'unknown',
      'policy.unreadable',
    ],
    ['removed', { state: 'removed', by: 'abc' }, 'deny', 'policy.removed'],
  ])('%s never passes, whatever the other layer says', (_name, source, result, code) => {
    const verdict = judge([{ layer: 'floor', source }, layerOf(policyOf('{ base: main }'))]);
    expect([verdict.result, verdict.none, verdict.layers[0]?.problems[0]?.code]).toEqual([result, false, code]);
  });
});

test('a verdict is plain JSON: it survives being stored', () => {
  const verdict = judge([layerOf(policyOf('{ signed: true, approved: { count: 2, by: [maintainers] } }'))]);
  expect(JSON.parse(JSON.stringify(verdict))).toEqual(verdict);
});
