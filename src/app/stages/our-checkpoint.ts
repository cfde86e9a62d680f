import { equalBytes, toText } from '../../base/bytes.ts';
import { Fault, isFault } from '../../base/fault.ts';
import { type OpenedCheckpoint, openCheckpoint } from '../../ledger/checkpoint.ts';
import type { LedgerState } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { fromStored } from './stored.ts';

export interface OurCheckpoint {
  readonly note: string;
  readonly checkpoint: OpenedCheckpoint;
}

/** A checkpoint that stands on the branch, where a key of ours signed it for this ledger; null for everything else. */
export function readOurCheckpoint(
  context: Context,
  ledger: LedgerState,
  bytes: Uint8Array | null,
): OurCheckpoint | null {
  const note = bytes === null ? null : toText(bytes);
  if (bytes === null || note === null) return null;
  try {
    const { origin } = ledger;
    const { keys } = context;
    const ours = [keys.signer(origin), keys.previous(origin), keys.lost(origin)].filter((key) => key !== null);
    const checkpoint = openCheckpoint(bytes, ours);
    return checkpoint.verified.length > 0 && checkpoint.origin === origin ? { note, checkpoint } : null;
  } catch (error) {
    if (isFault(error, 'ledger.checkpoint') || isFault(error, 'ledger.signature')) return null;
    throw error;
  }
}

/** A checkpoint is what it says, whoever signed beside us: size and root, not the bytes of the note. */
export function isCheckpointOf(
  { size, root }: { readonly size: number; readonly root: string },
  found: OurCheckpoint | null,
): boolean {
  return found !== null && found.checkpoint.size === size && equalBytes(found.checkpoint.root, fromStored(root));
}

/**
 * Refuses to write where the branch holds a checkpoint of our own that goes beyond what is published here and is not what
 * is decided here: the database went back in time, or the key is used twice. Writing would fork the log.
 */
export function assertNoFork({ decided, published, branch }: LedgerState, found: OurCheckpoint | null): void {
  if (found === null || found.checkpoint.size <= published.size) return;
  const { size } = found.checkpoint;
  if (isCheckpointOf(decided, found)) return;
  throw new Fault(
    'ledger.inconsistent',
    `The branch ${branch} holds a checkpoint of size ${size} that this key signed and this database does not know`,
    {
      next: 'The database was set back while the app ran: the next attempt compares it with the branch. If it comes again and again, two apps use one key; see docs/ledger.md.',
      details: { size, decided: decided.size, published: published.size },
    },
  );
}
