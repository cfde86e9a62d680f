import { toBase64 } from '../../base/bytes.ts';
import type { Checkpoint } from '../checkpoint.ts';
import { readTrailers } from '../message.ts';
import type { VerifierKey } from '../note-key.ts';
import { type Problem, problem } from '../problem.ts';
import type { LedgerCommit } from '../tree.ts';
import { checkCheckpoint } from './checkpoint.ts';

export interface CommitChecks {
  readonly keys: readonly VerifierKey[];
  readonly origin: string;
}

/** What a commit gives of which its place among the others is not yet checked. Plain data, as from a thread. */
export interface CommitRead {
  /** Its checkpoint, if a known key signed it: what nobody signed proves nothing about the commits around it. */
  readonly now: Checkpoint | null;
  /** What is wrong with its checkpoint. */
  readonly ofNote: readonly Problem[];
  /** What is wrong with its message. */
  readonly ofMessage: readonly Problem[];
}

export function readCommit(
  commit: Pick<LedgerCommit, 'oid' | 'message' | 'checkpoint'>,
  { keys, origin }: CommitChecks,
): CommitRead {
  const { oid, checkpoint: note } = commit;
  const { checkpoint, signers, problems } = checkCheckpoint({ note, keys, origin, commit: oid });
  const now = signers.length === 0 ? null : checkpoint;
  return { now, ofNote: problems, ofMessage: now === null ? [] : checkMessage(commit, now) };
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
