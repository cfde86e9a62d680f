import { describe, expect, test } from '@jest/globals';
import { type RepositorySettings, repository } from '../../../src/policy/conditions/repository.ts';
import { type Facts, known, unknown } from '../../../src/policy/facts.ts';
import { makeFacts, now, policyOf } from '../scenery.ts';
import { problemsIn } from '../setting-problems.ts';

const policy = policyOf('{ base: main }');
const judge = (settings: RepositorySettings, facts: Facts = makeFacts()) =>
  repository.judge(settings, { facts, policy, at: now });
const having = (properties: Readonly<Record<string, string | readonly string[] | null>>) =>
  makeFacts({ properties: known(properties) });

test.each<[string, RepositorySettings, string]>([
  ['its name', { name: 'shop' }, 'met'],
  ['a glob of names', { name: ['web', 'sh*'] }, 'met'],
  ['case does not matter', { name: 'SHOP' }, 'met'],
  ['with its owner', { name: 'acme/sh*' }, 'met'],
  ['another owner', { name: 'other/shop' }, 'unmet'],
  ['another name', { name: ['web', 'shops'] }, 'unmet'],
  ['private', { private: true }, 'met'],
  ['public', { private: false }, 'unmet'],
  ['several keys all have to hold', { name: 'shop', private: false }, 'unmet'],
])('%s', (_name, settings, expected) => {
  expect(judge(settings).truth).toBe(expected);
});

test('a range that has no form in lower case is a fault of the policy, and never one of judging', () => {
  for (const name of ['[Z-a]*', '[A-_]x']) {
    expect(problemsIn('repository', `{ name: ['shop', '${name}'] }`)).toEqual([
      '19 policy.pattern the glob cannot be understood',
    ]);
  }
  expect(problemsIn('repository', "{ name: '[A-Z]*' }")).toEqual([]);
});

describe('properties', () => {
  const facts = having({ tier: 'gold', teams: ['a', 'b'], live: 'true', owner: null, none: [] });
  test.each<[string, RepositorySettings['property'], string]>([
    ['one value', { tier: 'gold' }, 'met'],
    ['one of several', { tier: ['silver', 'gold'] }, 'met'],
    ['another', { tier: ['silver'] }, 'unmet'],
    ['case matters', { tier: 'Gold' }, 'unmet'],
    ['of several values one is enough', { teams: ['b', 'c'] }, 'met'],
    ['yes and no are texts on GitHub', { live: true }, 'met'],
    ['yes is not no', { live: [false] }, 'unmet'],
    ['not set', { owner: null }, 'met'],
    ['an empty list is not set', { none: null }, 'met'],
    ['set to something', { tier: null }, 'unmet'],
    ['each of them', { tier: 'gold', owner: 'x' }, 'unmet'],
    ['one that is not defined (any more)', { gone: 'x' }, 'unknown'],
    ['not even as not set', { gone: null }, 'unknown'],
    ['a name that every object has', { constructor: 'x' }, 'unknown'],
  ])('%s', (_name, property, expected) => {
    expect(judge(property === undefined ? {} : { property }, facts).truth).toBe(expected);
  });

  test('that could not be read are unknown, whatever is asked; the name is not', () => {
    const unread = makeFacts({ properties: unknown('forbidden', 'the app may not read them') });
    expect(judge({ property: { tier: 'gold' } }, unread).truth).toBe('unknown');
    expect(judge({ property: { tier: null } }, unread).truth).toBe('unknown');
    expect(judge({ name: 'shop' }, unread).truth).toBe('met');
  });

  test('are read only when they are asked for', () => {
    expect(repository.needs({ name: 'x' }, policy).properties).toBe(false);
    expect(repository.needs({ property: { tier: 'x' } }, policy).properties).toBe(true);
  });
});

test('a local clone is no repository of GitHub’s', () => {
  const local = makeFacts({ repository: { id: 0, owner: '', name: 'shop', private: true } });
  expect(judge({ name: 'shop' }, local).findings).toMatchObject([
    { code: 'repository.not-named', truth: 'unknown', data: { why: 'not-local' } },
  ]);
});

test.each([
  ['{}', '1 policy.schema "repository" must not be empty'],
  ['{ name: "x{" }', '9 policy.pattern "{" is never closed'],
  ['{ name: [a, /b] }', '13 policy.pattern paths have no leading "/": they begin at the root of the repository'],
  ['{ private: internal }', '12 policy.schema "private" must be true or false'],
  ['{ property: { "a b": x } }', '15 policy.schema "a b" is not the name of a property'],
  ['{ property: { tier: 3 } }', '21 policy.schema "tier" must be a text or true or false or null or a list'],
])('%s', (settings, expected) => {
  expect(problemsIn('repository', settings)).toEqual([expected]);
});
