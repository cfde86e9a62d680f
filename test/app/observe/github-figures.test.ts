import { expect, test } from '@jest/globals';
import { createGithubMemory, isReachable } from '../../../src/app/observe/github-figures.ts';

const budget = { resource: 'core', remaining: 10, limit: 5000, resetAt: 100 };

test('budgets are kept by installation and resource until their hour is over', () => {
  let now = 1;
  const memory = createGithubMemory({ now: () => now });
  memory.note({ installation: 7 }, { status: 200, budget });
  memory.note({ installation: 7 }, { status: 200, budget: { ...budget, remaining: 9 } });
  memory.note({ installation: null }, { status: 200, budget: { ...budget, resetAt: 200 } });
  memory.note({ installation: 7 }, { status: 200, budget: null });
  expect(memory.read().budgets).toEqual([
    { installation: 7, ...budget, remaining: 9 },
    { installation: null, ...budget, resetAt: 200 },
  ]);
  now = 100;
  expect(memory.read().budgets.map(({ installation }) => installation)).toEqual([null]);
});

test('GitHub is reachable when it answered last, whatever it said; nobody knows before', () => {
  let now = 1;
  const memory = createGithubMemory({ now: () => now });
  const after = (status: number | null): boolean | null => {
    now += 1;
    memory.note({ installation: 7 }, { status, budget: null });
    return isReachable(memory.read());
  };
  expect(isReachable(memory.read())).toBeNull();
  expect([after(502), after(404), after(null), after(200), after(500)]).toEqual([false, true, false, true, false]);
  memory.note({ installation: 7 }, { status: 200, budget: null });
  expect(isReachable(memory.read())).toBe(false);
});
