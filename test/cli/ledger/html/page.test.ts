import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { html } from '../../../../src/cli/ledger/html/html.ts';
import { printPage } from '../../../../src/cli/ledger/html/page.ts';

const sha256 = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

test('a page may run its own script, show its own style, and reach nothing', () => {
  const page = printPage({ title: 'a <title>', body: html`<h1>${'b'}</h1>`, script: 'run()' });
  const [, style = ''] = /<style>([\s\S]*)<\/style>/.exec(page) ?? [];
  const [, allowed = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
  expect(allowed.replaceAll('&#39;', "'")).toBe(
    `default-src 'none'; style-src ${sha256(style)}; script-src ${sha256('run()')}; base-uri 'none'; form-action 'none'`,
  );
  expect(page).toContain('<title>a &lt;title&gt;</title>');
  expect(page).toMatch(/^<!doctype html>/);
});

test('a page without a script may run none', () => {
  const page = printPage({ title: 't', body: html`b`, script: null });
  expect(page).not.toContain('script-src');
  expect(page).not.toContain('<script');
});
