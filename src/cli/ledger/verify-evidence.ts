import { findLastChange } from '../../git/last-change.ts';
import { paths } from '../../ledger/layout.ts';
import type { Problem } from '../../ledger/problem.ts';
import { type EvidenceCheck, EvidenceReader, evidenceProblems } from '../../ledger/verify/evidence.ts';
import { eachEntry } from './each-entry.ts';
import { SpooledEvidence } from './evidence-files.ts';
import type { EvidenceSource } from './evidence-source.ts';
import { type Replay, Replayer, replayProblems } from './replay.ts';
import type { LedgerSource } from './source.ts';
import type { Spool } from './spool.ts';

export interface EvidenceAsked {
  readonly ledger: LedgerSource;
  readonly evidence: EvidenceSource;
  readonly spool: Spool;
  /** Is every decision made again? */
  readonly isReplayed: boolean;
}

export interface VerifiedEvidence {
  readonly source: EvidenceSource;
  readonly check: EvidenceCheck;
  readonly replay: Replay | null;
  readonly problems: readonly Problem[];
}

/** Every document of the branch, compared with its digest and with what the entries name; and the decisions again. */
export async function verifyEvidence({
  ledger,
  evidence,
  spool,
  isReplayed,
}: EvidenceAsked): Promise<VerifiedEvidence> {
  const files = await SpooledEvidence.read(evidence, spool);
  const reader = new EvidenceReader(files);
  const replayer = isReplayed ? new Replayer(files) : null;
  for await (const { index, statement } of eachEntry(ledger)) {
    reader.visit(index, statement);
    replayer?.visit(index, statement);
  }
  const check = reader.finish();
  const replay = replayer?.finish((digest) => reader.isRedacted(digest)) ?? null;
  const problems = [
    ...evidenceProblems(check, await findCommits(evidence, check)),
    ...(replay === null ? [] : replayProblems(replay)),
  ];
  return { source: evidence, check, replay, problems };
}

/** Each is a git process of its own; whoever alters more has one reported each, without its commit. */
const MOST_COMMITS = 20;

async function findCommits(
  { repository, tip }: EvidenceSource,
  { altered }: EvidenceCheck,
): Promise<ReadonlyMap<string, string>> {
  const commits = new Map<string, string>();
  for (const { digest } of altered.slice(0, MOST_COMMITS)) {
    const commit = await findLastChange(repository, tip, paths.evidence(digest));
    if (commit !== null) commits.set(digest, commit);
  }
  return commits;
}
