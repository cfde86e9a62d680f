import { hash } from 'node:crypto';
import { asWritten, type Html, html } from './html.ts';

/** One style for every page; light or dark as the reader's machine is. */
const style = `
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --good: #1a7f37; --bad: #cf222e; }
@media (prefers-color-scheme: dark) { :root { --good: #3fb950; --bad: #f85149; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin-bottom: 0.2rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
code, pre { font: 0.85rem/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { background: var(--soft); padding: 0.8rem; border-radius: 6px; white-space: pre-wrap; }
table { border-collapse: collapse; width: 100%; } th { text-align: left; white-space: nowrap; vertical-align: top; }
td, th { padding: 0.3rem 0.8rem 0.3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td { overflow-wrap: anywhere; } .soft { opacity: 0.7; } .good { color: var(--good); } .bad { color: var(--bad); }
input { font: inherit; padding: 0.3rem 0.6rem; width: 100%; max-width: 30rem; box-sizing: border-box; }
nav { margin: 1rem 0; }
`;

export interface Page {
  readonly title: string;
  readonly body: Html;
  /** Of scripts.ts; null: the page needs none. */
  readonly script: string | null;
}

/**
 * A page that stands for itself: it may run this script and show this style, and reach nothing at all. What somebody
 * wrote into an entry could not run even if it were not escaped.
 */
export function printPage({ title, body, script }: Page): string {
  const scripts = script === null ? '' : ` script-src ${digestOf(script)};`;
  const allowed = `default-src 'none'; style-src ${digestOf(style)};${scripts} base-uri 'none'; form-action 'none'`;
  return `<!doctype html>\n${
    html`<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${allowed}">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${asWritten(style)}</style>
<body>
${body}
${script === null ? '' : html`<script>${asWritten(script)}</script>`}
</body>
</html>
`.markup
  }`;
}

function digestOf(text: string): string {
  return `'sha256-${hash('sha256', text, 'base64')}'`;
}
