/**
 * What the stand-in asks of git. test/github/git/ answers it by running real git on real bare repositories
 * (`createGit(): Git` in test/github/git/git.ts). `dir` is always the path of a bare repository. Object ids are full
 * hexadecimal. Nothing here knows of rules, webhooks or pull requests: refs.ts does, and is the only caller of
 * `updateRefs` besides the making of repositories.
 */
export interface GitPerson {
  readonly name: string;
  readonly email: string;
  /** ISO 8601 with the person's own offset: `2026-11-21T15:02:00+01:00`. */
  readonly date: string;
}

export interface GitCommit {
  readonly oid: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: GitPerson;
  readonly committer: GitPerson;
  /** As stored, decoded as UTF-8 (replacement characters where it is not). */
  readonly message: string;
  /** The `gpgsig` (or `gpgsig-sha256`) header without its continuation spaces, or null. */
  readonly signature: string | null;
  /** The bytes that were signed: the object without that header. Given for unsigned commits too. */
  readonly payload: Buffer;
}

export interface GitObject {
  readonly type: 'commit' | 'tree' | 'blob' | 'tag';
  readonly oid: string;
  readonly bytes: Buffer;
}

export interface GitTreeEntry {
  /** Six octal digits: 100644, 100755, 120000, 040000, 160000. */
  readonly mode: string;
  readonly type: 'blob' | 'tree' | 'commit';
  readonly oid: string;
  /** Relative to the tree that was asked for. */
  readonly path: string;
  /** Bytes of a blob, otherwise null. */
  readonly size: number | null;
}

export interface GitRef {
  readonly name: string;
  readonly oid: string;
  readonly type: GitObject['type'];
}

export interface GitFileChange {
  readonly status: 'added' | 'removed' | 'modified' | 'renamed' | 'copied' | 'changed';
  readonly path: string;
  /** The old name of a renamed or copied file, otherwise null. */
  readonly previousPath: string | null;
  /** The blob after the change; of a removed file, before. */
  readonly oid: string;
  /** Lines; 0 and 0 for binary files. */
  readonly additions: number;
  readonly deletions: number;
  /** Unified diff from its first `@@`, only when asked for and textual. */
  readonly patch: string | null;
}

export interface GitTreeChange {
  readonly path: string;
  readonly mode: string;
  /** null removes the path; a path whose last entry goes disappears with its directories. */
  readonly oid: string | null;
}

export interface NewCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: GitPerson;
  readonly committer: GitPerson;
  readonly message: string;
}

export interface RefUpdate {
  /** Full name, `refs/...`. */
  readonly ref: string;
  /** What the ref must point at now; null: it must not exist; undefined: whatever it is. */
  readonly before?: string | null | undefined;
  /** null deletes. */
  readonly after: string | null;
}

export interface Git {
  /** @throws when the directory exists */
  create(dir: string, defaultBranch: string): Promise<void>;
  /** A fork: branches and tags of `from` copied; objects may be shared through alternates. */
  fork(from: string, to: string): Promise<void>;
  remove(dir: string): Promise<void>;
  /** HEAD as a symbolic ref to this branch. */
  setDefaultBranch(dir: string, branch: string): Promise<void>;
  /** Makes the objects behind `oid` of one repository available in another (a fork's head in its parent). */
  copyObjects(from: string, to: string, oid: string): Promise<void>;

  /** The full id of a full or unambiguous abbreviated object id (4 digits at least), branch, tag or full ref; a tag peeled to its commit; null when none. */
  resolve(dir: string, revision: string): Promise<string | null>;
  readRef(dir: string, ref: string): Promise<string | null>;
  /** Refs whose full name starts with `prefix`, sorted by name. */
  listRefs(dir: string, prefix: string): Promise<readonly GitRef[]>;

  readObject(dir: string, oid: string): Promise<GitObject | null>;
  readCommit(dir: string, oid: string): Promise<GitCommit | null>;
  /** null when there is none of this id, or it is not a commit. */
  readCommits(dir: string, oids: readonly string[]): Promise<readonly (GitCommit | null)[]>;
  /** @param treeish a commit's or a tree's id; null when it does not exist */
  listTree(
    dir: string,
    treeish: string,
    options?: { readonly recursive?: boolean },
  ): Promise<readonly GitTreeEntry[] | null>;
  /** The entry at a path ('' is the root tree itself), or null. */
  findEntry(dir: string, treeish: string, path: string): Promise<GitTreeEntry | null>;

  mergeBase(dir: string, a: string, b: string): Promise<string | null>;
  isAncestor(dir: string, ancestor: string, descendant: string): Promise<boolean>;
  /** How many commits `head` has that `base` lacks, and the other way round. */
  countAheadBehind(
    dir: string,
    base: string,
    head: string,
  ): Promise<{ readonly ahead: number; readonly behind: number }>;
  /** Commits reachable from `include` and from none of `exclude`, newest first in topological order (parents after children). */
  listCommits(
    dir: string,
    include: readonly string[],
    exclude: readonly string[],
    options?: { readonly limit?: number; readonly skip?: number; readonly path?: string },
  ): Promise<readonly string[]>;
  /** Changes between two trees or commits (null: the empty tree), with rename detection, sorted by path as git does. */
  diff(
    dir: string,
    before: string | null,
    after: string,
    options?: { readonly patch?: boolean },
  ): Promise<readonly GitFileChange[]>;

  writeBlob(dir: string, bytes: Uint8Array): Promise<string>;
  /** A tree from `baseTree` (null: empty) with changes applied. @throws when an object is missing or a path is not allowed */
  writeTree(dir: string, baseTree: string | null, changes: readonly GitTreeChange[]): Promise<string>;
  /** @param sign given the payload, the armoured signature for the `gpgsig` header, or null to leave it unsigned */
  writeCommit(dir: string, commit: NewCommit, sign?: (payload: Buffer) => string | null): Promise<string>;
  /** Any object from its raw bytes (tests of odd objects). @throws when git's own check refuses it and `unchecked` is not set */
  writeRaw(
    dir: string,
    type: GitObject['type'],
    bytes: Uint8Array,
    options?: { readonly unchecked?: boolean },
  ): Promise<string>;
  /** The tree of a three-way merge, or null on conflict. */
  mergeTrees(dir: string, base: string, ours: string, theirs: string): Promise<string | null>;

  /** All or nothing, compare-and-swap. 'stale' when a `before` does not hold. */
  updateRefs(dir: string, updates: readonly RefUpdate[]): Promise<'done' | 'stale'>;
  /** Ends helper processes (cat-file --batch) of this repository, or of all. */
  close(dir?: string): Promise<void>;
}
