import { toBase64 } from '../../base/bytes.ts';
import type { Checkpoint } from '../checkpoint.ts';
import { readTrailers } from '../message.ts';
import type { VerifierKey } from '../note-key.ts';
import { type Problem, problem } from '../problem.ts';
import type { LedgerCommit } from '../tree.ts';
import { checkCheckpoint } from './checkpoint.ts';

/** The checkpoint of a commit, if a known key signed it, and what is wrong with it. */
export function findCheckpoint(
  { oid, checkpoint: note }: LedgerCommit,
  checks: { readonly keys: readonly VerifierKey[]; readonly origin: string },
): { readonly now: Checkpoint | null; readonly problems: readonly Problem[] } {
  const { checkpoint, signers, problems } = checkCheckpoint({
    note,
    keys: checks.keys,
    origin: checks.origin,
    commit: oid,
  });
  // What nobody signed proves nothing about the commits around it.
  return { now: signers.length === 0 ? null : checkpoint, problems };
}

/** The trailers have to say what the checkpoint says. */
export function checkMessage({ oid, message }: LedgerCommit, { size, root }: Checkpoint): readonly Problem[] {
  const trailers = readTrailers(message);
  if (trailers.size === size && trailers.root === toBase64(root)) return [];
  const found = `Ledger-Size ${trailers.size ?? 'missing'}, Ledger-Root ${trailers.root ?? 'missing'}`;
  const expected = `${size} and ${toBase64(root)}`;
  return [problem('trailer-mismatch', `commit ${oid} says ${found}; its checkpoint says ${expected}`, { commit: oid })];
}
