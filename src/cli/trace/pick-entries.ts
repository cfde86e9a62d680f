import { BUNDLE_SIZE, paths, tailStart } from '../../ledger/layout.ts';
import { type TracedEntry, traceEntry } from '../../ledger/trace/traced-entry.ts';
import { type EntryFile, type EntryFiles, entriesIn } from '../ledger/entry-files.ts';

export interface Picking {
  readonly files: EntryFiles;
  /** Picked are entries whose bytes hold one of these … */
  readonly texts: readonly string[];
  /** … and those of which this, which is shown every entry, says so. */
  readonly isPicked?: (index: number, entry: Buffer) => boolean;
}

/** What one pass over a ledger found, in the order of the ledger. */
export interface Picked {
  readonly entries: readonly TracedEntry[];
  /** How many of them are no statements in JSON: what they say is not known. */
  readonly unreadable: number;
}

/** Reads a ledger once. What is picked is held, and the files that it was picked from are not. */
export async function pickEntries({ files, texts, isPicked }: Picking): Promise<Picked> {
  const needles = texts.map((text) => Buffer.from(text));
  const entries: TracedEntry[] = [];
  for await (const { file, bytes } of files.read('oldest-first')) {
    // One look at the whole file spares 256 at its entries.
    const held = needles.filter((needle) => bytes.includes(needle));
    if (held.length === 0 && isPicked === undefined) continue;
    for (const [at, entry] of entriesIn(file, bytes).entries()) {
      const index = file.first + at;
      const isWanted = isPicked?.(index, entry) === true;
      if (isWanted || held.some((needle) => entry.includes(needle))) entries.push(traceEntry(index, entry));
    }
  }
  return { entries, unreadable: entries.filter(({ isReadable }) => !isReadable).length };
}

/** Entries at these indexes, which rise: every file is read once. */
export async function readEntries(files: EntryFiles, indexes: readonly number[]): Promise<readonly TracedEntry[]> {
  const found: TracedEntry[] = [];
  let path = '';
  let entries: readonly Buffer[] = [];
  for (const index of indexes) {
    const file = fileOf(index, files.checkpoint.size);
    if (file.path !== path) entries = entriesIn(file, await files.content(file.path));
    ({ path } = file);
    const bytes = entries[index - file.first];
    if (bytes !== undefined) found.push(traceEntry(index, bytes));
  }
  return found;
}

function fileOf(index: number, size: number): EntryFile {
  if (index >= tailStart(size)) return { first: index, path: paths.tail(index) };
  const bundle = Math.floor(index / BUNDLE_SIZE);
  return { first: bundle * BUNDLE_SIZE, path: paths.bundle(bundle) };
}
