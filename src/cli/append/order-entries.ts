import { checkEntrySchema } from '../../app/entry-schema.ts';
import { Fault, isFault } from '../../base/fault.ts';
import { type Entry, sealEntry } from '../../ledger/entry.ts';
import { SCHEMA_VERSION } from '../../ledger/kind.ts';
import { type EntryRequest, type HeaderDefaults, placeRequest, readRequest } from '../../ledger/request.ts';
import type { Line } from './read-groups.ts';
import type { SubjectCounts } from './subject-counts.ts';

export interface RequestLine {
  /** Of the input, from 1. */
  readonly number: number;
  readonly request: EntryRequest;
}

/** What the lines ask for, as far as that can be said before their turn. Throws Fault `ledger.entry` with the line's number. */
export function readRequests(lines: readonly Line[], defaults: HeaderDefaults): readonly RequestLine[] {
  return lines.map(({ number, text }) => ({
    number,
    request: atLine(number, () => readRequest(JSON.parse(text), defaults)),
  }));
}

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
export function orderEntries(lines: readonly RequestLine[], ordering: Ordering): readonly (Entry | null)[] {
  return lines.map(({ number, request }) => atLine(number, () => orderEntry(request, ordering)));
}

function orderEntry(request: EntryRequest, { origin, time, counts }: Ordering): Entry | null {
  const { kind, subject } = request;
  const count = counts.of(kind, subject);
  const n = request.n ?? count + 1;
  if (n <= count) return null;
  if (n > count + 1) throw refuse(`its n is ${n}, but its subject has ${count} entries of kind ${kind}`);
  const entry = sealEntry(placeRequest(request, origin, n), time);
  const problems = checkEntrySchema(kind, SCHEMA_VERSION, entry.statement).slice(0, 3);
  if (problems.length > 0) throw refuse(`it does not fit the schema ${kind}/${SCHEMA_VERSION}: ${problems.join('; ')}`);
  counts.raise(kind, subject, n);
  return entry;
}

/** Nothing is wrong with the ledger itself. */
const NEXT = 'Correct that line; the lines of its group were not appended, those of the groups before it were.';

function atLine<T>(line: number, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new Fault('ledger.entry', 'this cannot be appended: it is not JSON', {
        position: { line, column: columnOf(error) },
        next: NEXT,
        cause: error,
      });
    if (!isFault(error)) throw error;
    const next = error.code === 'ledger.entry' ? { next: NEXT } : {};
    throw new Fault(error.code, error.message, { position: { line, column: 1 }, ...next, cause: error });
  }
}

/** V8 says where, in words. */
function columnOf({ message }: SyntaxError): number {
  return Number(/at position (\d+)/.exec(message)?.[1] ?? 0) + 1;
}

function refuse(reason: string): Fault {
  return new Fault('ledger.entry', `this cannot be appended: ${reason}`);
}
