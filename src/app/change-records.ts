import type { Instant } from '../base/clock.ts';
import type { Person } from '../policy/facts.ts';

/** What GitHub tells of branches and of changes to them: a part of the doors in ports.ts. */

export interface Landing {
  /** Oldest first. */
  readonly commits: readonly LandedCommit[];
  /** How many the branch had before and has no more. */
  readonly removed: number;
}

/** What a tag points to. */
export interface TaggedCommit {
  readonly commit: string;
  readonly tree: string;
  /** An object of its own, with a message and perhaps a signature. */
  readonly isAnnotated: boolean;
  readonly signature: 'valid' | 'invalid' | 'unsigned' | 'unknown';
  /** Does the branch have the commit? Null: GitHub does not say. */
  readonly isOnBranch: boolean | null;
}

export interface LandedCommit {
  readonly oid: string;
  readonly tree: string;
  readonly parents: readonly string[];
  /** Merged pull requests into this branch that became this commit. */
  readonly changes: readonly {
    readonly number: number;
    readonly head: string;
    /**
     * How much of what landed has the content that was proposed: this `commit`, `all` since the branch was where it was
     * before, or `nothing`: somebody else may have written what it holds.
     */
    readonly brings: 'commit' | 'all' | 'nothing';
  }[];
}

export interface MergedChange {
  readonly number: number;
  readonly base: string;
  /** What was proposed, and judged. */
  readonly head: string;
  /** What it became on the base. */
  readonly commit: string;
}

/** A page of a repository's open pull requests. */
export interface OpenPage {
  /** Newest first. */
  readonly changes: readonly OpenCheck[];
  readonly next: string | null;
  /** The default branch, and those that these pull requests want to reach. */
  readonly branches: readonly Branch[];
  /** When anybody pushed anything last; null: never. */
  readonly pushedAt: Instant | null;
}

export interface Branch {
  readonly name: string;
  readonly tip: string;
  readonly isDefault: boolean;
}

/** An open pull request and what this app's checks say of its head. */
export interface OpenCheck {
  readonly number: number;
  readonly base: string;
  readonly head: string;
  readonly isQueued: boolean;
  /** The newest of each name. */
  readonly runs: readonly OpenRun[];
}

export interface OpenRun {
  readonly runId: number;
  readonly name: string;
  /** As GitHub's REST API words it; null: it is not completed. */
  readonly conclusion: string | null;
  readonly startedAt: Instant | null;
}

export interface MergeQueue {
  /** Must each commit of a group be green, or its last one only? Null: GitHub does not say. */
  readonly strategy: 'all-green' | 'head-green' | null;
  /** Of the branch, when the queue was read. */
  readonly tip: string;
  readonly entries: readonly QueueEntry[];
}

/** One pull request in a queue, and the commit that GitHub made to land it: all that stand before it are in that commit. */
export interface QueueEntry {
  readonly head: { readonly oid: string; readonly tree: string; readonly parents: readonly string[] };
  /** What it was built on: the entry before it, or the branch. */
  readonly base: string;
  /** As the pull request stands now; null: GitHub does not show it. */
  readonly change: { readonly number: number; readonly head: string } | null;
}

export interface Movement {
  readonly before: string;
  readonly after: string;
  readonly actor: Person | null;
  readonly at: Instant;
}
