import { DAY, type Instant, MINUTE } from '../../base/clock.ts';
import type { Context } from '../context.ts';
import { floorOf, isFloor } from '../floor.ts';
import type { Branch, Place } from '../ports.ts';
import { refDigestOf } from '../stages/known-policies.ts';
import { floorKey, markPolicyChanged, policyKey } from '../stages/last-policy.ts';
import { noteLandings } from './note-landings.ts';
import { noteMovements } from './note-movements.ts';

/** Where a lost database could have said since when. */
const FIRST_LOOK = 3 * DAY;
/** A webhook may be on its way for minutes: what it tells is not read back. */
const OVERLAP = 10 * MINUTE;
const SCOPE = 'branch-activity';

/** Since when nobody watched, where nobody did; `from` null: a lost database could have said it. */
export type Unwatched = { readonly from: Instant | null } | null;

async function markPoliciesChanged(context: Context, place: Place, { name, isDefault }: Branch): Promise<void> {
  await markPolicyChanged(context, policyKey(place, name));
  if (isDefault && isFloor(context, place)) await markPolicyChanged(context, floorKey(floorOf(context, place)));
}

interface Looked {
  readonly branch: Branch;
  readonly unwatched: Unwatched;
  /** When anybody pushed anything to the repository last, as far as GitHub says. */
  readonly pushedAt: Instant | null;
}

/**
 * Who moved a branch since the last look, as GitHub's activity says: pushes of which no webhook told are recorded with
 * whoever pushed, because that is what rules about contributors rest on. A branch whose tip is where it was left costs no
 * request: what came and went again between two looks is not there to be judged. Resolves to how many pushes there were.
 */
export async function comparePushes(
  context: Context,
  place: Place,
  { branch, unwatched, pushedAt }: Looked,
): Promise<number> {
  const { store, forge, clock } = context;
  const [now, ref, repository] = [clock.now(), `refs/heads/${branch.name}`, place.repository.id];
  // A digest: whoever named the branch may ask to be erased.
  const key = `${repository}:${refDigestOf(branch.name)}.`;
  const last = await store.memory.get(SCOPE, key);
  const from = unwatched === null ? null : (unwatched.from ?? now - FIRST_LOOK);
  // Never looked at before, with the app watching: webhooks told of it.
  const since = Math.min(from ?? now, last?.at ?? now) - OVERLAP;
  const isRested = pushedAt !== null && pushedAt < since;
  const isStill = last === null ? from === null || isRested : last.value === branch.tip;
  if (isStill) {
    await store.memory.set(SCOPE, key, branch.tip, now);
    return 0;
  }
  const moved = await forge.changes.movements(place, ref, since);
  // Where the app may not read it, the webhooks are all that there is.
  if (!moved.known) return 0;
  if (from !== null) await noteLandings(context, place, { branch, movements: moved.value, from });
  // Before they are known: if we die in between, they are read again.
  await noteMovements(context, place, { branch, movements: moved.value });
  const pushes = moved.value.flatMap(({ before, after, actor, at }) =>
    actor === null
      ? []
      : [{ repository, ref, before, after, commits: [], pusher: { ...actor }, at, guid: `activity:${at}:${after}` }],
  );
  const recorded = await store.pushes.recordMissing(pushes);
  // What they changed nobody tells.
  if (recorded > 0) await markPoliciesChanged(context, place, branch);
  await store.memory.set(SCOPE, key, branch.tip, now);
  return recorded;
}
