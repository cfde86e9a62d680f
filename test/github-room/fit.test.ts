import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fitBlocks } from '../../src/github/fit.ts';

const rows = (count: number, text = 'x'): readonly string[] =>
  Array.from({ length: count }, (_, n) => `| ${n} ${text} |`);

describe('fitting', () => {
  test('changes nothing while there is room', () => {
    const blocks = [
      { lines: ['**Do this**'], rows: [], noun: 'steps' },
      { lines: ['| a |', '|---|'], rows: rows(2), noun: 'rules' },
    ];
    expect(fitBlocks(blocks, 65_535)).toBe('**Do this**\n\n| a |\n|---|\n| 0 x |\n| 1 x |');
  });

  test('cuts between rows and says how many are missing', () => {
    const text = fitBlocks([{ lines: ['| a |', '|---|'], rows: rows(1_000), noun: 'rules' }], 1_000);
    const shown = text.split('\n').filter((line) => /^\| \d+ x \|$/.test(line)).length;
    expect(shown).toBeGreaterThan(10);
    expect(text).toContain(`*… ${1_000 - shown} more rules left out here: there is no more room.*`);
  });

  test('counts the sections that found no room at all', () => {
    const section = { lines: ['y'.repeat(300)], rows: [], noun: 'lines' };
    expect(fitBlocks([section, section, section], 600)).toContain('*… 2 more sections left out here');
  });

  test('never exceeds the limit, in bytes, and every line is whole or gone', () => {
    const block = fc.record({
      lines: fc.array(
        fc.string({ unit: 'grapheme', maxLength: 120 }).map((line) => line.replaceAll('\n', ' ')),
        {
          maxLength: 3,
        },
      ),
      rows: fc.array(
        fc.string({ unit: 'grapheme', maxLength: 200 }).map((line) => line.replaceAll('\n', ' ')),
        {
          maxLength: 40,
        },
      ),
      noun: fc.constant('rows'),
    });
    fc.assert(
      fc.property(fc.array(block, { maxLength: 12 }), fc.integer({ min: 500, max: 8_000 }), (blocks, most) => {
        const text = fitBlocks(blocks, most);
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(most);
        const known = new Set(blocks.flatMap((one) => [...one.lines, ...one.rows]));
        for (const line of text.split('\n')) {
          expect(line === '' || known.has(line) || line.startsWith('*… ')).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});
