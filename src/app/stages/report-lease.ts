import { MINUTE } from '../../base/clock.ts';
import type { Context } from '../context.ts';
import { type Held, holdLease } from './hold-lease.ts';

const LEASE = MINUTE;

/** One at a time per check run (report-key.ts), for as long as it takes; false: somebody else is at it, and nothing was done. */
export async function withReportLease(
  { store, owner, log }: Pick<Context, 'store' | 'owner' | 'log'>,
  key: string,
  act: (held: Held) => Promise<void>,
): Promise<boolean> {
  const { reports } = store;
  if (!(await reports.take(key, owner, LEASE))) return false;
  try {
    const extend = async (leaseFor: number): Promise<boolean> => await reports.extend(key, owner, leaseFor);
    await holdLease({ leaseFor: LEASE, extend, log }, act);
  } finally {
    await reports.release(key, owner);
  }
  return true;
}
