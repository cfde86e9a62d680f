import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { asWritten, html, jsonIn } from '../../../../src/cli/ledger/html/html.ts';

test('texts are escaped, parts that are HTML already are not, lists stand side by side', () => {
  const bold = html`<b>${'<&>'}</b>`;
  expect(html`<p title="${'"\''}">${[bold, ' ', 7]}</p>`.markup).toBe(
    '<p title="&quot;&#39;"><b>&lt;&amp;&gt;</b> 7</p>',
  );
  expect(html`${asWritten('<hr>')}`.markup).toBe('<hr>');
});

test('what moves text on the screen is shown; line breaks stay', () => {
  expect(html`${'a\u202eb\nc\u0007'}`.markup).toBe('a\\u{202e}b\nc\\u{7}');
});

describe('whatever stands in an entry', () => {
  test('no markup comes of it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(html`${text}`.markup).not.toMatch(/[<>"']/);
      }),
    );
  });

  test('a script element that holds it as data ends where we end it, and gives it back', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { markup } = jsonIn({ value, hostile: '</script><!--' });
        expect(markup).not.toContain('<');
        expect(JSON.parse(markup)).toEqual(JSON.parse(JSON.stringify({ value, hostile: '</script><!--' })));
      }),
    );
  });
});
