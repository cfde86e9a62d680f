/** The door to a ledger as files: one commit's tree, or a directory. Read-only, in memory or fast enough not to matter. */
export interface LedgerTree {
  /** Every file's path, in any order. */
  list(): readonly string[];
  /** A file's bytes, or null when there is none. */
  read(path: string): Uint8Array | null;
}

/** A commit on the ledger branch, as git tells it. */
export interface LedgerCommit {
  readonly oid: string;
  readonly parents: readonly string[];
  readonly message: string;
  /** Files that differ from the first parent (for a root commit: all of them), with blob ids; null: there is none. */
  readonly changes: readonly FileChange[];
  /** The bytes of `checkpoint` in this commit, or null. */
  readonly checkpoint: Uint8Array | null;
}

export interface FileChange {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

export interface LedgerHistory {
  /** First-parent order, oldest first; the last one is the commit whose tree is verified. */
  readonly commits: readonly LedgerCommit[];
  /** False for a shallow clone: the first commit here has ancestors that are not. */
  readonly isComplete: boolean;
}
