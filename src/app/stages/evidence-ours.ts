import { gitBlobId } from '../../ledger/digest.ts';
import { evidenceBranchFiles, evidenceDigest } from '../../ledger/evidence-branch.ts';
import type { EvidenceLease, LedgerState } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { LedgerBranch } from '../ports.ts';
import { compareFirst } from './compare-first.ts';
import { findNamed } from './evidence-named.ts';
import { readActs } from './key-line.ts';

/**
 * Which commits of the evidence branch are this app's? Who is named as the author proves nothing. A piece does: its name
 * is a digest that only we could have entered into the ledger before anybody saw the piece. So a commit is ours where all
 * that it changes is that such pieces came, or that what is none went. A database that went back in time knows by this
 * what it did, and a stranger who only repeats what we would do has done nothing.
 */

interface Since {
  readonly branch: LedgerBranch;
  /** The head that we left. */
  readonly before: string;
  /** Commits after it, oldest first. */
  readonly since: readonly string[];
  /** Digests that the database has, and that stand on the branch as they should. */
  readonly present: readonly string[];
  /** Digests that stand there, and that the database does not know. */
  readonly unknown: readonly string[];
}

/** The commits that somebody else made, and of which the ledger does not tell yet. */
export async function strangersSince(context: Context, lease: EvidenceLease, of: Since): Promise<readonly string[]> {
  // Where no piece came, nothing of ours did.
  if (of.present.length + of.unknown.length === 0) return of.since;
  const changes = await readChanges(of);
  // A database that went back knows the entries only then.
  const ledger = await compareFirst(context, lease.ledger);
  const named = await findNamed(context, ledger, { ...of, commits: changes.map(({ added }) => added) });
  const ours = new Set([...of.present, ...named]);
  const told = await readTold(context, ledger);
  const isOurs = ({ added, others, tidied }: Change): boolean =>
    others === 0 && added.length + tidied > 0 && added.every((digest) => ours.has(digest));
  const known = new Set(changes.filter(isOurs).flatMap(({ commits }) => commits));
  return of.since.filter((commit) => !known.has(commit) && !told.has(commit));
}

/** What commits did to the files of the one before them. */
interface Change {
  /** Mostly one. */
  readonly commits: readonly string[];
  /** Digests of pieces that came. */
  readonly added: readonly string[];
  /** Files that are none of the evidence and went, or that we write ourselves and that are so from here on. */
  readonly tidied: number;
  /** Anything else. */
  readonly others: number;
}

const FIXED: ReadonlyMap<string, Uint8Array> = new Map(evidenceBranchFiles().map(({ path, bytes }) => [path, bytes]));

async function readChanges({ branch, before, since }: Since): Promise<readonly Change[]> {
  const changes: Change[] = [];
  let old = await branch.files(before);
  for (const commits of groupCommits(since, old.size)) {
    const head = commits.at(-1) ?? before;
    const files = await branch.files(head);
    changes.push({ commits, ...compareFiles(head, old, files) });
    old = files;
  }
  return changes;
}

/** Listings of a tree: a database that went back a day, on which evidence went out every five minutes. */
const MOST_LISTED = 300;
/** Files in all of them together: the lease must not be over before they are read. */
const MOST_FILES = 1_000_000;

/** One by one; what is too much for that at the end, as if it were one commit: what came and went in between is not seen. */
export function groupCommits(since: readonly string[], files: number): readonly (readonly string[])[] {
  const most = Math.min(MOST_LISTED, Math.ceil(MOST_FILES / Math.max(1, files)));
  if (since.length <= most) return since.map((commit) => [commit]);
  return [...since.slice(0, most - 1).map((commit) => [commit]), since.slice(most - 1)];
}

type Files = ReadonlyMap<string, string>;

function compareFiles(head: string, old: Files, files: Files): Omit<Change, 'commits'> {
  const gone = [...old.keys()].filter((path) => !files.has(path));
  const changed = [...files].filter(([path, blob]) => old.get(path) !== blob);
  const isWritten = ([path, blob]: readonly [string, string]): boolean => {
    const bytes = FIXED.get(path);
    return bytes !== undefined && gitBlobId(bytes, head) === blob;
  };
  const added = changed.flatMap(([path]) => (old.has(path) ? [] : (evidenceDigest(path) ?? [])));
  const tidied = gone.filter(isStray).length + changed.filter(isWritten).length;
  return { added, tidied, others: gone.length + changed.length - added.length - tidied };
}

function isStray(path: string): boolean {
  return evidenceDigest(path) === null && !FIXED.has(path);
}

/** Commits that the ledger names as a stranger's already. */
async function readTold(context: Context, ledger: LedgerState): Promise<ReadonlySet<string>> {
  const commits = (await readActs(context, ledger)).flatMap(({ act }) =>
    act['act'] === 'repair' && Array.isArray(act['commits']) ? act['commits'] : [],
  );
  return new Set(commits.filter((commit) => typeof commit === 'string'));
}
