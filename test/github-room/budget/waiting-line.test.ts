import { expect, test } from '@jest/globals';
import { costOfRest } from '../../../src/github/budget/cost.ts';
import type { Urgency } from '../../../src/github/budget/limits.ts';
import { type Waiter, WaitingLine } from '../../../src/github/budget/waiting-line.ts';

const waiter = (urgency: Urgency): Waiter => ({
  cost: costOfRest('GET /x'),
  urgency,
  notBefore: 0,
  resolve: () => undefined,
  reject: () => undefined,
});

test('people come first, then records, then background, each in order', () => {
  const line = new WaitingLine();
  const [b1, p1, r1, p2, b2] = (['background', 'person', 'record', 'person', 'background'] as const).map(waiter);
  for (const each of [b1, p1, r1, p2, b2]) if (each !== undefined) line.add(each);
  expect(line.all).toEqual([p1, p2, r1, b1, b2]);
  expect(line.all[0]).toBe(p1);
});

test('whoever left is gone once', () => {
  const line = new WaitingLine();
  const one = waiter('person');
  line.add(one);
  expect([line.has(one), line.size, line.remove(one), line.remove(one), line.size]).toEqual([true, 1, true, false, 0]);
});
