import { DAY, type Instant } from '../../base/clock.ts';
import type { StoredVerdict } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { OpenCheck, OpenRun, Place } from '../ports.ts';
import { pullRequestSubject } from '../subject.ts';

/** GitHub gives a check up that waits for more than 14 days; this is looked at once a day. */
const RENEWED_AFTER = 12 * DAY;

/**
 * Does an open pull request's check say on GitHub what the database says? False: it is to be judged again, and its check
 * written anew. One that is being judged is left alone, and so is one of which no policy speaks.
 */
export async function compareCheck(context: Context, place: Place, change: OpenCheck): Promise<boolean> {
  const { key } = pullRequestSubject(place, change.number);
  const stored = await context.store.subjects.read(key);
  if (stored === null) return false;
  if (stored.generation > stored.judged) return true;
  const { verdict, open } = stored;
  if (verdict === null || !open || verdict.head !== change.head || verdict.base !== change.base) return false;
  if (verdict.checkName === '') return true;
  const run = change.runs.find(({ name }) => name === verdict.checkName) ?? null;
  return await compareRun(context, { repository: place.repository.id, key, verdict, run });
}

interface Compared {
  readonly repository: number;
  readonly key: string;
  readonly verdict: StoredVerdict;
  readonly run: OpenRun | null;
}

async function compareRun(context: Context, { repository, key, verdict, run }: Compared): Promise<boolean> {
  const { head, checkName } = verdict;
  const { reports } = context.store;
  const shown = await reports.read(repository, head, checkName);
  const isWaiting = run !== null && run.conclusion === null;
  const since = isWaiting ? await waitingSince(context, key, run) : null;
  // A run that GitHub has given up, or will soon: a new one of the same name takes its place.
  if (run?.conclusion === 'stale' || (since !== null && context.clock.now() - since >= RENEWED_AFTER)) {
    await reports.forget(repository, head, checkName);
    return false;
  }
  const isSame = run !== null && shown !== null && run.runId === shown.runId && run.conclusion === shown.conclusion;
  if (!isSame) await reports.refresh(repository, head);
  return isSame;
}

const SCOPE = 'waiting-check';

/** When this run was seen waiting first; GitHub does not tell when it began to count. */
async function waitingSince({ store, clock }: Context, key: string, run: OpenRun): Promise<Instant> {
  const kept = await store.memory.get(SCOPE, `${key}.`);
  if (kept?.value === run.runId) return Math.min(kept.at, run.startedAt ?? kept.at);
  await store.memory.set(SCOPE, `${key}.`, run.runId, clock.now());
  return run.startedAt ?? clock.now();
}
