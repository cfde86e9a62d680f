import type { Checkpoint } from '../checkpoint.ts';
import { paths } from '../layout.ts';
import type { VerifierKey } from '../note-key.ts';
import { type Problem, problem } from '../problem.ts';
import type { LedgerCommit, LedgerHistory } from '../tree.ts';
import { checkMessage, findCheckpoint } from './commit-checkpoint.ts';
import { FileHistory } from './file-history.ts';
import type { Pins } from './pins.ts';
import { checkPrefixes, type Prefix } from './prefixes.ts';

export interface HistoryChecks {
  readonly history: LedgerHistory;
  /** Leaf hashes of the newest tree. */
  readonly leaves: readonly (Uint8Array | null)[];
  /** git blob ids of the entries of the newest tree, by index. */
  readonly blobIds: readonly (string | undefined)[];
  readonly keys: readonly VerifierKey[];
  readonly origin: string;
  readonly pins: Pins;
}

/**
 * Was the branch only ever appended to? First parent only, never merged; every checkpoint continues the one before and
 * counts a prefix of today's entries; no file changed except as appending changes it. Commits that a repair entry
 * names are known and not reported again.
 */
export function checkHistory(checks: HistoryChecks): readonly Problem[] {
  const { history, pins } = checks;
  const problems: (readonly Problem[])[] = [];
  const files = new FileHistory(checks);
  const prefixes: Prefix[] = [];
  let before: Checkpoint | null = null;
  const start = firstOwn(checks);
  const isComplete = history.isComplete && start === 0;
  for (const [at, commit] of history.commits.slice(start).entries()) {
    const { now, problems: ofNote } = findCheckpoint(commit, checks);
    const ofOrder = now === null ? [] : [...checkMessage(commit, now), ...checkOrder(commit, { before, now })];
    // Nothing is known of what a shallow clone's first commit changed.
    const isKnown = at > 0 || isComplete;
    const sizes = { before: before?.size ?? 0, now: now?.size ?? before?.size ?? 0 };
    const ofFiles = files.follow(commit, { ...sizes, isKnown });
    if (pins.acknowledged.has(commit.oid)) continue;
    problems.push(checkParents(commit, at === 0 && isComplete), ofNote, ofOrder, ofFiles);
    if (now === null) continue;
    prefixes.push({ commit: commit.oid, checkpoint: now });
    before = now;
  }
  return [...problems.flat(), ...checkPrefixes(prefixes, { leaves: checks.leaves, isComplete }), ...files.finish()];
}

/**
 * Somebody put other commits in the place of the branch, and a repair entry says so: what lies below the newest such
 * head is theirs, and the ledger was put on top of it. Unless that head is an earlier one of ours (a rewind).
 */
function firstOwn({ history: { commits }, pins, keys, origin }: HistoryChecks): number {
  if (pins.replacements.size === 0) return 0;
  const newest = filesAfter(commits);
  const isForeign = (commit: LedgerCommit, at: number): boolean =>
    pins.replacements.has(commit.oid) &&
    (findCheckpoint(commit, { keys, origin }).now === null || !isEarlier(filesAfter(commits.slice(0, at + 1)), newest));
  return commits.findLastIndex(isForeign) + 1;
}

/** Path → blob id. */
type Blobs = ReadonlyMap<string, string>;

function filesAfter(commits: readonly LedgerCommit[]): Blobs {
  const files = new Map<string, string>();
  for (const { changes } of commits) {
    for (const { path, after } of changes) {
      if (after === null) files.delete(path);
      else files.set(path, after);
    }
  }
  return files;
}

/** A copied checkpoint of ours proves nothing: only appending leaves every file as it was, or takes it away. */
function isEarlier(files: Blobs, newest: Blobs): boolean {
  return [...files].every(([path, blob]) => path === paths.checkpoint || (newest.get(path) ?? blob) === blob);
}

function checkParents({ oid, parents }: LedgerCommit, isFirst: boolean): readonly Problem[] {
  if (parents.length > 1) {
    return [problem('history-merged', `commit ${oid} is a merge; the ledger branch is never merged`, { commit: oid })];
  }
  if (isFirst && parents.length > 0) {
    return [problem('history-foreign', `commit ${oid} begins the ledger on top of other commits`, { commit: oid })];
  }
  return [];
}

function checkOrder(
  { oid }: LedgerCommit,
  { before, now }: { readonly before: Checkpoint | null; readonly now: Checkpoint },
): readonly Problem[] {
  if (before === null || now.size >= before.size) return [];
  const message = `commit ${oid} goes back from ${before.size} entries to ${now.size}`;
  return [problem('history-rewound', message, { index: now.size, commit: oid })];
}
