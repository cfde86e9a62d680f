import { toBase64 } from '../../base/bytes.ts';
import type { Checkpoint } from '../checkpoint.ts';
import { readTrailers } from '../message.ts';
import { type Problem, problem } from '../problem.ts';
import type { LedgerCommit } from '../tree.ts';
import { type CheckpointFinding, type CheckpointKeys, checkCheckpoint } from './checkpoint.ts';
import type { KeyTrust } from './key-trust.ts';

export interface CommitChecks extends CheckpointKeys {
  readonly origin: string;
}

/** What a commit gives by itself. Plain data, as from a thread. */
export interface CommitRead extends Pick<CheckpointFinding, 'checkpoint' | 'signers' | 'refusal'> {
  /** What is wrong with its checkpoint, but for who signed it. */
  readonly ofNote: readonly Problem[];
  /** What is wrong with its message. */
  readonly ofMessage: readonly Problem[];
}

/** What it gives once it is known which keys count. Its place among the others is not yet checked. */
export interface JudgedCommit {
  /** Its checkpoint, if a key that counts signed it: anything else proves nothing about the commits around it. */
  readonly now: Checkpoint | null;
  readonly ofNote: readonly Problem[];
  readonly ofMessage: readonly Problem[];
}

export function readCommit(
  commit: Pick<LedgerCommit, 'oid' | 'message' | 'checkpoint'>,
  checks: CommitChecks,
): CommitRead {
  const { oid, checkpoint: note } = commit;
  const { problems: ofNote, ...finding } = checkCheckpoint({ ...checks, note, commit: oid });
  const { checkpoint, signers } = finding;
  const ofMessage = checkpoint === null || signers.length === 0 ? [] : checkMessage(commit, checkpoint);
  return { ...finding, ofNote, ofMessage };
}

/** By the key that was in force at its size. */
export function judgeCommit({ oid }: Pick<LedgerCommit, 'oid'>, read: CommitRead, trust: KeyTrust): JudgedCommit {
  const { signers, problems } = trust.judge(read, oid);
  const now = signers.length === 0 ? null : read.checkpoint;
  return { now, ofNote: [...read.ofNote, ...problems], ofMessage: now === null ? [] : read.ofMessage };
}

/** The trailers have to say what the checkpoint says. */
function checkMessage(
  { oid, message }: Pick<LedgerCommit, 'oid' | 'message'>,
  { size, root }: Checkpoint,
): readonly Problem[] {
  const trailers = readTrailers(message);
  if (trailers.size === size && trailers.root === toBase64(root)) return [];
  const found = `Ledger-Size ${trailers.size ?? 'missing'}, Ledger-Root ${trailers.root ?? 'missing'}`;
  const expected = `${size} and ${toBase64(root)}`;
  return [problem('trailer-mismatch', `commit ${oid} says ${found}; its checkpoint says ${expected}`, { commit: oid })];
}
