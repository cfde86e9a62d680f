import { toText } from '../../base/bytes.ts';
import { isFault } from '../../base/fault.ts';
import { isJsonObject, type JsonObject } from '../../base/json.ts';
import { BUNDLE_SIZE, bundleCount, paths, tailStart } from '../../ledger/layout.ts';
import { type EntryFile, EntryFiles, entriesIn } from './entry-files.ts';
import type { LedgerSource } from './source.ts';

export interface ReadEntry {
  readonly index: number;
  readonly statement: JsonObject;
}

/** A checkpoint that nobody vouches for may count 2^53 entries, and nobody should have to look for each. */
const MOST_MISSED = 1_000;

/**
 * The entries that can be read, oldest first, whatever happened to the others: what is wrong with a ledger is for `verify`
 * to name, and what stands beside a damaged entry is looked at all the same.
 */
export async function* eachEntry(source: LedgerSource): AsyncGenerator<ReadEntry> {
  using files = await openFiles(source);
  if (files === null) return;
  let missed = 0;
  for (const file of filesOf(files.checkpoint.size)) {
    const entries = await readFile(files, file);
    missed = entries.length === 0 ? missed + 1 : 0;
    if (missed > MOST_MISSED) return;
    for (const [at, bytes] of entries.entries()) {
      const statement = readStatement(bytes);
      if (statement !== null) yield { index: file.first + at, statement };
    }
  }
}

function* filesOf(size: number): Generator<EntryFile> {
  for (let at = 0; at < bundleCount(size); at += 1) yield { first: at * BUNDLE_SIZE, path: paths.bundle(at) };
  for (let at = tailStart(size); at < size; at += 1) yield { first: at, path: paths.tail(at) };
}

async function openFiles(source: LedgerSource): Promise<EntryFiles | null> {
  try {
    return await EntryFiles.open(source);
  } catch (error) {
    if (isFault(error, 'ledger.not-found') || isFault(error, 'ledger.checkpoint')) return null;
    throw error;
  }
}

async function readFile(files: EntryFiles, file: EntryFile): Promise<readonly Buffer[]> {
  try {
    return entriesIn(file, await files.content(file.path));
  } catch (error) {
    if (isFault(error, 'ledger.inconsistent')) return [];
    throw error;
  }
}

function readStatement(bytes: Uint8Array): JsonObject | null {
  try {
    const value: unknown = JSON.parse(toText(bytes) ?? '');
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}
