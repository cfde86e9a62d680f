import { Fault } from '../../base/fault.ts';
import { type Draft, sealEntry } from '../../ledger/entry.ts';
import { SCHEMA_VERSION } from '../../ledger/kind.ts';
import { checkEntrySchema } from '../entry-schema.ts';

/** Every time is as long and as valid as any other: what fits with this one fits when the order is made. */
const ANY_TIME = '1970-01-01T00:00:00.000Z';

/**
 * The draft, once its schema holds. Asked before the entry is stored as pending: an entry that could not be appended
 * must fail the one evaluation that made it, not the ledger that everybody waits for.
 */
export function checkDraft<T extends Draft>(draft: T): T {
  const problems = checkEntrySchema(draft.kind, SCHEMA_VERSION, sealEntry(draft, ANY_TIME).statement);
  if (problems.length === 0) return draft;
  throw new Fault('ledger.entry', `A ${draft.kind} entry does not fit its schema: ${problems.join('; ')}`, {
    details: { kind: draft.kind, problems },
  });
}
