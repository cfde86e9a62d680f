import { describe, expect, test } from '@jest/globals';
import { readAsked, readShipped, readSpan } from '../../../src/cli/trace/read-asked.ts';
import { nameAsked } from '../../../src/ledger/trace/meant.ts';

describe('what is traced', () => {
  test.each([
    ['#42', { is: 'change', number: 42 }, '#42'],
    ['42', { is: 'change', number: 42 }, '#42'],
    ['#1234567', { is: 'change', number: 1_234_567 }, '#1234567'],
    ['1234567', { is: 'commit', prefix: '1234567' }, '1234567'],
    ['3C1E5A7', { is: 'commit', prefix: '3c1e5a7' }, '3c1e5a7'],
    ['deployment:1234', { is: 'deployment', id: 1234 }, 'deployment:1234'],
    ['SHOP-412', { is: 'ticket', key: 'SHOP-412' }, 'SHOP-412'],
  ])('%s', (text, asked, name) => {
    expect(readAsked(text)).toEqual(asked);
    expect(nameAsked(readAsked(text))).toBe(name);
  });

  test.each(['', 'main', '3c1e5a', '#0', 'deployment:', 'deployment:x', 'refs/heads/main', 'a'.repeat(65)])(
    '%j is not',
    (text) => expect(() => readAsked(text)).toThrow('is nothing that can be traced'),
  );
});

test('what ships is a commit or an artifact', () => {
  expect(readShipped('3C1E5A7')).toEqual({ is: 'commit', prefix: '3c1e5a7' });
  expect(readShipped(`sha256:${'AB'.repeat(32)}`)).toEqual({ is: 'artifact', sha256: 'ab'.repeat(32) });
  for (const text of ['v1.2', 'sha256:ab', '#42', '3c1e5a'])
    expect(() => readShipped(text)).toThrow('is neither a commit nor an artifact');
});

test('a span is from the beginning of a day to the end of one', () => {
  expect(readSpan('2026-11-20..2026-11-21')).toEqual({
    from: '2026-11-20T00:00:00.000Z',
    to: '2026-11-22T00:00:00.000Z',
  });
  const instant = '2026-11-20T10:00:00.000Z';
  expect(readSpan(`${instant}..${instant}`)).toEqual({ from: instant, to: instant });
  for (const text of ['2026-11-20', '2026-11-20..', 'a..b..c', '2026-11-22..2026-11-20', 'soon..2026-11-20'])
    expect(() => readSpan(text)).toThrow();
});
