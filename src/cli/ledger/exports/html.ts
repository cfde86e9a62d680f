import { mkdir, mkdtemp, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { toBase64, toText } from '../../../base/bytes.ts';
import { Fault } from '../../../base/fault.ts';
import { viewEntry } from '../../../ledger/entry-view.ts';
import { type IntactLedger, readEntries } from '../../../ledger/intact.ts';
import { formatVkey } from '../../../ledger/note-key.ts';
import { formatTlogProof } from '../../../ledger/tlog-proof.ts';
import { proveInTree } from '../../../ledger/tree-proof.ts';
import type { Words } from '../../words.ts';
import { chooseKeys } from '../choose-keys.ts';
import type { Exported, ExportFormat } from '../export-format.ts';
import { entryPage, type ShownEntry, type ShownLedger } from '../html/entry-page.ts';
import { indexPage, pageName } from '../html/index-page.ts';
import { writable } from '../replace-file.ts';

const NEWEST = 1_000;
const ROWS_PER_PAGE = 1_000;

export const html: ExportFormat = {
  name: 'html',
  says: 'a directory with pages that open offline: the newest entries, each with its proof',
  options: [
    { name: 'newest', value: 'N', says: `for --to html: how many entries it shows, or "all" (default: ${NEWEST})` },
  ],
  async write({ ledger, out, words }) {
    const newest = readNewest(words, ledger.checkpoint.size);
    return await writable(
      out,
      async () => await writeWhole(out, async (into) => await writePages(ledger, newest, into)),
    );
  },
};

function readNewest(words: Words, size: number): number {
  const text = words.value('newest') ?? String(NEWEST);
  if (text === 'all') return size;
  if (/^[1-9]\d{0,14}$/.test(text)) return Math.min(size, Number(text));
  throw new Fault('cli.usage', `--newest is a number from 1, or "all", not ${JSON.stringify(text)}`);
}

/** Built beside its place, then renamed: nobody ever opens half of it. What stands there is somebody's, unless it is empty. */
async function writeWhole(out: string, write: (into: string) => Promise<number>): Promise<Exported> {
  const found = await readdir(out).catch(() => null);
  if (found !== null && found.length > 0)
    throw new Fault('cli.unwritable', `${out} is there already, and not empty`, {
      next: 'Remove it, or name another directory.',
    });
  await mkdir(dirname(out), { recursive: true });
  const beside = await mkdtemp(join(dirname(out), `.${basename(out)}-`));
  try {
    // A directory of its own: the temporary one is closed to everybody else, and pages are for others.
    const pages = join(beside, 'pages');
    await mkdir(pages);
    const written = await write(pages);
    if (found !== null) await rmdir(out);
    await rename(pages, out);
    return { written, unchanged: 0, removed: 0 };
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}

async function writePages(ledger: IntactLedger, newest: number, into: string): Promise<number> {
  const { tree, checkpoint, note } = ledger;
  const { origin, size, root } = checkpoint;
  const [key] = chooseKeys({ tree, given: [], pinned: new Map() }).keys;
  const vkey = key === undefined ? null : formatVkey(key);
  const shown: ShownLedger = { origin, size, root: toBase64(root), note: toText(note) ?? '', vkey };
  await mkdir(join(into, 'entries'));
  await mkdir(join(into, 'proofs'));
  const views: ShownEntry['view'][] = [];
  for (const entry of provenEntries(ledger, size - newest)) {
    const { index } = entry.view;
    views.push(entry.view);
    const proof = { index, hashes: entry.proof, checkpoint: note, extra: entry.bytes };
    await writeFile(join(into, 'entries', `${index}.html`), entryPage(shown, entry));
    await writeFile(join(into, 'proofs', `${index}.tlog-proof`), formatTlogProof(proof));
  }
  await writeFile(join(into, 'checkpoint'), note);
  views.reverse();
  const pages = Math.max(1, Math.ceil(views.length / ROWS_PER_PAGE));
  for (let page = 1; page <= pages; page += 1) {
    const rows = views.slice((page - 1) * ROWS_PER_PAGE, page * ROWS_PER_PAGE);
    const text = indexPage(shown, { views: rows, page, pages, from: size - newest, to: size - 1 });
    await writeFile(join(into, pageName(page)), text);
  }
  return views.length * 2 + pages + 1;
}

function* provenEntries({ tree, checkpoint }: IntactLedger, from: number): Generator<ShownEntry> {
  let index = 0;
  for (const bytes of readEntries(tree, checkpoint.size)) {
    if (index >= from) yield { view: viewEntry(index, bytes), bytes, proof: proveInTree(tree, checkpoint, index) };
    index += 1;
  }
}
