import type { Instant } from '../../base/clock.ts';
import type { Context } from '../context.ts';
import { isGuarded } from '../landing/guarded.ts';
import type { Branch, Movement, Place } from '../ports.ts';
import { noteLanded, toWholeSecond } from './landed.ts';

interface Moved {
  readonly branch: Branch;
  readonly movements: readonly Movement[];
  /** Since when nobody watched. */
  readonly from: Instant;
}

/**
 * What landed on a branch that is guarded (the default one, or one where our check is required) while nobody watched, with
 * the pull requests that it came from. That a branch began brings nothing new; that it ended does.
 */
export async function noteLandings(context: Context, place: Place, { branch, movements, from }: Moved): Promise<void> {
  const since = toWholeSecond(from);
  const landed = movements.filter(({ at, before }) => at >= since && !isNoCommit(before));
  if (landed.length === 0 || !(await isGuarded(context, place, branch))) return;
  const merged = await context.forge.changes.merged(place, since);
  const { installation, repository } = place;
  for (const { before, after, actor, at } of landed) {
    const changes = merged
      .filter(({ commit, base }) => commit === after && base === branch.name)
      .map(({ number, head }) => ({ number, head }));
    const named = { installation, repository, base: branch.name, before, after, at, changes };
    await noteLanded(context, { ...named, actor: actor?.id ?? null });
  }
}

/** All zeros: a branch began or ended there. */
export function isNoCommit(oid: string): boolean {
  return /^0+$/.test(oid);
}
