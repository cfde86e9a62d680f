import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { isFault } from '../../src/base/fault.ts';
import { readWords, type WordRules } from '../../src/cli/words.ts';

const RULES: WordRules = {
  command: 'sample',
  options: [
    { name: 'repo', value: 'DIR', says: '' },
    { name: 'format', value: 'FORMAT', choices: ['text', 'json'], says: '' },
    { name: 'key', value: 'KEY', many: true, says: '' },
    { name: 'strict', says: '' },
    { name: 'trust', value: 'FILE', later: 'is not there yet', says: '' },
  ],
  arguments: { least: 1, most: 2 },
};

test('options, switches and arguments in any order', () => {
  const words = readWords(['a', '--repo', 'dir', '--key=x', '--strict', 'b', '--key', 'y', '--format', 'json'], RULES);
  expect(words.positionals).toEqual(['a', 'b']);
  expect([words.value('repo'), words.require('repo'), words.value('format')]).toEqual(['dir', 'dir', 'json']);
  expect(words.values('key')).toEqual(['x', 'y']);
  expect([words.has('strict'), words.has('key'), words.has('trust')]).toEqual([true, true, false]);
  expect(readWords(['a'], RULES).value('repo')).toBeNull();
});

test('what follows -- is an argument', () => {
  expect(readWords(['--', '--strict', '-x'], RULES).positionals).toEqual(['--strict', '-x']);
});

describe('one sentence says what is wrong', () => {
  test.each([
    [['a', '--rpo', 'x'], 'There is no option --rpo (did you mean --repo?)'],
    [['a', '--zzzzzz'], 'There is no option --zzzzzz'],
    [['a', '-r'], 'There is no option -r'],
    [['a', '--repo'], '--repo needs a value: --repo DIR'],
    [['a', '--repo', '--strict'], '--repo needs a value: --repo DIR'],
    [['a', '--repo='], '--repo needs a value: --repo DIR'],
    [['a', '--strict=yes'], '--strict takes no value'],
    [['a', '--repo', 'x', '--repo', 'y'], '--repo is given twice'],
    [['a', '--format', 'jsn'], '--format is one of text, json, not "jsn" (did you mean json?)'],
    [['a', '--trust', 'x'], '--trust is not there yet'],
    [[], 'An argument is missing'],
    [['a', 'b', 'c'], 'There is one argument too many: "c"'],
  ])('%j', (args, message) => {
    expect(() => readWords(args, RULES)).toThrow(expect.objectContaining({ code: 'cli.usage', message }));
  });

  test('an option that is needed', () => {
    expect(() => readWords(['a'], RULES).require('repo')).toThrow('--repo DIR is missing');
  });
});

test('any arguments are read or refused', () => {
  const word = fc.oneof(
    fc.constantFrom('--repo', '--strict', '--key=', '--', '-', '--__proto__', '--constructor', '-abc', '--no-strict'),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 6 }), (args) => {
      try {
        readWords(args, RULES);
      } catch (error) {
        if (!isFault(error, 'cli.usage')) throw error;
      }
    }),
  );
});
