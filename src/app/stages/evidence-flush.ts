import { type Instant, MINUTE, SECOND } from '../../base/clock.ts';
import { asFault } from '../../base/fault.ts';
import { EVIDENCE_BRANCH } from '../../ledger/layout.ts';
import type { EvidenceLease } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { Place } from '../ports.ts';
import { compareEvidence } from './evidence-compare.ts';
import { publishEvidence } from './evidence-publish.ts';
import { readLostEvidence } from './evidence-read.ts';
import { tidyEvidence } from './evidence-tidy.ts';
import { type FlushPace, untilNext } from './pace.ts';

const LEASE = 5 * MINUTE;
const FIRST_REST = 30 * SECOND;
const LONGEST_REST = 10 * MINUTE;

export interface EvidenceFlushing {
  readonly context: Context;
  readonly pace: FlushPace;
  /** Repositories where it failed last: how often in a row, and until when they are left alone. */
  readonly rests: Map<number, { readonly failures: number; readonly until: Instant }>;
}

/**
 * Brings the evidence of a repository's ledgers to its branch, one process at a time. No check waits for it, and the
 * database has it all: whatever fails is tried again later, and killed anywhere, the next call goes on.
 */
export async function flushEvidence(flushing: EvidenceFlushing, repository: number): Promise<void> {
  const { context, rests } = flushing;
  const lease = await context.store.evidence.take(repository, context.owner, LEASE);
  // Whoever holds it publishes these too, or dies: then the timer finds them still waiting.
  if (lease === null) return;
  try {
    const wait = await flushWithLease(flushing, lease);
    rests.delete(repository);
    if (wait !== null) await context.store.queue.send('evidence', String(repository), {}, { delay: wait, priority: 9 });
  } catch (error) {
    const fault = asFault(error);
    if (fault.code === 'store.lease-lost') return;
    context.log.warn(
      { repository, ledger: lease.ledger.id, code: fault.code, next: fault.next },
      `Evidence could not be published yet: ${fault.message}`,
    );
    // A job of its own: where somebody touched the branch, nothing has to be waiting that would be due.
    const delay = rest(flushing, repository);
    await context.store.queue.send('evidence', String(repository), {}, { delay, priority: 9 });
  } finally {
    await context.store.evidence.release(lease);
  }
}

/** Milliseconds until there is more to do; null: nothing is left. */
async function flushWithLease({ context, pace }: EvidenceFlushing, taken: EvidenceLease): Promise<number | null> {
  const branch = context.forge.ledgerBranch(placeOf(taken), EVIDENCE_BRANCH);
  let lease = await compareEvidence(context, taken, branch);
  if (lease.purge || lease.untidy) {
    // Whoever pushes there all day long takes the hour's commits from nobody who waits for a check.
    const wait = pace.waitForEvidence(lease.ledger.installation, context.clock.now());
    if (wait > 0) return wait;
    pace.evidenceWent(lease.ledger.installation, context.clock.now());
    lease = await tidyEvidence(context, lease, branch);
  }
  const published = await publishEvidence({ context, pace, branch }, lease);
  const read = await readLostEvidence(context, published.lease, branch);
  return published.wait ?? read;
}

/** The branch stands beside the ledger's, wherever the repository is now. */
const placeOf = ({ ledger }: EvidenceLease): Place => ledger;

/** Milliseconds; the rest is twice as long after every failure: a repository that is gone must not be asked every half minute for ever. */
function rest({ context, rests }: EvidenceFlushing, repository: number): number {
  const failures = (rests.get(repository)?.failures ?? 0) + 1;
  const wait = Math.min(FIRST_REST * 2 ** (failures - 1), LONGEST_REST);
  const now = context.clock.now();
  rests.set(repository, { failures, until: now + wait });
  return untilNext(wait, now);
}

/** Sends a job for every repository with something to do, in time for the next call, `interval` milliseconds from now. */
export async function sendDueEvidence(
  { context, rests }: Pick<EvidenceFlushing, 'context' | 'rests'>,
  interval: number,
): Promise<void> {
  const { evidence, queue } = context.store;
  for (const repository of await evidence.due(Math.max(0, context.config.ledger.evidenceWindow - interval))) {
    if ((rests.get(repository)?.until ?? 0) <= context.clock.now())
      await queue.send('evidence', String(repository), {}, { priority: 9 });
  }
}
