import { toHex } from '../../base/bytes.ts';
import { problem } from '../problem.ts';
import type { Column } from './column.ts';
import type { Judged } from './statements.ts';

/** Bytes of an id that a number holds exactly. */
const PREFIX_BYTES = 6;

/**
 * Entries with the id of one before. Sorting the beginnings of ids takes a hundredth of the memory that remembering each
 * id as text would; only those that begin alike are looked at closely, and nobody's choice of ids makes that slow.
 */
export function findRepeated(ids: Column): readonly Judged[] {
  const suspects = repeatedPrefixes(ids);
  if (suspects.size === 0) return [];
  const seen = new Map<string, number>();
  const found: Judged[] = [];
  for (let index = 0; index < ids.length; index += 1) {
    const id = ids.at(index);
    if (id === null || !suspects.has(prefixOf(id))) continue;
    const text = toHex(id);
    const first = seen.get(text);
    if (first === undefined) seen.set(text, index);
    else found.push(repeated(index, first));
  }
  return found;
}

function repeated(index: number, first: number): Judged {
  const message = `entry ${index} has the same id as entry ${first}, expected one of its own`;
  return { found: problem('entry-duplicate', message, { index }), than: first, schemaOf: null };
}

function repeatedPrefixes(ids: Column): ReadonlySet<number> {
  const prefixes = new Float64Array(ids.length);
  let count = 0;
  for (let index = 0; index < ids.length; index += 1) {
    const id = ids.at(index);
    if (id !== null) prefixes[count++] = prefixOf(id);
  }
  const sorted = prefixes.subarray(0, count).toSorted();
  return new Set(sorted.filter((prefix, at) => at > 0 && prefix === sorted[at - 1]));
}

function prefixOf(id: Uint8Array): number {
  return id.subarray(0, PREFIX_BYTES).reduce((number, byte) => number * 256 + byte, 0);
}
