/** Records of merge queues. A branch has one as soon as something was enqueued for it. */
import type { Instant } from '../../../src/base/clock.ts';
import type { PullRequest, Repository, User } from '../model.ts';

/** As a `merge_queue` rule of a ruleset says them. */
export interface MergeQueueParameters {
  readonly check_response_timeout_minutes: number;
  readonly grouping_strategy: 'ALLGREEN' | 'HEADGREEN';
  /** How many entries may wait for checks at the same time. */
  readonly max_entries_to_build: number;
  readonly max_entries_to_merge: number;
  readonly merge_method: 'MERGE' | 'SQUASH' | 'REBASE';
  readonly min_entries_to_merge: number;
  readonly min_entries_to_merge_wait_minutes: number;
}

export interface MergeQueue {
  readonly id: number;
  readonly repository: Repository;
  /** Short name of the base. */
  readonly branch: string;
  /** First to merge first. */
  readonly entries: MergeQueueEntry[];
  /** Heads of every group there ever was: no two groups share a commit, and so its checks. */
  readonly builtOids: Set<string>;
}

export interface MergeQueueEntry {
  readonly id: number;
  readonly queue: MergeQueue;
  readonly pullRequest: PullRequest;
  /** The pull request's head when it was enqueued: another one is not what was asked for. */
  readonly headOid: string;
  readonly enqueuer: User;
  readonly enqueuedAt: Instant;
  jump: boolean;
  /** null: not built yet, or no longer. */
  group: MergeGroup | null;
}

/** What the base would become with this entry and those ahead of it. */
export interface MergeGroup {
  /** `refs/heads/gh-readonly-queue/<base>/pr-<number>-<base oid>` */
  readonly ref: string;
  readonly headOid: string;
  /** The base's tip, or the head of the entry ahead. */
  readonly baseOid: string;
  readonly method: MergeQueueParameters['merge_method'];
  readonly requestedAt: Instant;
}

/** Why a pull request left the queue, in the words of `pull_request.dequeued`. */
export type RemovalReason =
  | 'MANUAL'
  | 'MERGE'
  | 'MERGE_CONFLICT'
  | 'CI_FAILURE'
  | 'CI_TIMEOUT'
  | 'ALREADY_MERGED'
  | 'QUEUE_CLEARED'
  | 'BRANCH_PROTECTIONS';

export type MergeQueueTimelineEvent =
  | { readonly type: 'AddedToMergeQueueEvent'; readonly queue: MergeQueue; readonly enqueuer: User }
  | {
      readonly type: 'RemovedFromMergeQueueEvent';
      readonly queue: MergeQueue;
      readonly enqueuer: User;
      readonly reason: RemovalReason;
      /** The group's head, or null when there was none. */
      readonly beforeOid: string | null;
    };
