import { expect, test } from '@jest/globals';
import { approvalsOf } from '../../src/policy/approvals.ts';
import { evaluate } from '../../src/policy/evaluate.ts';
import { known } from '../../src/policy/facts.ts';
import { amir, bo, eli, layerOf, makeFacts, now, policyOf, review } from './scenery.ts';

test('each review once: counted if any rule counted it', () => {
  const facts = makeFacts({
    reviews: known([
      review(amir, { id: 1 }),
      review(eli, { id: 2 }),
      review(null, { id: 3 }),
      review(bo, { id: 4, commit: null }),
    ]),
  });
  const layers = [
    layerOf(policyOf('{ approved: { by: [release-managers] } }'), 'floor'),
    layerOf(policyOf('{ any: [{ approved: {} }, { not: { approved: { by: [maintainers] } } }] }')),
  ];
  expect(approvalsOf(evaluate({ layers, facts, at: now }))).toEqual({
    counted: [
      { reviewer: 2, review: 1 },
      { reviewer: 5, review: 2 },
    ],
    notCounted: [
      { reviewer: null, review: 3, code: 'no-account' },
      { reviewer: 3, review: 4, code: 'not-in-role' },
    ],
  });
});

test('a verdict without approvals has none', () => {
  expect(approvalsOf(evaluate({ layers: [layerOf(policyOf('{ base: main }'))], facts: makeFacts(), at: now }))).toEqual(
    { counted: [], notCounted: [] },
  );
});
