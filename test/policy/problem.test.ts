import { expect, test } from '@jest/globals';
import { type PolicyProblem, sortProblems } from '../../src/policy/problem.ts';

const problem = (line: number, column: number, message: string): PolicyProblem => ({
  code: 'policy.schema',
  message,
  line,
  column,
  nearest: null,
});

test('in the order of the file, each once', () => {
  const found = sortProblems([problem(2, 1, 'c'), problem(1, 9, 'b'), problem(1, 2, 'a'), problem(1, 9, 'b')]);
  expect(found.map(({ message }) => message)).toEqual(['a', 'b', 'c']);
});
