import { toBytes } from '../../base/bytes.ts';
import { fromRfc3339, type Instant } from '../../base/clock.ts';
import { type EntryFilter, matchesFilter } from '../../ledger/entry-filter.ts';
import { termsAsked } from '../../ledger/entry-terms.ts';
import { viewEntry } from '../../ledger/entry-view.ts';
import type { FoundEntry } from '../../store/store.ts';
import type { Context } from '../context.ts';

export interface ArchiveSearch {
  readonly filter: EntryFilter;
  readonly limit: number;
}

/** Rows asked for at once: what is read beyond the limit is read for nothing. */
const LARGEST_PAGE = 500;

/** Entries of all ledgers that fit, newest first. Entries that were decided before the search began are all looked at. */
export async function* searchArchive(
  { store }: Pick<Context, 'store'>,
  { filter, limit }: ArchiveSearch,
): AsyncGenerator<FoundEntry> {
  const terms = termsAsked(filter);
  const page = Math.min(limit, LARGEST_PAGE);
  const bounds = { since: instantOf(filter.since), until: instantOf(filter.until) };
  let left = limit;
  let after: FoundEntry | null = null;
  while (left > 0) {
    const found: readonly FoundEntry[] = await store.search.find({ terms, ...bounds, after, limit: page });
    for (const entry of found) {
      // Terms only narrow it down: two texts may share a number.
      if (!matchesFilter(filter, viewEntry(entry.index, toBytes(entry.bytes)))) continue;
      yield entry;
      left -= 1;
      if (left === 0) return;
    }
    if (found.length < page) return;
    after = found.at(-1) ?? null;
  }
}

function instantOf(time: string | null): Instant | null {
  return time === null ? null : fromRfc3339(time);
}
