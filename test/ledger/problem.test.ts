import { expect, test } from '@jest/globals';
import { problem, problemCodes } from '../../src/ledger/problem.ts';

test('a problem names an entry and a commit where it knows them', () => {
  expect(problem('entry-altered', 'x')).toEqual({ code: 'entry-altered', index: null, commit: null, message: 'x' });
  expect(problem('history-edited', 'x', { index: 0, commit: 'c' })).toMatchObject({ index: 0, commit: 'c' });
});

test('what a message quotes cannot move a terminal', () => {
  expect(problem('stray-file', 'a\u001b[2Jb').message).toBe('a\ufffd[2Jb');
});

test('codes are words, each once', () => {
  expect(new Set(problemCodes).size).toBe(problemCodes.length);
  for (const code of problemCodes) expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
});
