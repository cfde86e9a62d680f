import type { LedgerState } from '../../store/store.ts';
import { newestDecision } from '../archive/newest-decision.ts';
import type { Context } from '../context.ts';
import { wasGuarded } from '../landing/guarded.ts';
import { landingKey } from '../landing/landed-entry.ts';
import { addAlert } from '../stages/alert.ts';
import { refDigestOf } from '../stages/known-policies.ts';
import type { Landed } from './landed.ts';
import { isNoCommit } from './note-landings.ts';

export interface LandedCounts {
  readonly seen: number;
  readonly unjudged: number;
}

/**
 * What landed while nobody watched, against the decisions of this ledger: what no passing one covers is an alert, exactly
 * one, because an alert is known by what it is about. Everything that was landed has to be at home in this ledger.
 */
export async function judgeLandings(
  context: Context,
  ledger: LedgerState,
  landed: readonly Landed[],
): Promise<LandedCounts> {
  let [seen, unjudged] = [0, 0];
  for (const each of landed) {
    if (!(await wasGuarded(context, ledger, { ...each, repository: each.repository.id }))) continue;
    seen += 1;
    if (await isCovered(context, each)) continue;
    unjudged += 1;
    await sayUnjudged(context, ledger, each);
  }
  return { seen, unjudged };
}

/**
 * By a decision about this very commit (a merge queue's, or a head that was pushed as it was), or about the head of a
 * pull request that became it; the newest one for this branch counts.
 */
async function isCovered(context: Context, { repository, base, after, changes }: Landed): Promise<boolean> {
  if (isNoCommit(after)) return false;
  for (const commit of [after, ...changes.map(({ head }) => head)]) {
    const newest = await newestDecision(context, { repository: repository.id, commit, refDigest: refDigestOf(base) });
    if (newest?.isPassing === true) return true;
  }
  return false;
}

async function sayUnjudged(context: Context, ledger: LedgerState, landed: Landed): Promise<void> {
  const { repository, base, before, after, actor, changes } = landed;
  const commit = isNoCommit(after) ? before : after;
  const { owner, name, id } = repository;
  await addAlert(context, ledger, {
    code: 'landed.unjudged',
    about: { uri: `${context.config.site}/${owner}/${name}/commit/${commit}`, digest: { gitCommit: commit } },
    key: landingKey({ repository: id, refDigest: refDigestOf(base), before, after }),
    details: {
      commits: [commit],
      found: isNoCommit(after) ? null : after,
      ids: {
        repository: id,
        ...(actor === null ? {} : { actor }),
        ...(changes[0] === undefined ? {} : { change: changes[0].number }),
      },
    },
  });
}
