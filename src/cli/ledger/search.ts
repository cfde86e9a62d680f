import {
  type EntryFilter,
  findNeedles,
  isTooNew,
  isTooOld,
  matchesFilter,
  type Needle,
} from '../../ledger/entry-filter.ts';
import { type EntryView, viewEntry } from '../../ledger/entry-view.ts';
import { type EntryFiles, entriesIn } from './entry-files.ts';
import type { Reading } from './query-format.ts';

export interface SearchOptions {
  readonly files: EntryFiles;
  readonly filter: EntryFilter;
  /** How many are wanted at most. */
  readonly limit: number;
  readonly found: (view: EntryView, at: number) => Promise<void>;
}

/**
 * Hands over matching entries, newest first, and says what was looked at. An entry that cannot be read matches only
 * when everything is asked for; it is counted where it holds the words asked for: whether it fits is not known.
 */
export async function searchEntries({ files, filter, limit, found }: SearchOptions): Promise<Reading> {
  const holdsAll = makeTest(findNeedles(filter));
  const isEverything = Object.values(filter).every((wanted) => wanted === null);
  const to = files.checkpoint.size - 1;
  let [count, unreadable, from] = [0, 0, to + 1];
  const reading = (isLimited: boolean): Reading => ({
    range: from > to ? null : { from, to },
    found: count,
    unreadable,
    isLimited,
  });
  for await (const { file, bytes } of files.read('newest-first')) {
    const entries = entriesIn(file, bytes);
    // Also of files that are passed over, or a search for what is new would read everything that is old.
    if (filter.since !== null && isTooOld(filter, viewEntry(to, entries.at(-1) ?? bytes))) return reading(false);
    const isNewer = filter.until !== null && isTooNew(filter, viewEntry(to, entries[0] ?? bytes));
    // One look at the whole file spares 256 at its entries.
    const isWorthwhile = !isNewer && holdsAll(bytes);
    for (let at = isWorthwhile ? entries.length - 1 : -1; at >= 0; at -= 1) {
      const entry = entries[at];
      if (entry === undefined || !holdsAll(entry)) continue;
      from = file.first + at;
      const view = viewEntry(from, entry);
      if (!view.isReadable) unreadable += 1;
      if (isTooOld(filter, view)) return reading(false);
      if (!isEverything && !(view.isReadable && matchesFilter(filter, view))) continue;
      await found(view, count);
      count += 1;
      if (count === limit) return reading(true);
    }
    from = file.first;
  }
  return reading(false);
}

function makeTest(needles: readonly Needle[]): (bytes: Buffer) => boolean {
  const exact = needles
    .filter(({ inAnyCase }) => !inAnyCase)
    .map(({ anyOf }) => anyOf.map((text) => Buffer.from(text)));
  const lower = needles
    .filter(({ inAnyCase }) => inAnyCase)
    .map(({ anyOf }) => anyOf.map((text) => text.toLowerCase()));
  return (bytes) => {
    if (!exact.every((anyOf) => anyOf.some((needle) => bytes.includes(needle)))) return false;
    // ASCII is the same in both encodings, and this one needs no decoding.
    const text = lower.length === 0 ? '' : bytes.toString('latin1').toLowerCase();
    return lower.every((anyOf) => anyOf.some((needle) => text.includes(needle)));
  };
}
