import { toBase64 } from '../../../../src/base/bytes.ts';
import type { ShownEntry, ShownLedger } from '../../../../src/cli/ledger/html/entry-page.ts';
import { parseCheckpoint } from '../../../../src/ledger/checkpoint.ts';
import { viewEntry } from '../../../../src/ledger/entry-view.ts';
import { formatVkey } from '../../../../src/ledger/note-key.ts';
import { proveInTree } from '../../../../src/ledger/tree-proof.ts';
import { grow, signer, treeOf } from '../../../ledger/sample.ts';

const { entries, files } = grow(1, 300);
const note = Buffer.from(files.get('checkpoint') ?? []);
const checkpoint = parseCheckpoint(note);

/** A ledger of 300 entries, as a page shows it. */
export const shownLedger: ShownLedger = {
  origin: checkpoint.origin,
  size: checkpoint.size,
  root: toBase64(checkpoint.root),
  note: note.toString('utf8'),
  vkey: formatVkey(signer),
};

export function shownEntry(index: number): ShownEntry {
  const { bytes } = entries[index] ?? { bytes: new Uint8Array() };
  return { view: viewEntry(index, bytes), bytes, proof: proveInTree(treeOf(files), checkpoint, index) };
}
