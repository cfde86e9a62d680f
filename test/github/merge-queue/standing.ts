/** Where an entry stands: what the required checks say of its group's head, and what that means to the queue. */
import type { Instant } from '../../../src/base/clock.ts';
import { readRequiredCheck } from '../required-checks.ts';
import { rulesFor } from '../rules.ts';
import type { MergeQueueEntry, MergeQueueParameters } from './records.ts';

export type Standing = 'unbuilt' | 'waiting' | 'passing' | 'failing' | 'timed-out';

/** Nobody bypasses a check in the queue, and only what stands on the group's own head counts. */
export function standingOf(entry: MergeQueueEntry, parameters: MergeQueueParameters, now: Instant): Standing {
  const { group, queue } = entry;
  if (group === null) return 'unbuilt';
  const states = rulesFor(queue.repository, `refs/heads/${queue.branch}`).flatMap(({ rule }) =>
    rule.type === 'required_status_checks'
      ? rule.parameters.required_status_checks.map((check) => readRequiredCheck(queue.repository, group.headOid, check))
      : [],
  );
  if (states.includes('failing')) return 'failing';
  if (states.every((state) => state === 'passing')) return 'passing';
  const until = group.requestedAt + parameters.check_response_timeout_minutes * 60_000;
  return now >= until ? 'timed-out' : 'waiting';
}

/** GitHub's `MergeQueueEntryState`. `LOCKED` is never seen: here a merge happens between two requests. */
export function stateOf(
  entry: MergeQueueEntry,
  parameters: MergeQueueParameters | null,
  now: Instant,
): 'QUEUED' | 'AWAITING_CHECKS' | 'MERGEABLE' | 'UNMERGEABLE' {
  const standing = parameters === null ? 'unbuilt' : standingOf(entry, parameters, now);
  const states = {
    unbuilt: 'QUEUED',
    waiting: 'AWAITING_CHECKS',
    passing: 'MERGEABLE',
    failing: 'UNMERGEABLE',
    'timed-out': 'UNMERGEABLE',
  } as const;
  return states[standing];
}

const isFailed = (standing: Standing): boolean => standing === 'failing' || standing === 'timed-out';

/**
 * The first entry that has failed for good, or -1. ALLGREEN: any that failed. HEADGREEN: one that no entry behind it can
 * still carry along, within as many as may merge together.
 */
export function findLost(standings: readonly Standing[], parameters: MergeQueueParameters): number {
  if (parameters.grouping_strategy === 'ALLGREEN') return standings.findIndex(isFailed);
  const { max_entries_to_merge: most } = parameters;
  return standings.findIndex((one, at) => isFailed(one) && standings.slice(at + 1, at + most).every(isFailed));
}

/** How many entries may merge now, from the front; fewer than the minimum only when the wait is over. */
export function countMergeable(
  standings: readonly Standing[],
  parameters: MergeQueueParameters,
  isWaitOver: boolean,
): number {
  const window = standings.slice(0, parameters.max_entries_to_merge);
  const firstOther = window.findIndex((one) => one !== 'passing');
  const inRow = firstOther < 0 ? window.length : firstOther;
  const count = parameters.grouping_strategy === 'ALLGREEN' ? inRow : window.lastIndexOf('passing') + 1;
  return count >= parameters.min_entries_to_merge || isWaitOver ? count : 0;
}
