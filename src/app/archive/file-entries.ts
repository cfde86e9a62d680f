import { toBytes } from '../../base/bytes.ts';
import { fromRfc3339 } from '../../base/clock.ts';
import { termsOf } from '../../ledger/entry-terms.ts';
import { linksOf } from '../../ledger/trace/entry-links.ts';
import { traceEntry } from '../../ledger/trace/traced-entry.ts';
import type { FiledEntry } from '../../store/store.ts';
import type { Context } from '../context.ts';

/** Entries in one transaction: some five thousand rows. */
const BATCH = 500;

/**
 * Files decided entries for searching, at most so many. It is no part of a flush, so that no check waits for it: the
 * timer does it, and whoever searches does what is left first. Any number of processes may be at it.
 */
export async function fileEntries({ store }: Pick<Context, 'store'>, most = Number.POSITIVE_INFINITY): Promise<void> {
  let left = most;
  while (left > 0) {
    const [next] = await store.search.behind(1);
    if (next === undefined) return;
    const to = Math.min(next.size, next.from + Math.min(BATCH, left));
    const entries = await store.ledgers.entries(next.ledger, next.from, to);
    await store.search.file(next.ledger, next.from, entries.map(toFiled));
    left -= entries.length;
  }
}

function toFiled({ index, bytes }: { readonly index: number; readonly bytes: string }): FiledEntry {
  const entry = traceEntry(index, toBytes(bytes));
  const links = linksOf(entry);
  return {
    index,
    time: fromRfc3339(entry.time ?? '') ?? 0,
    terms: [...new Set([...termsOf(entry), ...links.terms])],
    links,
  };
}
