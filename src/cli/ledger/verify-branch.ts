import { checkEntrySchema } from '../../app/entry-schema.ts';
import type { Checkpoint } from '../../ledger/checkpoint.ts';
import { formatVkey, type VerifierKey } from '../../ledger/note-key.ts';
import type { Problem } from '../../ledger/problem.ts';
import type { LedgerCommit } from '../../ledger/tree.ts';
import { type JudgedCommit, judgeCommit } from '../../ledger/verify/commit-checkpoint.ts';
import { type BundleFile, type EntriesRead, readTail } from '../../ledger/verify/entries.ts';
import { HistoryCheck } from '../../ledger/verify/history.ts';
import { type Contents, LedgerCheck } from '../../ledger/verify/ledger-check.ts';
import { ReplacedHeads } from '../../ledger/verify/replaced-heads.ts';
import type { Depth } from '../../ledger/verify/statements.ts';
import { concludeCheck, type Verification } from '../../ledger/verify.ts';
import type { BranchFiles } from './branch-files.ts';
import { countCommits, readHistory } from './read-history.ts';
import type { LedgerSource } from './source.ts';
import { type JobRoom, workHere, workInThreads } from './verify-threads.ts';

/** Fewer bundles than this, and fewer commits, are read before a thread would have started. */
const FEW_BUNDLES = 24;
const FEW_COMMITS = 1_000;
/** Bundles that are read as one job: a message for each would take as long as its hashing. */
const BYTES_A_JOB = 2 * 1024 * 1024;
const BUNDLES_A_JOB = 16;

export interface VerifyBranchOptions {
  readonly source: LedgerSource;
  readonly files: BranchFiles;
  readonly keys: readonly VerifierKey[];
  readonly origin: string;
  readonly since: Checkpoint | null;
  readonly depth: Depth;
}

/** How much of the branch's history there was to see. */
export interface SeenHistory {
  readonly commits: number;
  /** The oldest commit. */
  readonly first: string | null;
  /** Does the oldest begin the ledger? False in a shallow clone. */
  readonly isComplete: boolean;
}

export interface VerifiedBranch {
  readonly verification: Verification;
  readonly history: SeenHistory;
}

/** The same checks as `verifyLedger`, with files and commits read as they are needed, and the work spread over threads. */
export async function verifyBranch(options: VerifyBranchOptions): Promise<VerifiedBranch> {
  const { source, files, keys, origin, since, depth } = options;
  const commits = await countCommits(source, FEW_COMMITS);
  // With one commit there is no history to compare entries with, and their blob ids are not worth their time.
  const like = commits === 1 && source.repository.isShallow ? null : source.tip;
  const check = new LedgerCheck({ files, keys, origin, since, like });
  const known = { keys: check.keys.keys.map(formatVkey), candidates: check.keys.candidates.map(formatVkey) };
  const terms = { origin, ...known, depth, like };
  const isSmall = check.bundles < FEW_BUNDLES && commits < FEW_COMMITS;
  await using room = isSmall ? workHere(terms) : workInThreads(terms);
  for await (const read of readBundles(files, check.bundles, room)) check.append(read);
  const statements = { checkSchema: checkEntrySchema, origin, depth };
  check.append(readTail(files, check.size, { statements, like }));
  const contents = check.endContents();
  const { problems, history } = await checkHistory(options, { check, contents, room });
  return { verification: concludeCheck(check, { contents, ofHistory: problems, origin }), history };
}

async function* readBundles(files: BranchFiles, count: number, room: JobRoom): AsyncGenerator<EntriesRead> {
  const jobs = grouped(files.bundles(count), { isFull: isFullJob });
  for await (const reads of inOrder(jobs, room.ahead, (some) => room.bundles(some))) yield* reads;
}

interface HistoryWork {
  readonly check: LedgerCheck;
  readonly contents: Contents;
  readonly room: JobRoom;
}

async function checkHistory(
  { source }: VerifyBranchOptions,
  work: HistoryWork,
): Promise<{ readonly problems: readonly Problem[]; readonly history: SeenHistory }> {
  const { check, contents } = work;
  const foreign = await countForeign(source, work);
  const isComplete = !source.repository.isShallow;
  const ofHistory = new HistoryCheck(check.historyChecks(contents, isComplete && foreign === 0));
  let first: string | null = null;
  let commits = 0;
  for await (const some of readCommits(source, work)) {
    for (const { commit, read } of some) {
      first ??= commit.oid;
      if (commits >= foreign) ofHistory.add(commit, read);
      commits += 1;
    }
  }
  return { problems: ofHistory.finish(), history: { commits, first, isComplete } };
}

/** A pass of its own, where an entry says that somebody put other commits in the place of the branch. */
async function countForeign(source: LedgerSource, work: HistoryWork): Promise<number> {
  const { replacements } = work.contents.pins;
  if (replacements.size === 0) return 0;
  const heads = new ReplacedHeads(replacements);
  for await (const some of readCommits(source, work)) for (const { commit, read } of some) heads.visit(commit, read);
  return heads.countForeign();
}

interface CommitJudged {
  readonly commit: LedgerCommit;
  readonly read: JudgedCommit;
}

async function* readCommits(
  source: LedgerSource,
  { check, contents, room }: HistoryWork,
): AsyncGenerator<readonly CommitJudged[]> {
  const read = async (commits: readonly LedgerCommit[]): Promise<readonly CommitJudged[]> => {
    const reads = await room.commits(commits);
    return commits.flatMap((commit, at) => {
      const found = reads[at];
      return found === undefined ? [] : [{ commit, read: judgeCommit(commit, found, contents.trust) }];
    });
  };
  yield* inOrder(readHistory(source, check.tailTrees()), room.ahead, read);
}

/** Results in the order of what they are of, with a few in work at once. */
async function* inOrder<T, R>(
  items: AsyncIterable<T>,
  ahead: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const waiting: Promise<R>[] = [];
  for await (const item of items) {
    const result = work(item);
    result.catch(() => undefined); // it is heard below, in its turn
    waiting.push(result);
    const next = waiting.length >= ahead ? waiting.shift() : undefined;
    if (next !== undefined) yield await next;
  }
  for (const result of waiting) yield await result;
}

/** By their bytes: a hostile bundle may be fifty times as large as ours are. */
function isFullJob(files: readonly BundleFile[]): boolean {
  return (
    files.reduce((sum, { bytes }) => sum + (bytes?.length ?? 0), 0) >= BYTES_A_JOB || files.length >= BUNDLES_A_JOB
  );
}

async function* grouped<T>(
  items: AsyncIterable<T>,
  { isFull }: { readonly isFull: (group: readonly T[]) => boolean },
): AsyncGenerator<readonly T[]> {
  let group: T[] = [];
  for await (const item of items) {
    group.push(item);
    if (!isFull(group)) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
