import { fromRfc3339, type Instant } from '../../base/clock.ts';
import { type JsonObject, objectOf } from '../../base/json.ts';
import { type EntryFilter, everyEntry } from '../../ledger/entry-filter.ts';
import type { Context } from '../context.ts';
import { searchArchive } from './search-archive.ts';

/** An entry of any ledger, as far as whoever looks back needs it. */
export interface ArchivedEntry {
  readonly ledger: number;
  readonly index: number;
  readonly id: string;
  readonly at: Instant;
  /** Numeric id of who did it. */
  readonly actor: number;
  /** Of its subject; null: it is about no commit. */
  readonly commit: string | null;
  readonly predicate: JsonObject;
}

export interface LookingBack {
  /** Numeric id: names change, and are given away again. */
  readonly repository: number;
  readonly filter: Partial<EntryFilter>;
  /** How many are looked at. */
  readonly most: number;
}

/** Decided entries about this repository that fit, newest first. Call `fileEntries` before: what is not filed is not found. */
export async function* eachEntry(
  context: Pick<Context, 'store'>,
  { repository, filter, most }: LookingBack,
): AsyncGenerator<ArchivedEntry> {
  for await (const found of searchArchive(context, {
    filter: { ...everyEntry, ...filter, repositoryId: repository },
    limit: most,
  })) {
    const statement = objectOf(JSON.parse(found.bytes));
    const predicate = objectOf(statement['predicate']);
    const header = objectOf(predicate['countersign']);
    const { id, time } = header;
    const actor = objectOf(header['actor'])['id'];
    if (typeof id !== 'string' || typeof time !== 'string' || typeof actor !== 'number') continue;
    const commit = commitOf(statement);
    yield { ledger: found.ledger, index: found.index, id, at: fromRfc3339(time) ?? 0, actor, commit, predicate };
  }
}

function commitOf({ subject }: JsonObject): string | null {
  const [first] = Array.isArray(subject) ? subject : [];
  const commit = objectOf(objectOf(first)['digest'])['gitCommit'];
  return typeof commit === 'string' ? commit : null;
}
