import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  codeSpan,
  commandBlock,
  escapeText,
  plainLine,
  sentenceMarkdown,
  showInvisible,
} from '../../src/github/markdown.ts';

/** Whatever means something to Markdown, to GitHub or to a terminal. */
const tokens = [
  ...'<>&|`\\*_~[]()!#@\n\r\t x'.split(''),
  ...'`` ``` @everyone http://a.b www.a.b <script> &lt; &#60; === --- $$ :tada: a@b.c <!-- --> ]('.split(' '),
  '- ',
  '1. ',
  '\u202e',
  '\u0000',
  '\u2028',
  '\ud800',
];

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...tokens)).map((parts) => parts.join('')),
);

/** What a reader sees: character references decoded, the characters of no width gone. */
function seen(markdown: string): string {
  return markdown
    .replaceAll('&#8203;', '')
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

describe('text of outsiders', () => {
  test.each([
    ['<img src=x onerror=alert(1)>', '&lt;img src=x onerror=alert(1)&gt;'],
    ['@everyone', '@&#8203;everyone'],
    ['see #12', 'see #&#8203;12'],
    ['https://evil.example/x', 'https:&#8203;//evil.example/x'],
    ['www.evil.example', 'www&#8203;.evil.example'],
    ['a | b', 'a &#124; b'],
    ['**bold** _it_ ~~no~~', '&#42;&#42;bold&#42;&#42; &#95;it&#95; &#126;&#126;no&#126;&#126;'],
    ['[link](javascript:x)', '&#91;link&#93;(javascript:x)'],
    ['`code`', '&#96;code&#96;'],
    ['&lt;b&gt;', '&amp;lt;b&amp;gt;'],
    ['gpj.\u202eexe', 'gpj.\\u202eexe'],
    ['two\r\nlines\tand a tab', 'two lines and a tab'],
    ['fix: rounding (SHOP-412)', 'fix: rounding (SHOP-412)'],
  ])('%j', (text, expected) => {
    expect(escapeText(text)).toBe(expected);
  });

  test('opens no markup, breaks no line or table, mentions nobody, and loses nothing', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const escaped = escapeText(text);
        expect(escaped).not.toMatch(/[<>|`*_~[\]$\r\n\t]/);
        expect(escaped).not.toMatch(/\\(?!u)/);
        expect(escaped).not.toMatch(/@(?!&#8203;)/);
        expect(escaped).not.toMatch(/:\/\/|www\./i);
        expect(escaped).not.toMatch(/&(?!(?:#\d+|amp|lt|gt);)/);
        expect(escaped).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
        expect(seen(escaped)).toBe(showInvisible(text.replaceAll(/[\r\n\t]+/g, ' ')));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a code span', () => {
  test.each([
    ['git push', '`git push`'],
    ['a`b', '``a`b``'],
    ['`', '`` ` ``'],
    ['a|b', '<code>a&#124;b</code>'],
    ['\\|', '<code>&#92;&#124;</code>'],
    ['<b>', '`<b>`'],
    ['x\ny', '`x y`'],
    ['\u202e', '`\\u202e`'],
    [' ', ''],
  ])('%j', (text, expected) => {
    expect(codeSpan(text)).toBe(expected);
  });

  test('ends where it should, on one line and in one cell', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const span = codeSpan(text);
        expect(span).not.toMatch(/[\r\n|]/);
        if (span === '') return;
        const html = /^<code>((?:[A-Za-z0-9 ]|&#\d+;)+)<\/code>$/.exec(span);
        if (html !== null) return;
        const fence = /^`+/.exec(span)?.[0] ?? '';
        expect(span.endsWith(fence)).toBe(true);
        const runs: readonly string[] = span.slice(fence.length, -fence.length).match(/`+/g) ?? [];
        expect(runs).not.toContain(fence);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a block of commands', () => {
  test('is what is copied', () => {
    expect(commandBlock(['git commit --amend', 'git push'])).toBe('```sh\ngit commit --amend\ngit push\n```');
  });

  test('cannot be left from inside', () => {
    expect(commandBlock(['echo "\n```\n<b>"'])).toBe('````sh\necho "\n```\n<b>"\n````');
    expect(commandBlock(['rm \u202ex\r'])).toBe('```sh\nrm \\u202ex\\u000d\n```');
  });
});

const linked = { mentions: 'linked', pages: 'https://github.com/acme/shop' } as const;

describe('a sentence', () => {
  test('is made of its segments', () => {
    const sentence = [{ code: 'a1b2c3d' }, { text: ' by ' }, { login: 'dana' }, { text: ': "' }, { outside: '*x*' }];
    expect(sentenceMarkdown(sentence, linked)).toBe('`a1b2c3d` by @dana: "&#42;x&#42;');
    expect(sentenceMarkdown(sentence, { ...linked, mentions: 'plain' })).toContain('@&#8203;dana');
  });

  test('keeps neighbouring code spans apart', () => {
    expect(sentenceMarkdown([{ code: 'a' }, { code: 'b' }], linked)).toBe('`a`&#8203;`b`');
  });

  test.each(['- item', '+ item', '1. item', '23) item', '=== x', '# title', '> quote'])(
    '%j opens no block',
    (outside) => {
      expect(sentenceMarkdown([{ outside }], linked)).not.toMatch(/^\s*(?:[-+=>]|\d+[.)]|#+\s)/);
    },
  );

  test('names only what is a login', () => {
    expect(sentenceMarkdown([{ login: 'octo_corp' }], linked)).toBe('@octo&#95;corp');
    expect(sentenceMarkdown([{ login: 'renovate[bot]' }], linked)).toBe('renovate&#91;bot&#93;');
    expect(sentenceMarkdown([{ login: 'a @everyone' }], linked)).toBe('a @&#8203;everyone');
  });

  test('leads to the comparison of two commits, and to nothing else', () => {
    const [from, to] = ['c0ffee1'.padEnd(40, '0'), 'd4e5f60'.padEnd(40, '0')];
    expect(sentenceMarkdown([{ compared: { from, to } }], linked)).toBe(
      `[\`c0ffee1..d4e5f60\`](https://github.com/acme/shop/compare/${from}..${to})`,
    );
    expect(sentenceMarkdown([{ compared: { from: 'x](http://a.b)', to } }], linked)).toBe('`x](http..d4e5f60`');
    for (const pages of ['javascript:alert(1)', 'https://a.b/) [x](https://c.d', 'https://a.b/<x>'])
      expect(sentenceMarkdown([{ compared: { from, to } }], { ...linked, pages })).toBe('`c0ffee1..d4e5f60`');
  });

  test('cuts what an outsider wrote without end, not through a character', () => {
    const outside = `${'a'.repeat(599)}😀${'b'.repeat(9_000)}`;
    expect(sentenceMarkdown([{ outside }], linked)).toBe(`${'a'.repeat(599)}…`);
  });
});

describe('a title', () => {
  test('has one line and at most so many characters', () => {
    expect(plainLine(' Blocked:\n 1 commit ', 70)).toBe('Blocked: 1 commit');
    expect(plainLine('😀'.repeat(80), 70)).toBe(`${'😀'.repeat(69)}…`);
    expect(plainLine('a\u0007b\u202e', 70)).toBe('a\\u0007b\\u202e');
  });
});
