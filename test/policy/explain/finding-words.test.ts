import { expect, test } from '@jest/globals';
import {
  choices,
  joinFindings,
  mainFinding,
  openFindings,
  tellingFindings,
  unreadable,
} from '../../../src/policy/explain/finding-words.ts';
import { say } from '../../../src/policy/explain/words.ts';
import { makeFinding, outcome, outcomeOf } from '../../../src/policy/findings.ts';
import { plain } from './telling.ts';

const [met, waits, unread, wrong] = [
  makeFinding('x.met', 'met'),
  makeFinding('x.waits', 'pending'),
  makeFinding('x.unread', 'unknown'),
  makeFinding('x.wrong', 'unmet'),
];

test('what is open, and what decides', () => {
  expect(openFindings(outcomeOf('x', [met, waits]))).toEqual([waits]);
  expect(tellingFindings(outcomeOf('x', [met, waits]))).toEqual([waits]);
  expect(tellingFindings(outcomeOf('x', [met]))).toEqual([met]);
  expect(mainFinding(outcomeOf('x', [met, waits, unread]))).toBe(unread);
  expect(mainFinding(outcomeOf('x', [waits, unread, wrong]))).toBe(wrong);
  expect(mainFinding(outcome('x', 'met', [met]))).toBeUndefined();
});

test('words', () => {
  expect(plain(choices(['a', 'b']))).toBe('`a` or `b`');
  expect(plain(choices(['a', 'b', 'c'], 'and'))).toBe('`a`, `b` and `c`');
  expect(plain(unreadable('the labels', { detail: 'no' }))).toBe('the labels could not be read: «no»');
  expect(plain(unreadable('the labels', {}))).toBe('the labels could not be read');
  expect(plain(joinFindings([met, wrong], ({ code }) => say(code)))).toBe('x.met; x.wrong');
});
