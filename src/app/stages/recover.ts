import { equalBytes } from '../../base/bytes.ts';
import { gitBlobId } from '../../ledger/digest.ts';
import { paths } from '../../ledger/layout.ts';
import type { LedgerLease } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { BranchChange, LedgerBranch } from '../ports.ts';
import { changesFrom, messageFrom } from './archive-files.ts';
import { assertNoFork, readOurCheckpoint } from './our-checkpoint.ts';
import { sayRepair } from './repair.ts';

interface Wanted {
  readonly change: BranchChange;
  readonly note: Uint8Array;
}

/**
 * Step 6: the head is not what we thought, or the answer was lost. Returns the head under which the decided checkpoint
 * stands. (a) it is there already; (b) nothing happened, the same commit again; (c) a stranger's commit on top of ours,
 * our files untouched: the same batch on the new head; (d) anything else: the files are restored from the archive as a
 * commit on top, never forced, with the same root. (c) and (d) become an entry of the next flush.
 */
export async function recover(context: Context, lease: LedgerLease, wanted: Wanted): Promise<string> {
  const { ledger } = lease;
  const branch = context.forge.ledgerBranch(ledger, ledger.branch);
  const head = await branch.head();
  const { head: published } = ledger.published;
  if (head === null)
    return published === null
      ? await branch.birth(wanted.change)
      : await restore(context, lease, { branch, head: null, note: wanted.note });
  if (head === published) return await branch.commit({ ...wanted.change, expectedHead: head });

  const since = published === null ? [head] : await branch.between(published, head);
  const checkpoint = await branch.read(head, paths.checkpoint);
  // A note that was never published was nobody's but ours, so the one commit that brought it is ours, whole.
  const isNew = ledger.decided.size > ledger.published.size;
  if (isNew && since?.length === 1 && checkpoint !== null && equalBytes(checkpoint, wanted.note)) return head;
  assertNoFork(ledger, readOurCheckpoint(context, ledger, checkpoint));
  if (since === null || published === null) return await restore(context, lease, { branch, head, note: wanted.note });

  const found = await branch.files(head);
  const all = await archived(context, lease, { size: 0, note: wanted.note });
  const isStored = isHeld(found, all, head);
  if (!isStored && !areKept(await branch.files(published), found)) {
    return await restore(context, lease, { branch, head, note: wanted.note });
  }
  const strangers = isNew && isStored ? await strangersAmong(branch, since, wanted.note) : since;
  const strays = straysAmong(
    found,
    all,
    ledger.published.size === 0 ? [] : [...(await branch.files(published)).keys()],
  );
  await sayRepair(context, ledger, {
    code: 'branch.commit-added',
    before: published,
    found: head,
    commits: strangers,
    restored: strays.length,
  });
  if (isStored && strays.length === 0) return head;
  // The same batch, and away with what the stranger put beside it: roots do not depend on git parents.
  const batch = isStored ? { additions: [], deletions: [], message: wanted.change.message } : wanted.change;
  return await branch.commit({ ...batch, deletions: [...batch.deletions, ...strays], expectedHead: head });
}

interface Restoring {
  readonly branch: LedgerBranch;
  /** Null: the branch is gone. */
  readonly head: string | null;
  readonly note: Uint8Array;
}

/** Case (d). What a stranger added goes, what is missing or changed comes back; history stays as it was found. */
export async function restore(
  context: Context,
  lease: LedgerLease,
  { branch, head, note }: Restoring,
): Promise<string> {
  const all = await archived(context, lease, { size: 0, note });
  const found = head === null ? new Map<string, string>() : await branch.files(head);
  const additions = head === null ? all : all.filter(({ path, bytes }) => found.get(path) !== gitBlobId(bytes, head));
  const wantedPaths = new Set(all.map(({ path }) => path));
  const deletions = [...found.keys()].filter((path) => !wantedPaths.has(path));
  const published = lease.ledger.published.head;
  const since = head === null || published === null ? null : await branch.between(published, head);
  const commits = since ?? (head === null ? [] : [head]);
  const code = head === null ? 'branch.deleted' : since === null ? 'branch.replaced' : 'branch.changed';
  const restored = additions.length + deletions.length;
  await sayRepair(context, lease.ledger, { code, before: published, found: head, commits, restored });
  const change = {
    additions,
    deletions,
    message: await messageFrom(context, lease.ledger, lease.ledger.published.size),
  };
  return head === null ? await branch.birth(change) : await branch.commit({ ...change, expectedHead: head });
}

async function archived(
  context: Context,
  { ledger }: LedgerLease,
  from: { readonly size: 0; readonly note: Uint8Array },
): Promise<BranchChange['additions']> {
  return (await changesFrom(context, ledger, from)).additions;
}

/** Are all files of the archive on the branch, as they were written? Further files do not matter here. */
function isHeld(found: ReadonlyMap<string, string>, all: BranchChange['additions'], like: string): boolean {
  return all.every(({ path, bytes }) => found.get(path) === gitBlobId(bytes, like));
}

/** Files that neither the archive nor our last commit has. */
function straysAmong(
  found: ReadonlyMap<string, string>,
  all: BranchChange['additions'],
  before: readonly string[],
): readonly string[] {
  const ours = new Set([...all.map(({ path }) => path), ...before]);
  return [...found.keys()].filter((path) => !ours.has(path));
}

function areKept(before: ReadonlyMap<string, string>, found: ReadonlyMap<string, string>): boolean {
  return [...before].every(([path, blob]) => found.get(path) === blob);
}

/** Commits that did not bring our checkpoint. */
async function strangersAmong(
  branch: LedgerBranch,
  commits: readonly string[],
  note: Uint8Array,
): Promise<readonly string[]> {
  for (const [at, commit] of commits.entries()) {
    const checkpoint = await branch.read(commit, paths.checkpoint);
    if (checkpoint !== null && equalBytes(checkpoint, note)) return commits.filter((_, other) => other !== at);
  }
  return commits;
}
