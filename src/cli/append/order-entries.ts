import { type PlacedEntry, placeRequest } from '../../ledger/request.ts';
import { atLine, type RequestLine, refuse } from './read-requests.ts';
import type { SubjectCounts } from './subject-counts.ts';

export interface Ordering {
  readonly origin: string;
  /** Of every entry: RFC 3339, not before that of the ledger's last one. */
  readonly time: string;
  readonly counts: SubjectCounts;
}

/**
 * The entries that are asked for, numbered after what `counts` knows, which then counts them too; null: the ledger has
 * that number already. Throws Fault `ledger.entry` or `ledger.too-large` with the line's number; then nothing of it may
 * be appended.
 */
export function orderEntries(lines: readonly RequestLine[], ordering: Ordering): readonly (PlacedEntry | null)[] {
  return lines.map((line) => atLine(line.number, () => orderEntry(line, ordering)));
}

function orderEntry({ request, key }: RequestLine, { origin, time, counts }: Ordering): PlacedEntry | null {
  const count = counts.of(key);
  const n = request.n ?? count + 1;
  if (n <= count) return null;
  if (n > count + 1) throw refuse(`its n is ${n}, but its subject has ${count} entries of kind ${request.kind}`);
  const entry = placeRequest(request, { origin, n, time });
  counts.raise(key, n);
  return entry;
}
