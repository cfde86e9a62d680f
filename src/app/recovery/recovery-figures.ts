import type { Instant } from '../../base/clock.ts';
import type { Context } from '../context.ts';
import { lastRecovered } from './alive.ts';
import { comparedUntil } from './compare-deliveries.ts';
import { isGapOpen } from './gap-notes.ts';
import { isRecording } from './record-gaps.ts';
import { countTodo } from './todo.ts';

export interface RecoveryFigures {
  /** There is a time that nobody watched and of which the ledgers do not know yet. */
  readonly isUnderWay: boolean;
  /** When the last such time was read back and recorded; null: there was none. */
  readonly last: Instant | null;
  /** Every webhook that GitHub sent before is in the database; null: nothing was compared yet. */
  readonly comparedUntil: Instant | null;
  /** Parts of the comparison with what is open on GitHub that wait for their turn. */
  readonly left: number;
}

export async function recoveryFigures(context: Pick<Context, 'store'>): Promise<RecoveryFigures> {
  return {
    isUnderWay: (await isGapOpen(context)) || (await isRecording(context)),
    last: await lastRecovered(context),
    comparedUntil: await comparedUntil(context),
    left: await countTodo(context),
  };
}
