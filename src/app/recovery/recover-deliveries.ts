import { MINUTE, SECOND } from '../../base/clock.ts';
import { Fault } from '../../base/fault.ts';
import type { Context } from '../context.ts';
import { sendSweep } from '../sweep-task.ts';
import { sendCompareEverywhere } from './compare.ts';
import { comparePages } from './compare-deliveries.ts';
import { isGapOpen } from './gap-notes.ts';
import { isAway, noteAway, noteBack } from './reach.ts';
import { readBack } from './read-back.ts';
import { countTodo } from './todo.ts';

const LEASE_NAME = 'recovery:deliveries';
/** A page or a batch of a hundred takes less, also where GitHub is slow. */
const LEASE = 5 * MINUTE;
/** How soon redelivered webhooks are looked for: GitHub sends them within seconds. */
const LOOK_AGAIN = 5 * SECOND;
/** How soon a GitHub that is away is asked again. */
const ASK_AGAIN = 15 * SECOND;

/**
 * Compares GitHub's log of deliveries with the database, and brings back what is missing; one process at a time. If we
 * die, the job comes again and goes on where it was. Rate limits end it for as long as GitHub says.
 */
export async function recoverDeliveries(context: Context): Promise<void> {
  const { leases } = context.store;
  if (!(await leases.take(LEASE_NAME, context.owner, LEASE))) return await lookAgain(context, MINUTE);
  try {
    const keepLease = async (): Promise<void> => {
      if (!(await leases.extend(LEASE_NAME, context.owner, LEASE)))
        throw new Fault('store.lease-lost', 'Another process compares the deliveries by now');
    };
    const isCompared = await comparePages(context, keepLease);
    if (await noteBack(context)) await sendCompareEverywhere(context);
    const awaited = await readBack(context, keepLease);
    if (!isCompared) await lookAgain(context, 0);
    else if (awaited > 0) await lookAgain(context, LOOK_AGAIN);
    // Whoever waits for the gap's entry need not wait for the timer.
    else if ((await isGapOpen(context)) && (await countTodo(context)) === 0) await sendSweep(context, { task: 'gaps' });
  } catch (error) {
    if (!isAway(error)) throw error;
    await noteAway(context);
    await lookAgain(context, ASK_AGAIN);
  } finally {
    await leases.release(LEASE_NAME, context.owner);
  }
}

async function lookAgain(context: Context, delay: number): Promise<void> {
  await sendSweep(context, { task: 'deliveries' }, delay);
}
