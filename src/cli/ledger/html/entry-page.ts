import { toBase64, toHex, toText } from '../../../base/bytes.ts';
import type { EntryView } from '../../../ledger/entry-view.ts';
import { leafHash } from '../../../ledger/merkle.ts';
import type { Proof } from '../../../ledger/merkle-proof.ts';
import { nameActor } from '../entry-record.ts';
import { type Html, html, jsonIn } from './html.ts';
import { printPage } from './page.ts';
import { checkScript } from './scripts.ts';

export interface ShownLedger {
  readonly origin: string;
  readonly size: number;
  readonly root: string; // base64
  /** The checkpoint's bytes as text. */
  readonly note: string;
  /** As the branch names it; null: no key of the branch fits a signature. */
  readonly vkey: string | null;
}

export interface ShownEntry {
  readonly view: EntryView;
  readonly bytes: Uint8Array;
  readonly proof: Proof;
}

/** One entry: what it says, its bytes, and the proof that it is in the ledger, which the page checks itself. */
export function entryPage(ledger: ShownLedger, { view, bytes, proof }: ShownEntry): string {
  const { index } = view;
  const hashes = proof.map(toBase64);
  const { size, root, note, vkey: key } = ledger;
  const told = { entry: toBase64(bytes), index, size, root, hashes, note, key };
  const body = html`<nav><a href="../index.html">all entries</a></nav>
<h1>Entry ${index}</h1>
<p class="soft"><code>${ledger.origin}</code></p>
<table>${factsOf(view)}</table>
<h2>Its proof</h2>
<p id="answer">Not checked: scripts do not run here.</p>
<p>Its leaf <code>${toHex(leafHash(bytes))}</code> and ${hashes.length} hashes lead to the root <code>${root}</code> of ${size} entries, which the
checkpoint signs. Check it with a program that is not this page: <a href="../proofs/${index}.tlog-proof">${index}.tlog-proof</a> is a
<code>tlog-proof</code> (C2SP) with the entry in it.</p>
<pre>npx countersign ledger check-proof proofs/${index}.tlog-proof --key '${key ?? 'THE-KEY'}'</pre>
<details><summary>The hashes, the leaf's sibling first, and the checkpoint</summary>
<pre>${hashes.join('\n')}

${note}</pre></details>
<h2>Its bytes</h2>
<pre>${pretty(bytes)}</pre>
<script type="application/json" id="proof">${jsonIn(told)}</script>`;
  return printPage({ title: `Entry ${index} of ${ledger.origin}`, body, script: checkScript });
}

function factsOf(view: EntryView): readonly Html[] {
  const facts: readonly (readonly [string, string])[] = [
    ['time', view.time ?? ''],
    ['kind', view.kind ?? 'cannot be read'],
    ['by', nameActor(view)],
    ['about', view.subject ?? ''],
    ['commit', view.commit ?? ''],
    ['pull requests', view.changes.map((number) => `#${number}`).join(', ')],
    ['refs', view.refs.join(', ')],
    ['tickets', view.tickets.join(', ')],
    ['result', view.results.join(', ')],
    ['rules', view.rules.join(', ')],
    ['repository', view.repository ?? ''],
    ['environment', view.environment ?? ''],
    ['artifacts', view.artifacts.join(', ')],
    ['id', view.id ?? ''],
  ];
  return facts
    .filter(([, value]) => value !== '')
    .map(([name, value]) => html`<tr><th>${name}</th><td>${value}</td></tr>`);
}

/** Indented where it is JSON; the proof speaks of the bytes as they are. */
function pretty(bytes: Uint8Array): string {
  const text = toText(bytes);
  if (text === null) return `not UTF-8, in base64: ${toBase64(bytes)}`;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
