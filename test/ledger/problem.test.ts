import { readFileSync } from 'node:fs';
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

test('each code is explained in docs/ledger.md', () => {
  const page = readFileSync('docs/ledger.md', 'utf8');
  const section = page.slice(page.indexOf('## What `verify` names'));
  const rows = section.slice(0, section.indexOf('\n\nEach comes')).split('\n').slice(4);
  const explained = rows.flatMap((row) =>
    [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, code]) => code),
  );
  expect(new Set(explained)).toEqual(new Set(problemCodes));
  expect(explained).toHaveLength(problemCodes.length);
});
