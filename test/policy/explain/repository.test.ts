import { expect, test } from '@jest/globals';
import { findExplainer } from '../../../src/policy/explain/explainers.ts';
import { type Facts, known, unknown } from '../../../src/policy/facts.ts';
import { makeFacts } from '../scenery.ts';
import { judgeOne, plain } from './telling.ts';

const tell = (requirement: string, facts?: Facts) => {
  const { outcome, scene } = judgeOne(`{ repository: ${requirement} }`, facts);
  const explainer = findExplainer(outcome.name);
  const detail = explainer.detail(outcome, scene);
  return [
    explainer.headlines(outcome, scene)[0],
    plain(explainer.row(outcome, scene)),
    plain(detail.required),
    ...explainer.steps(outcome, scene).map(({ sentence }) => plain(sentence)),
  ];
};

test.each<[string, Facts | undefined, readonly string[]]>([
  [
    '{ name: ["web-*", "other/*"] }',
    undefined,
    [
      'this may not be done in this repository',
      'the repository is `acme/shop`',
      'a repository named `web-*` or `other/*`',
    ],
  ],
  [
    '{ private: false }',
    undefined,
    ['this may not be done in this repository', 'the repository is not public', 'a public repository'],
  ],
  [
    '{ property: { tier: [gold, null] } }',
    makeFacts({ properties: known({ tier: ['a', 'b'] }) }),
    [
      'this may not be done in this repository',
      'its property `tier` is `a` and `b`',
      'the custom property `tier` with `gold` or no value',
    ],
  ],
  [
    '{ property: { tier: gold } }',
    makeFacts({ properties: known({ tier: null }) }),
    [
      'this may not be done in this repository',
      'its property `tier` is not set',
      'the custom property `tier` with `gold`',
    ],
  ],
  [
    '{ property: { tier: gold } }',
    makeFacts({ properties: known({}) }),
    [
      'a property of the repository is not known',
      'the organization defines no property `tier`',
      'the custom property `tier` with `gold`',
      'Somebody who owns the organization has to define the custom property `tier` (Settings → Repository → Custom properties), or the policy names another one.',
    ],
  ],
  [
    '{ property: { tier: gold } }',
    makeFacts({ properties: unknown('forbidden', 'no') }),
    [
      'a property of the repository is not known',
      'the custom properties could not be read: «no»',
      'the custom property `tier` with `gold`',
    ],
  ],
  [
    '{ name: x }',
    makeFacts({ repository: { id: 0, owner: '', name: 'shop', private: true } }),
    [
      'it is not known which repository this is',
      'only GitHub knows which repository this is',
      'a repository on GitHub',
    ],
  ],
])('%s', (requirement, facts, expected) => {
  expect(tell(requirement, facts)).toEqual(expected);
});
