import { describe, expect, test } from '@jest/globals';
import { filterOptions, readFilter } from '../../../src/cli/ledger/read-filter.ts';
import { readWords } from '../../../src/cli/words.ts';
import { everyEntry } from '../../../src/ledger/entry-filter.ts';

const read = (...args: readonly string[]) =>
  readFilter(readWords(args, { command: 'x', options: filterOptions, arguments: { least: 0, most: 0 } }));

test('nothing asked is everything; every option has its part', () => {
  expect(read()).toEqual(everyEntry);
  // A number is what programs ask for.
  const parts = Object.keys(everyEntry).filter((name) => name !== 'repositoryId');
  expect(filterOptions.map(({ name }) => name).toSorted()).toEqual(parts.toSorted());
  const words = ['actor', 'result', 'rule', 'ticket', 'environment'];
  const filter = { ...everyEntry, ...Object.fromEntries(words.map((name) => [name, 'X'])) };
  expect(read(...words.flatMap((name) => [`--${name}`, 'X']))).toEqual(filter);
});

test.each([
  ['#42', { is: 'change', number: 42 }],
  ['1A2b', { is: 'commit', prefix: '1a2b' }],
  ['refs/heads/main', { is: 'ref', name: 'refs/heads/main' }],
  ['https://github.com/acme/shop/commit/1a', { is: 'uri', uri: 'https://github.com/acme/shop/commit/1a' }],
])('the subject %s', (text, subject) => expect(read('--subject', text).subject).toEqual(subject));

describe('times are UTC', () => {
  test.each([
    ['2026-11-21', '2026-11-21T00:00:00.000Z', '2026-11-22T00:00:00.000Z'],
    ['2026-12-31', '2026-12-31T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    ['2026-11-21T10:00:00Z', '2026-11-21T10:00:00.000Z', '2026-11-21T10:00:00.000Z'],
    ['2026-11-21t10:00:00.25+01:00', '2026-11-21T09:00:00.250Z', '2026-11-21T09:00:00.250Z'],
    ['2026-11-21 10:00:00-01:30', '2026-11-21T11:30:00.000Z', '2026-11-21T11:30:00.000Z'],
  ])('%s', (text, since, until) => {
    expect(read('--since', text).since).toBe(since);
    // A day is meant to its end.
    expect(read('--until', text).until).toBe(until);
  });
});

test('a kind that is not ours is a predicate type; a digest is hex', () => {
  expect(read('--kind', 'https://example.org/x').kind).toBe('https://example.org/x');
  expect(read('--artifact', `sha256:${'A'.repeat(64)}`).artifact).toBe('a'.repeat(64));
});

test.each([
  ['kind', 'decisions'],
  ['subject', 'main'],
  ['subject', '#0'],
  ['subject', 'abc'],
  ['artifact', 'abc'],
  ['since', 'yesterday'],
  ['since', '2026-02-30'],
  ['since', '2026-02-30T10:00:00Z'],
  ['since', '2026-11-21T25:00:00Z'],
  ['until', '2026-11-21T10:00:00'],
  ['until', '21.11.2026'],
])('--%s %s is refused', (name, value) => {
  expect(() => read(`--${name}`, value)).toThrow(expect.objectContaining({ code: 'cli.usage' }));
});
