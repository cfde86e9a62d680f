import { checkEntrySchema } from '../../app/entry-schema.ts';
import { parseVkey } from '../../ledger/note-key.ts';
import { readCommit } from '../../ledger/verify/commit-checkpoint.ts';
import { type BundleFile, type EntriesRead, readBundle } from '../../ledger/verify/entries.ts';
import type { Depth } from '../../ledger/verify/statements.ts';
import { type PackedCommits, type PackedReads, packReads, unpackCommits } from './packed-commits.ts';

/** What is the same for all jobs. Plain data: it crosses the border of a thread, like everything here. */
export interface JobTerms {
  readonly origin: string;
  /** vkeys: given, and on the branch. See CheckpointKeys. */
  readonly keys: readonly string[];
  readonly candidates: readonly string[];
  readonly depth: Depth;
  /** See LedgerCheckOptions. */
  readonly like: string | null;
}

/** The parts of verifying that depend on nothing but themselves, and take most of its time. */
export type Job =
  | { readonly is: 'bundles'; readonly files: readonly BundleFile[] }
  | { readonly is: 'commits'; readonly commits: PackedCommits };

export type JobResult =
  | { readonly is: 'bundles'; readonly reads: readonly EntriesRead[] }
  | { readonly is: 'commits'; readonly reads: PackedReads };

export type RunJob = (job: Job) => JobResult;

export function jobRunner({ origin, keys, candidates, depth, like }: JobTerms): RunJob {
  const known = { keys: keys.map(parseVkey), candidates: candidates.map(parseVkey), origin };
  const checks = { statements: { checkSchema: checkEntrySchema, origin, depth }, like };
  return (job) => {
    if (job.is === 'bundles') return { is: 'bundles', reads: job.files.map((file) => readBundle(file, checks)) };
    const reads = unpackCommits(job.commits).map((commit) => readCommit(commit, known));
    return { is: 'commits', reads: packReads(reads, origin) };
  };
}
