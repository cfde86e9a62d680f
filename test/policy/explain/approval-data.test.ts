import { expect, test } from '@jest/globals';
import {
  latestRows,
  missingOf,
  nameOf,
  objectors,
  requiredOf,
  rowsOf,
  summaryOf,
} from '../../../src/policy/explain/approval-data.ts';
import { known } from '../../../src/policy/facts.ts';
import { amir, bo, makeFacts, now, review } from '../scenery.ts';
import { judgeOne } from './telling.ts';

const reviews = known([
  review(amir, { submittedAt: now - 9 }),
  review(amir, { submittedAt: now - 8, state: 'changes_requested' }),
  review(bo),
]);
const data = summaryOf(judgeOne('{ approved: { count: 3, by: [maintainers] } }', makeFacts({ reviews })).outcome);

test('the summary of an approval, read back', () => {
  expect(requiredOf(data)).toMatchObject({ count: 3, by: ['maintainers'] });
  expect([rowsOf(data).length, latestRows(data).length]).toEqual([3, 2]);
  expect(latestRows(data).map(nameOf)).toEqual(['bo', 'amir']);
  expect(objectors(data)).toEqual(['amir']);
  expect(missingOf(data)).toBe(2);
});

test('of an empty one at least one approval is missing', () => {
  expect([missingOf({}), requiredOf({}), rowsOf({})]).toEqual([1, { count: 0, by: [], notBy: [] }, []]);
});
