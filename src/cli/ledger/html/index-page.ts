import type { EntryView } from '../../../ledger/entry-view.ts';
import { count } from '../../text.ts';
import { nameActor, nameSubject } from '../entry-record.ts';
import type { ShownLedger } from './entry-page.ts';
import { html } from './html.ts';
import { printPage } from './page.ts';
import { findScript } from './scripts.ts';

export interface Shown {
  /** Of this page, newest first. */
  readonly views: readonly EntryView[];
  /** From 1. */
  readonly page: number;
  readonly pages: number;
  /** Indexes of the oldest and the newest entry that the folder shows. */
  readonly from: number;
  readonly to: number;
}

/** `index.html`, `page-2.html`, … */
export function pageName(page: number): string {
  return page === 1 ? 'index.html' : `page-${page}.html`;
}

/** What the ledger is, what of it stands in this folder, and the entries of one page with links. */
export function indexPage(ledger: ShownLedger, { views, page, pages, from, to }: Shown): string {
  const { origin, size, root, vkey } = ledger;
  const rows = views.map(
    (
      view,
    ) => html`<tr><td><a href="entries/${view.index}.html">${view.index}</a></td><td>${view.time ?? ''}</td><td>${view.kind ?? 'cannot be read'}</td><td>${nameActor(view)}</td><td>${nameSubject(view, origin)}</td><td>${view.results.join(', ')}</td><td>${view.rules.join(', ')}</td></tr>
`,
  );
  const isWhole = from === 0 && to === size - 1;
  const shown = isWhole
    ? 'All of them are shown here'
    : `Entries ${from} to ${to} are shown here; those before are in the ledger, not in this folder`;
  const links = Array.from({ length: pages }, (_, at) => at + 1);
  const body = html`<h1>The ledger of <code>${origin}</code></h1>
<p>${count(size, 'entry', 'entries')}, root <code>${root}</code>. ${shown}. Each has a page of its own with the proof that it is in the
ledger: the file <code>checkpoint</code> signs the root over all entries.</p>
<p>The key that the ledger's branch names: <code>${vkey ?? 'none that fits the signature'}</code>. Compare it with a copy from elsewhere:
whoever can make a folder like this can also make a key.</p>
<p><input id="find" type="search" placeholder="Find on this page" aria-label="Find on this page" hidden></p>
<table><thead><tr><th>entry</th><th>time</th><th>kind</th><th>by</th><th>about</th><th>result</th><th>rules</th></tr></thead>
<tbody>
${rows}</tbody></table>
${pages === 1 ? '' : html`<nav>Pages: ${links.map((at) => (at === page ? html` ${at}` : html` <a href="${pageName(at)}">${at}</a>`))}</nav>`}`;
  return printPage({ title: `The ledger of ${origin}`, body, script: findScript });
}
