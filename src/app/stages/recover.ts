import { equalBytes } from '../../base/bytes.ts';
import { gitBlobId } from '../../ledger/digest.ts';
import { paths } from '../../ledger/layout.ts';
import type { LedgerLease, LedgerState } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { BranchChange, LedgerBranch } from '../ports.ts';
import { changesFrom, messageFrom } from './archive-files.ts';
import type { BranchNotes } from './cosigned-note.ts';
import { assertNoFork, isCheckpointOf, readOurCheckpoint } from './our-checkpoint.ts';
import { sayRepair } from './repair.ts';

interface Wanted {
  readonly change: BranchChange;
  readonly notes: BranchNotes;
}

/**
 * Step 6: the head is not what we thought, or the answer was lost. Returns the head under which the decided checkpoint
 * and the cosigned one stand. (a) they are there already; (b) nothing happened, the same commit again; (c) a stranger's
 * commit on top of ours, our files untouched: the same batch on the new head; (d) anything else: the files are restored
 * from the archive as a commit on top, never forced, with the same root. (c) and (d) become an entry of the next flush.
 */
export async function recover(context: Context, lease: LedgerLease, wanted: Wanted): Promise<string> {
  const { ledger } = lease;
  const { notes } = wanted;
  const branch = context.forge.ledgerBranch(ledger, ledger.branch);
  const head = await branch.head();
  const { head: published } = ledger.published;
  if (head === null)
    return published === null
      ? await branch.birth(wanted.change)
      : await restore(context, lease, { branch, head: null, notes });
  if (head === published) return await branch.commit({ ...wanted.change, expectedHead: head });

  const since = published === null ? [head] : await branch.between(published, head);
  const checkpoint = readOurCheckpoint(context, ledger, await branch.read(head, paths.checkpoint));
  const isDecided = isCheckpointOf(ledger.decided, checkpoint);
  // One commit with what nobody but us could sign, and with exactly our files: whoever copied our note changed nothing.
  const isOurs = isNew(ledger) && since?.length === 1 && isDecided;
  if (isOurs && (await isExactly(branch, { head, published, change: wanted.change }))) return head;
  assertNoFork(ledger, checkpoint);
  if (since === null || published === null) return await restore(context, lease, { branch, head, notes });
  return await goOn(context, lease, { wanted, branch, head, published, since, isDecided });
}

interface Step {
  readonly head: string;
  readonly published: string | null;
  readonly change: BranchChange;
}

/** Is the tree at the head the published one with this change? The checkpoint is compared elsewhere, by what it says. */
async function isExactly(branch: LedgerBranch, { head, published, change }: Step): Promise<boolean> {
  const wanted = new Map(published === null ? [] : await branch.files(published));
  for (const path of change.deletions) wanted.delete(path);
  for (const { path, bytes } of change.additions) wanted.set(path, gitBlobId(bytes, head));
  const found = await branch.files(head);
  const isSame = ([path, blob]: readonly [string, string]): boolean =>
    path === paths.checkpoint || wanted.get(path) === blob;
  return found.size === wanted.size && [...found].every(isSame);
}

interface Found {
  readonly wanted: Wanted;
  readonly branch: LedgerBranch;
  readonly head: string;
  readonly published: string;
  /** Commits after the published one. */
  readonly since: readonly string[];
  /** Is the checkpoint at the head the decided one, whoever cosigned it? */
  readonly isDecided: boolean;
}

async function goOn(context: Context, lease: LedgerLease, of: Found): Promise<string> {
  const { wanted, branch, head, published, isDecided } = of;
  const { ledger } = lease;
  const { notes } = wanted;
  const [before, found] = [await branch.files(published), await branch.files(head)];
  const all = await archived(context, lease, notes);
  const differing = all.filter(({ path, bytes }) => found.get(path) !== gitBlobId(bytes, head));
  const isStored = differing.every(({ path }) => path === paths.checkpoint && isDecided);
  const cosigned = notes.witnessed === null ? null : gitBlobId(notes.witnessed, head);
  if (!isStored && !areKept(before, found, cosigned)) return await restore(context, lease, { branch, head, notes });
  const strangers = await strangersAmong(context, ledger, {
    ...of,
    brought: before.get(paths.witnessed) === cosigned ? null : notes.witnessed,
  });
  const strays = straysAmong(found, all, ledger.published.size === 0 ? [] : [...before.keys()]);
  if (strangers.length + strays.length > 0)
    await sayRepair(context, ledger, {
      code: 'branch.commit-added',
      before: published,
      found: head,
      commits: strangers,
      restored: strays.length,
    });
  if (isStored && strays.length + differing.length === 0) return head;
  // The same batch, and away with what the stranger put beside it: roots do not depend on git parents.
  const batch = isStored ? { additions: differing, deletions: [], message: wanted.change.message } : wanted.change;
  return await branch.commit({ ...batch, deletions: [...batch.deletions, ...strays], expectedHead: head });
}

interface Restoring {
  readonly branch: LedgerBranch;
  /** Null: the branch is gone. */
  readonly head: string | null;
  readonly notes: BranchNotes;
}

/** Case (d). What a stranger added goes, what is missing or changed comes back; history stays as it was found. */
export async function restore(
  context: Context,
  lease: LedgerLease,
  { branch, head, notes }: Restoring,
): Promise<string> {
  const all = await archived(context, lease, notes);
  const found = head === null ? new Map<string, string>() : await branch.files(head);
  const additions = head === null ? all : all.filter(({ path, bytes }) => found.get(path) !== gitBlobId(bytes, head));
  const wantedPaths = new Set(all.map(({ path }) => path));
  const deletions = [...found.keys()].filter((path) => !wantedPaths.has(path));
  const published = lease.ledger.published.head;
  const since = head === null || published === null ? null : await branch.between(published, head);
  const commits = since ?? (head === null ? [] : [head]);
  const code = head === null ? 'branch.deleted' : since === null ? 'branch.replaced' : 'branch.changed';
  const restored = additions.length + deletions.length;
  // Nobody is accused on the word of a copy that may be old.
  await branch.assertHead(head);
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
  notes: BranchNotes,
): Promise<BranchChange['additions']> {
  return (await changesFrom(context, ledger, { size: 0, notes })).additions;
}

/** Is there anything decided that is not published? */
function isNew({ decided, published }: LedgerState): boolean {
  return decided.size > published.size;
}

/** Files that neither the archive nor our last commit has. */
function straysAmong(found: Files, all: BranchChange['additions'], before: readonly string[]): readonly string[] {
  const ours = new Set([...all.map(({ path }) => path), ...before]);
  return [...found.keys()].filter((path) => !ours.has(path));
}

/** A cosigned note may have come since, by a commit of ours whose answer was lost. */
function areKept(before: Files, found: Files, cosigned: string | null): boolean {
  return [...before].every(([path, blob]) => {
    const now = found.get(path);
    return now === blob || (NOTES.has(path) && now !== undefined && now === cosigned);
  });
}

/** Path → blob id. */
type Files = ReadonlyMap<string, string>;

const NOTES: ReadonlySet<string> = new Set([paths.checkpoint, paths.witnessed]);

/** Commits that brought neither the decided checkpoint nor the cosigned one (`brought`; null: it stood there before). */
async function strangersAmong(
  context: Context,
  ledger: LedgerState,
  { branch, since, brought }: Pick<Found, 'branch' | 'since'> & { readonly brought: Uint8Array | null },
): Promise<readonly string[]> {
  const isDecided = (note: Uint8Array | null): boolean =>
    isCheckpointOf(ledger.decided, readOurCheckpoint(context, ledger, note));
  const isBrought = (note: Uint8Array | null): boolean =>
    note !== null && brought !== null && equalBytes(note, brought);
  const ours = [
    isNew(ledger) ? await firstWith({ branch, since, path: paths.checkpoint, isIt: isDecided }) : null,
    brought === null ? null : await firstWith({ branch, since, path: paths.witnessed, isIt: isBrought }),
  ];
  return since.filter((commit) => !ours.includes(commit));
}

interface Search extends Pick<Found, 'branch' | 'since'> {
  readonly path: string;
  readonly isIt: (bytes: Uint8Array | null) => boolean;
}

async function firstWith({ branch, since, path, isIt }: Search): Promise<string | null> {
  for (const commit of since) if (isIt(await branch.read(commit, path))) return commit;
  return null;
}
