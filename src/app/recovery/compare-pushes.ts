import { DAY, MINUTE } from '../../base/clock.ts';
import type { Context } from '../context.ts';
import type { Place } from '../ports.ts';

/** A branch that is looked at for the first time; what GitHub keeps deliveries of is known from them otherwise. */
const FIRST_LOOK = 3 * DAY;
/** A webhook may be on its way for minutes: what it tells is not read back. */
const OVERLAP = 10 * MINUTE;
const SCOPE = 'branch-activity';

/**
 * Who moved a branch since the last look, as GitHub's activity says: pushes of which no webhook told are recorded with
 * whoever pushed, because that is what rules about contributors rest on. Resolves to how many there were.
 */
export async function comparePushes(context: Context, place: Place, base: string): Promise<number> {
  const { store, forge, clock } = context;
  const [now, ref, repository] = [clock.now(), `refs/heads/${base}`, place.repository.id];
  const key = `${repository}:${ref}.`;
  const since = ((await store.memory.get(SCOPE, key))?.at ?? now - FIRST_LOOK) - OVERLAP;
  const moved = await forge.changes.movements(place, ref, since);
  // Where the app may not read it, the webhooks are all that there is.
  if (!moved.known) return 0;
  const pushes = moved.value.flatMap(({ before, after, actor, at }) =>
    actor === null
      ? []
      : [{ repository, ref, before, after, commits: [], pusher: { ...actor }, at, guid: `activity:${at}:${after}` }],
  );
  const recorded = await store.pushes.recordMissing(pushes);
  await store.memory.set(SCOPE, key, null, now);
  return recorded;
}
