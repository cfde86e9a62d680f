import { fromRfc3339, type Instant, MINUTE } from '../../base/clock.ts';
import { type JsonObject, objectOf } from '../../base/json.ts';
import type { LandedFields } from '../../ledger/entries/landed.ts';
import { eachEntry } from '../archive/each-entry.ts';
import { fileEntries } from '../archive/file-entries.ts';
import type { Context } from '../context.ts';
import type { Pushed } from './pushed.ts';

/** Is a push told already? A webhook tells of it, or the repository's activity, or both of the same one. */

/** Written by ourselves, and checked before it was. */
export function landedOf(statement: JsonObject): LandedFields {
  return objectOf(objectOf(statement['predicate'])['countersign_landed']) as unknown as LandedFields;
}

/** A webhook says nearly, and the activity to the second, when it was. */
const CLOSE = 10 * MINUTE;

/**
 * A branch may be moved back and forth: then each push is one, and each webhook its own. What was read back has no webhook,
 * and is known by its commits and its time.
 */
export function isSamePush(statement: JsonObject, pushed: Pushed, refDigest: string): boolean {
  const { how, base, before, after, at } = landedOf(statement);
  const isThere = base.refDigest === refDigest && before === pushed.before && after === pushed.after;
  if (!isThere || how === 'cover') return false;
  const { deliveries, source, observed } = objectOf(objectOf(statement['predicate'])['countersign']);
  if (Array.isArray(deliveries) && deliveries.includes(pushed.guid)) return true;
  if (pushed.isReadBack !== true && source !== 'read-back') return false;
  const moved = pushed.movedAt ?? pushed.at;
  const said = instantOf(at);
  // An entry that does not say when it was is younger than the push.
  return said === null ? (instantOf(observed) ?? 0) >= moved - CLOSE : Math.abs(said - moved) <= CLOSE;
}

/** One commit is left on one branch so often. */
const MOST = 100;

/** In whichever ledger: what is in its place there. */
export async function isToldOf(context: Context, pushed: Pushed, refDigest: string): Promise<boolean> {
  await fileEntries(context);
  const { repository, before, after } = pushed;
  const filter = { kind: 'landed', subject: { is: 'commit', prefix: after ?? before ?? '' } } as const;
  for await (const { predicate } of eachEntry(context, { repository, filter, most: MOST }))
    if (isSamePush({ predicate }, pushed, refDigest)) return true;
  return false;
}

function instantOf(time: unknown): Instant | null {
  return typeof time === 'string' ? fromRfc3339(time) : null;
}
