import { type Instant, MINUTE, SECOND } from '../base/clock.ts';
import { EVIDENCE_BRANCH } from '../ledger/layout.ts';
import type { Context } from './context.ts';
import { compareOrFlush } from './idle-ledgers.ts';
import type { Place } from './ports.ts';
import { windowLeft } from './stages/pace.ts';
import { type SweepTask, sendSweep } from './sweep-task.ts';

/** What a webhook says of a branch that only we write. */
export interface OwnBranch {
  readonly place: Place;
  readonly branch: string;
  /** Null: it was deleted. */
  readonly head: string | null;
}

/** GitHub tells of our commit while we still write down that it is ours. */
const SETTLING = 3 * SECOND;

/**
 * A push to one of our branches starts work only where it left another head than ours. Whose it was does not matter:
 * under the head that is remembered everything is as we left it, under any other nothing is known.
 */
export async function noteOwnBranch(context: Context, { place, branch, head }: OwnBranch): Promise<void> {
  const repository = place.repository.id;
  const ledger = await context.store.ledgers.ofRepository(repository);
  if (ledger === null || (branch === ledger.branch && ledger.published.head === head)) return;
  await sendSweep(context, { task: 'branch', repository, branch, head }, SETTLING);
}

/** The same question once our own commits are written down; then the branch itself is asked. */
export async function lookAtBranch(context: Context, task: Extract<SweepTask, { task: 'branch' }>): Promise<void> {
  if (task.branch === EVIDENCE_BRANCH) return await lookAtEvidence(context, task);
  const ledger = await context.store.ledgers.ofRepository(task.repository);
  // The branch of one whose key was lost is nobody's to put right.
  if (ledger === null || ledger.branch !== task.branch || ledger.published.head === task.head) return;
  const wait = leftFor(context, ledger.published.at);
  if (wait > 0) return await sendSweep(context, task, wait);
  // Where a flush or another comparison runs, it may have read the branch before this push.
  if (!(await compareOrFlush(context, ledger))) await sendSweep(context, task, SETTLING);
}

/** Whoever pushes without end must not make us commit without end: a branch is put right no more often than it is written. */
function leftFor({ clock, config }: Context, at: Instant | null): number {
  return windowLeft(at, { now: clock.now(), window: config.ledger.window });
}

const LEASE = MINUTE;

/** Its flush compares the branch with what is published before it writes. */
async function lookAtEvidence(context: Context, task: Extract<SweepTask, { task: 'branch' }>): Promise<void> {
  const { evidence, queue } = context.store;
  const lease = await evidence.take(task.repository, context.owner, LEASE);
  if (lease === null) return await sendSweep(context, task, SETTLING);
  await evidence.release(lease);
  const delay = leftFor(context, lease.publishedAt);
  if (lease.head !== task.head) await queue.send('evidence', String(task.repository), {}, { delay });
}
