import { Fault } from '../../base/fault.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import type { JobState } from '../../store/store.ts';
import type { Context } from '../context.ts';

/** Request: `state`, `queue` (null: any), `limit`. Answer: a job each (store/job-records.ts). */
export async function* listJobs(
  { store }: Pick<Context, 'store'>,
  { state, queue, limit }: JsonObject,
): AsyncGenerator<Json> {
  if (typeof limit !== 'number') throw new Fault('cli.usage', 'A limit is a number');
  const wanted = { state: state as JobState | null, queue: queue as string | null, limit };
  for (const job of await store.jobs.list(wanted)) yield { ...job };
}

/** Request: `ids`; null: all that were given up. Answer: the ids of those that were put back, in one item. */
export async function* retryJobs({ store }: Pick<Context, 'store'>, { ids }: JsonObject): AsyncGenerator<Json> {
  if (ids !== null && !Array.isArray(ids)) throw new Fault('cli.usage', 'Jobs are named by their ids');
  const wanted = ids === null ? 'failed' : ids.filter((id) => typeof id === 'string');
  yield { retried: await store.jobs.retry(wanted) };
}
