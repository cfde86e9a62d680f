import { Fault } from '../../base/fault.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import { type EntryFilter, everyEntry } from '../../ledger/entry-filter.ts';
import { fileEntries } from '../archive/file-entries.ts';
import { searchArchive } from '../archive/search-archive.ts';
import type { Context } from '../context.ts';

/** Request: `filter` (an EntryFilter), `limit` (null: all). Answer: `{ledgers, entries}`, then `{origin, index, bytes}` each. */
export async function* queryArchive(
  context: Pick<Context, 'store'>,
  { filter, limit }: JsonObject,
): AsyncGenerator<Json> {
  if (limit !== null && typeof limit !== 'number') throw new Fault('cli.usage', 'A limit is a number, or null');
  await fileEntries(context);
  yield await context.store.search.extent();
  const wanted = { ...everyEntry, ...(filter as unknown as EntryFilter) };
  const found = searchArchive(context, { filter: wanted, limit: limit ?? Number.POSITIVE_INFINITY });
  for await (const { origin, index, bytes } of found) yield { origin, index, bytes };
}
