import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { csvLine } from '../../../src/cli/ledger/csv.ts';

test.each([
  [['a', 'b c', ''], 'a,b c,\r\n'],
  [['a,b', 'say "x"', 'two\r\nlines', 'two\nlines'], '"a,b","say ""x""","two\r\nlines","two\nlines"\r\n'],
])('%j', (cells, line) => expect(csvLine(cells)).toBe(line));

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('a spreadsheet does not run %j', (cell) => {
  expect(csvLine([cell]).replace(/^"/, '')).toMatch(/^'/);
});

test('whatever the cells hold, a reader finds them again', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', '=', 'a', '\t', 'é') }), { minLength: 1 }),
      (cells) => {
        expect(parse(csvLine(cells))).toEqual(cells.map((cell) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell)));
      },
    ),
  );
});

/** One line, as RFC 4180 has it read. */
function parse(line: string): readonly string[] {
  expect(line.endsWith('\r\n')).toBe(true);
  const body = `,${line.slice(0, -2)}`;
  const cells = [...body.matchAll(/,(?:"((?:[^"]|"")*)"|([^",]*))/g)];
  expect(cells.map(([all]) => all).join('')).toBe(body);
  return cells.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
}
