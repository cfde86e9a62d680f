import type { FaultCode } from '../../base/fault-codes.ts';
import type { Context } from '../context.ts';

/** What jobs fail with while GitHub does not answer. */
const AWAY: ReadonlySet<string | null> = new Set<FaultCode>(['github.unavailable', 'ledger.unavailable']);
/** Far more pull requests than change while GitHub is away; what is beyond comes at its own time. */
const MOST = 20_000;

/**
 * GitHub answers again: what failed meanwhile is tried at once. Its next attempt may be ten minutes off by now. Budgets say
 * how fast it goes. Resolves to how many there are.
 */
export async function tryAgain({ store }: Pick<Context, 'store'>): Promise<number> {
  const waiting = await store.jobs.list({ state: 'waiting', queue: null, limit: MOST });
  const failed = waiting.filter(({ code }) => AWAY.has(code)).map(({ id }) => id);
  return failed.length === 0 ? 0 : (await store.jobs.retry(failed)).length;
}
