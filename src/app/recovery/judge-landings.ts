import { fromRfc3339, type Instant } from '../../base/clock.ts';
import { objectOf } from '../../base/json.ts';
import type { LedgerState } from '../../store/store.ts';
import { newestResult } from '../archive/newest-result.ts';
import type { Context } from '../context.ts';
import { addAlert } from '../stages/alert.ts';
import { policySubject, refDigestOf, subjectText } from '../stages/known-policies.ts';
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
    if (!(await wasGuarded(context, ledger, each))) continue;
    seen += 1;
    if (await isCovered(context, each)) continue;
    unjudged += 1;
    await sayUnjudged(context, ledger, each);
  }
  return { seen, unjudged };
}

/** Did a policy speak of the branch by then? What brought the first one was nobody's to judge. */
async function wasGuarded({ store }: Context, ledger: LedgerState, { repository, base, at }: Landed): Promise<boolean> {
  for (const layer of ['floor', 'repository'] as const) {
    const subject = subjectText(policySubject(ledger, { repository: repository.id, layer, base }));
    const newest = await store.ledgers.newestOf(ledger.id, subject, 'policy');
    if (newest !== null && (newest.n > 1 || observedAt(newest.statement) <= at)) return true;
  }
  return false;
}

function observedAt(statement: Parameters<typeof objectOf>[0]): Instant {
  const observed = objectOf(objectOf(objectOf(statement)['predicate'])['countersign'])['observed'];
  return typeof observed === 'string' ? (fromRfc3339(observed) ?? 0) : 0;
}

/**
 * By a decision about this very commit (a merge queue's, or a head that was pushed as it was), or about the head of a
 * pull request that became it; the newest one for this branch counts.
 */
async function isCovered(context: Context, { repository, base, after, changes }: Landed): Promise<boolean> {
  if (isNoCommit(after)) return false;
  for (const commit of [after, ...changes.map(({ head }) => head)]) {
    const newest = await newestResult(context, { repository: repository.id, commit, refDigest: refDigestOf(base) });
    if (newest === 'PASSED') return true;
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
    key: `${id}:${refDigestOf(base)}:${before}:${after}`,
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
