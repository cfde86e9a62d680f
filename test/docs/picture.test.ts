import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { playBlocked } from '../picture/blocked.ts';
import { drawCheck, wrap } from '../picture/draw.ts';
import { readBlocks, readLine } from '../picture/markdown.ts';
import { makeSteady } from '../picture/steady.ts';

test('the picture of the README is what the app writes on a pull request: npm run picture', async () => {
  expect(drawCheck(await playBlocked())).toBe(readFileSync('docs/blocked.svg', 'utf8'));
}, 60_000);

describe('drawing', () => {
  test('escapes whatever stands in a check', () => {
    const svg = drawCheck({ name: '<a>', title: '"b" & <c>', summary: '`<script>` &lt;d&gt; &#42;', actions: [] });
    expect(svg).not.toMatch(/<(?:a|c|d|script)>/);
    expect(svg).toContain('&lt;script&gt;');
    expect(svg).toContain('&lt;d&gt; *');
  });

  test('leaves nothing out, and refuses what it cannot draw', () => {
    expect(readLine('a **b `c`** *d* [`e`](https://x.y) &#8203;f')).toEqual([
      { text: 'a ', style: 'plain' },
      { text: 'b ', style: 'bold' },
      { text: 'c', style: 'code' },
      { text: ' ', style: 'plain' },
      { text: 'd', style: 'italic' },
      { text: ' ', style: 'plain' },
      { text: 'e', style: 'code' },
      { text: ' f', style: 'plain' },
    ]);
    expect(() => readBlocks('one\ntwo')).toThrow('not drawn');
  });

  test('wraps between words, every character kept', () => {
    const rows = wrap(
      [
        { text: 'one two three ', style: 'plain' },
        { text: 'four', style: 'code' },
      ],
      80,
      14,
    );
    expect(rows.map((row) => row.map(({ text }) => text).join(''))).toEqual(['one two ', 'three four']);
  });

  test('replaces what differs from run to run, the same by the same', () => {
    const [title, summary] = makeSteady([
      'sign deadbee',
      `deadbeef00 on ${'0a'.repeat(20)}, 23:59 UTC, http://127.0.0.1:9/x`,
    ]);
    expect([title, summary]).toEqual(['sign a1b2c3d', 'a1b2c3d on 9f8e7d6, 14:02 UTC, https://github.com/x']);
  });
});
