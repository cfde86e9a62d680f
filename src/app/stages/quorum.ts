import { type Instant, MINUTE } from '../../base/clock.ts';
import { ledgerSubject } from '../../ledger/build.ts';
import type { AskedReport, LedgerState } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { addAlert } from './alert.ts';
import { isQuorumDemanded } from './cosigned-note.ts';

/** Have enough witnesses cosigned a checkpoint with this entry, and does it stand on the branch? */
export type QuorumState =
  /** They have, or nobody demands it. */
  | { readonly is: 'reached' }
  /** Not yet, and a green waits for it. The notice says so once every witness was asked in vain. */
  | { readonly is: 'awaited'; readonly notice: string | null }
  /** Not yet, and the server is configured to go on. */
  | { readonly is: 'missing'; readonly notice: string };

const AWAITED =
  'Too few witnesses have cosigned the ledger yet, so nothing passes. Countersign keeps asking; see docs/operating.md, “Witnesses”.';
const MISSING =
  'Too few witnesses have cosigned this record yet: until they do, only the app itself vouches for it. Countersign keeps asking.';

export async function quorumOf(context: Context, ledger: Pick<LedgerState, 'id'>, index: number): Promise<QuorumState> {
  const { witnesses } = context.config;
  if (witnesses === null || !isQuorumDemanded(context)) return { is: 'reached' };
  const { published, asked } = await context.store.witnesses.witnessed(ledger.id);
  if (published !== null && index < published.size) return { is: 'reached' };
  // Every witness gets its chance before anything is said; and what they signed is perhaps just being written.
  const isMissing = (await context.store.memory.get(SCOPE, keyOf(ledger))) !== null;
  if (index >= asked || !isMissing) return { is: 'awaited', notice: null };
  return witnesses.missing === 'wait' ? { is: 'awaited', notice: AWAITED } : { is: 'missing', notice: MISSING };
}

/** A quorum that is missing for so long deserves a person. */
const LONG = 30 * MINUTE;
const SCOPE = 'witness-quorum';

/** Keys are forgotten by their beginning: 1 must not be the beginning of 12. */
const keyOf = ({ id }: Pick<LedgerState, 'id'>): string => `${id}.`;

/**
 * Since when a demanded quorum is missing is remembered, and what was said of it; after a while it is an alert. Who is
 * to be told: everybody when it is news, and whoever came since while it lasts.
 */
export async function watchQuorum(context: Context, ledger: LedgerState, isReached: boolean): Promise<AskedReport> {
  const { memory } = context.store;
  const { witnesses } = context.config;
  if (witnesses === null || !isQuorumDemanded(context)) return 'none';
  const before = await memory.get(SCOPE, keyOf(ledger));
  if (isReached) {
    if (before !== null) await memory.forget(SCOPE, keyOf(ledger));
    return 'none';
  }
  const now = context.clock.now();
  const { size } = ledger.published;
  if (before === null) context.log.warn({ ledger: ledger.id, size }, 'Too few witnesses cosigned');
  else if (now - before.at >= LONG) await alert(context, ledger, { since: before.at, size, now });
  if (before?.value === witnesses.missing) return 'new';
  await memory.set(SCOPE, keyOf(ledger), witnesses.missing, before?.at ?? now);
  return 'all';
}

interface Missing {
  readonly since: Instant;
  readonly size: number;
  readonly now: Instant;
}

async function alert(context: Context, ledger: LedgerState, { since, size, now }: Missing): Promise<void> {
  await addAlert(context, ledger, {
    code: 'witness.quorum',
    about: ledgerSubject(ledger.origin),
    key: String(since),
    details: { counts: { minutes: Math.floor((now - since) / MINUTE), size } },
  });
}
