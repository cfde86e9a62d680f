import { MINUTE } from '../../base/clock.ts';
import type { LedgerLease, LedgerState } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { chooseWitnessed, isOutstanding, isQuorumDemanded } from './cosigned-note.ts';
import type { FlushPace } from './pace.ts';
import { publish } from './publish.ts';

/** Where no quorum is demanded nobody waits: cosignatures ride with the next flush, or go out when none came for so long. */
const IDLE = 10 * MINUTE;

interface Publishing {
  readonly context: Context;
  readonly pace: FlushPace;
}

/**
 * The cosigned checkpoint goes onto the branch in a commit of its own where somebody waits for it, and where the ledger
 * stands still. Everything is published when this is called. The window between two flushes is not waited for: it is the
 * second half of the one before, and counts in the hour like any other.
 */
export async function publishNotes({ context, pace }: Publishing, lease: LedgerLease): Promise<LedgerState> {
  const { ledger } = lease;
  const policy = context.config.witnesses?.policy ?? null;
  if (policy === null || ledger.published.size === 0) return ledger;
  await chooseWitnessed(context, lease, policy);
  if (!(await isOutstanding(context, ledger))) return ledger;
  const now = context.clock.now();
  // The next flush goes out at once, and takes it along.
  if (ledger.pending > 0 && pace.wait(ledger, now) === 0) return ledger;
  const unhurried = { ...ledger, published: { ...ledger.published, at: null } };
  const quiet = Math.max(0, IDLE - (now - (ledger.published.at ?? 0)));
  const wait = Math.max(pace.wait(unhurried, now), isQuorumDemanded(context) ? 0 : quiet);
  if (wait > 0) {
    await context.store.queue.send('flush', String(ledger.id), {}, { delay: wait });
    return ledger;
  }
  pace.went(ledger.installation, now);
  return await publish(context, lease);
}
