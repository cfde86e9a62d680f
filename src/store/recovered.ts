import { SECOND } from '../base/clock.ts';
import { asFault } from '../base/fault.ts';
import { type FaultCode, faultCodes } from '../base/fault-codes.ts';
import { classOf } from './attempts.ts';
import { BOSS_SCHEMA } from './boss.ts';
import type { Sql } from './database.ts';
import type { Job, QueueName } from './store.ts';

/**
 * When jobs failed and none succeeded for so long, the next success means that what was away is back. Where some succeed all
 * the time, what fails beside them fails of itself, and keeps its growing pauses.
 */
const AWAY = 10 * SECOND;

type Handle = (job: Job) => Promise<void>;

export interface Recovery {
  readonly recovered: () => Promise<void>;
  /** Milliseconds, from any beginning. */
  readonly now?: () => number;
}

/** The same handler; it calls `recovered` after the first job that succeeds after a time in which all failed. */
export function noticeRecovery(handle: Handle, { recovered, now = () => performance.now() }: Recovery): Handle {
  let failingSince: number | null = null;
  return async (job) => {
    try {
      await handle(job);
    } catch (error) {
      if (PASSING.includes(asFault(error).code)) failingSince ??= now();
      throw error;
    }
    const since = failingSince;
    failingSince = null;
    if (since !== null && now() - since >= AWAY) await recovered();
  };
}

/** What a limit holds up is due exactly when the limit allows. */
const PASSING: readonly FaultCode[] = (Object.keys(faultCodes) as FaultCode[]).filter(
  (code) => classOf(code) === 'passing' && code !== 'github.rate-limited',
);

/** Jobs that wait because GitHub or the database was away are due at once; how many. */
export async function hurryRetries(sql: Sql, queue: QueueName): Promise<number> {
  const hurried = await sql.query(
    `update ${BOSS_SCHEMA}.job set start_after = now()
     where name = $1 and state = 'retry' and start_after > now() and output->>'code' = any($2) returning id`,
    [queue, [...PASSING]],
  );
  return hurried.length;
}
