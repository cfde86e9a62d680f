import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compilePattern } from '../../src/policy/pattern.ts';
import { findTicketPatternFault, findTickets } from '../../src/policy/ticket-search.ts';

const jira = '[A-Z][A-Z0-9]+-\\d+';

describe('a key is a whole word', () => {
  test.each<[string, readonly string[]]>([
    ['SHOP-412', ['SHOP-412']],
    ['fix: rounding (SHOP-412)', ['SHOP-412']],
    ['SHOP-1 SHOP-2,SHOP-3', ['SHOP-1', 'SHOP-2', 'SHOP-3']],
    ['SHOP-1 and SHOP-1', ['SHOP-1']],
    ['Merge branch feature/SHOP-412-fix-rounding', ['SHOP-412']],
    ['SHOP-412.', ['SHOP-412']],
    ['SHOP-412-', ['SHOP-412']],
    ['fixes CVE-2026-41284', []],
    ['xSHOP-412', []],
    ['_SHOP-412', []],
    ['SHOP-412a', []],
    ['SHOP-412é', []],
    ['note-1', []],
    ['', []],
  ])('%s', (text, found) => {
    expect(findTickets(jira, text)).toEqual(found);
  });

  test('a shorter match never stands in for the whole number', () => {
    expect(findTickets('SHOP-\\d{1,3}', 'SHOP-4123')).toEqual([]);
  });

  test('alternatives and groups of the pattern are its own', () => {
    expect(findTickets('(A|B)-(\\d)|#\\d+', 'A-1 B-2 #33')).toEqual(['A-1', 'B-2', '#33']);
  });
});

test.each([
  ['\\d*', 'the pattern also matches an empty text'],
  ['a|', 'the pattern also matches an empty text'],
  ['\\Qabc', 'the pattern has to be complete in itself'],
])('%s cannot be that of a tracker', (source, message) => {
  expect(findTicketPatternFault(source)?.message).toBe(message);
});

test('whatever is found stands in the text, and has no letter or digit beside it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('SHOP-1', 'A', '-', '1', ' ', 'É', '_', '\n', 'AB-22'), { maxLength: 12 }),
      (parts) => {
        const text = parts.join('');
        for (const key of findTickets(jira, text))
          expect(text).toMatch(new RegExp(`(^|[^\\p{L}\\p{N}_])${key}($|[^\\p{L}\\p{N}_-]|-($|[^\\p{N}]))`, 'u'));
      },
    ),
  );
});

test('a long text full of near misses is searched once', () => {
  expect(findTickets(jira, 'CVE-2026-41284 '.repeat(20_000))).toEqual([]);
}, 3_000);

/** The rule itself, without the short cut. */
function findBySurrounding(source: string, text: string): readonly string[] {
  const pattern = compilePattern(`(^|[^\\p{L}\\p{N}_])(${source})(?:$|[^\\p{L}\\p{N}_-]|-(?:$|[^\\p{N}]))`);
  const keys = text.split(/[\r\n]+/).flatMap((line) => {
    const matcher = pattern.matcher(line);
    const found: string[] = [];
    for (let from = 0; from < line.length && matcher.find(from); from = Math.max(matcher.end(2), from + 1)) {
      const key = matcher.group(2);
      if (key !== null && key !== '') found.push(key);
    }
    return found;
  });
  return [...new Set(keys)];
}

test('the short cut finds what the surrounded pattern finds', () => {
  const sources = [
    jira,
    'A|AB',
    '#\\d+',
    '\\([a-z]\\)',
    '\\bA-\\d',
    'A*-1',
    '(?i)a-\\d',
    '^A-1',
    'A-\\d$',
    '𝒜-\\d',
    '-?\\d',
  ];
  const signs = fc.constantFrom(
    'A',
    'AB',
    'a',
    '-',
    '1',
    '12',
    ' ',
    '#',
    '(a)',
    '(',
    '_',
    'é',
    '𝒜',
    '\n',
    '.',
    'A-1',
    '#3',
  );
  fc.assert(
    fc.property(fc.constantFrom(...sources), fc.array(signs, { maxLength: 9 }), (source, pieces) => {
      const text = pieces.join('');
      expect([source, text, findTickets(source, text)]).toEqual([source, text, findBySurrounding(source, text)]);
    }),
    { numRuns: 5_000 },
  );
});
