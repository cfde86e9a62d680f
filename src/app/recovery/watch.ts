import { DAY, MINUTE } from '../../base/clock.ts';
import type { Context } from '../context.ts';
import { type SweepTask, sendSweep } from '../sweep-task.ts';
import { whenDue } from '../when-due.ts';
import { beat, lastAlive, noteBegun, SHORTEST_GAP } from './alive.ts';
import { sendCompareEverywhere } from './compare.ts';
import { wishWholePass } from './compare-deliveries.ts';
import { isGapOpen, noteGap } from './gap-notes.ts';
import { isRecording } from './record-gaps.ts';

/** What is looked at by itself, and how often at most; whichever of the processes comes first. */
const LOOKS: readonly (readonly [SweepTask, number])[] = [
  [{ task: 'deliveries' }, 5 * MINUTE],
  [{ task: 'compare-everywhere' }, DAY],
];
const LOOK = 'recovery-look';

export interface Watch {
  /** With each tick. */
  look(): Promise<void>;
  /** The last sign of life. */
  end(): Promise<void>;
}

/** At start, before anything is received. */
export async function startWatch(context: Context): Promise<Watch> {
  let isLost = false;
  context.store.onLost(() => {
    isLost = true;
  });
  await beginToWatch(context, 'not-running');
  return {
    look: async () => {
      const wasLost = isLost;
      isLost = false;
      // A heartbeat that stood still: this process slept, or had no database.
      if (wasLost || (await isLate(context))) await beginToWatch(context, 'database-away');
      else await beat(context);
      await lookAround(context);
    },
    end: async () => {
      // Whoever has no database now finds it out at the next start.
      if (!isLost && !(await isLate(context))) await beat(context);
    },
  };
}

async function isLate(context: Context): Promise<boolean> {
  const alive = await lastAlive(context);
  return alive === null || context.clock.now() - alive >= SHORTEST_GAP;
}

/**
 * After a start, and when the connection to the database broke: what answers now may be an older copy. Everything that
 * GitHub sent since somebody watched last, as that copy knows it, is compared with it. The heartbeat comes last: if we
 * die in between, the next start does the same.
 */
async function beginToWatch(context: Context, why: 'not-running' | 'database-away'): Promise<void> {
  const [alive, now] = [await lastAlive(context), context.clock.now()];
  const isGap = alive !== null && now - alive >= SHORTEST_GAP;
  if (alive === null) await noteBegun(context);
  await wishWholePass(context, alive);
  if (isGap) await noteGap(context, { from: alive, to: now, why, about: null });
  await sendSweep(context, { task: 'deliveries' });
  if (alive === null || isGap) await sendCompareEverywhere(context);
  await beat(context);
}

async function lookAround(context: Context): Promise<void> {
  if ((await isGapOpen(context)) || (await isRecording(context))) await sendSweep(context, { task: 'gaps' });
  for (const [task, every] of LOOKS)
    await whenDue(context, { scope: LOOK, key: task.task, every }, () => sendSweep(context, task));
}
