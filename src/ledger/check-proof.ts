import { isFault, readOrNull } from '../base/fault.ts';
import { type Checkpoint, openCheckpoint, parseCheckpoint } from './checkpoint.ts';
import { findCosigners } from './cosigners.ts';
import { leafHash } from './merkle.ts';
import { verifyInclusion } from './merkle-proof.ts';
import { parseNote } from './note.ts';
import type { VerifierKey } from './note-key.ts';
import type { TlogProof } from './tlog-proof.ts';
import type { PolicyWitness, WitnessPolicy } from './witness-policy.ts';

/** The check of a proof, C2SP tlog-proof, "Verifying a tlog proof": offline, and by keys from elsewhere. */

export interface CheckProofOptions {
  readonly proof: TlogProof;
  /** The bytes that are said to be in the log. */
  readonly entry: Uint8Array;
  /** Keys of the logs that are accepted; a key's name is its log's origin. */
  readonly logs: readonly VerifierKey[];
  /** Whose cosignatures are asked for; null: nobody's. Its logs are not looked at: the caller chose. */
  readonly policy: WitnessPolicy | null;
}

export type ProofProblemCode = 'checkpoint' | 'origin' | 'signature' | 'cosignature' | 'quorum' | 'inclusion';

export interface ProofCheck {
  readonly ok: boolean;
  /** As the proof says; null when it cannot be read. */
  readonly checkpoint: Checkpoint | null;
  /** The logs' keys that signed it. */
  readonly signers: readonly VerifierKey[];
  /** Witnesses of the policy that cosigned it, with the time that they signed (seconds since 1970). */
  readonly cosigners: readonly { readonly witness: PolicyWitness; readonly time: number }[];
  /** Every one; it goes on after the first. */
  readonly problems: readonly { readonly code: ProofProblemCode; readonly message: string }[];
}

/** Is this entry in the log, at this place, under a checkpoint that these keys signed? Total. */
export function checkProof({ proof, entry, logs, policy }: CheckProofOptions): ProofCheck {
  const problems: ProofCheck['problems'][number][] = [];
  const found = (code: ProofProblemCode, message: string): void => void problems.push({ code, message });

  const signers = checkSignature(proof.checkpoint, logs, found);
  const cosigners = policy === null ? [] : checkCosignatures(proof.checkpoint, policy, found);
  const checkpoint = readOrNull(() => parseCheckpoint(proof.checkpoint));
  if (checkpoint !== null) checkInclusion({ proof, entry, checkpoint }, found);
  return { ok: problems.length === 0, checkpoint, signers, cosigners, problems };
}

type Found = (code: ProofProblemCode, message: string) => void;

function checkSignature(note: Uint8Array, logs: readonly VerifierKey[], found: Found): readonly VerifierKey[] {
  try {
    const { origin, verified } = openCheckpoint(note, logs);
    const signers = verified.filter(({ name }) => name === origin);
    // A key that is trusted for one log says nothing about another one.
    if (signers.length === 0) found('origin', `it is a checkpoint of ${origin}, and no key of that log signed it`);
    return signers;
  } catch (error) {
    if (!isFault(error)) throw error;
    if (error.code === 'ledger.signature') found('signature', `${error.message}${namesOthers(note, logs)}`);
    else found('checkpoint', error.message);
    return [];
  }
}

/** A rotation may have come in between; a proof holds no entry that could say so. */
function namesOthers(checkpoint: Uint8Array, logs: readonly VerifierKey[]): string {
  const note = readOrNull(() => parseNote(checkpoint));
  const origin = readOrNull(() => parseCheckpoint(checkpoint))?.origin;
  const own = logs.filter(({ name }) => name === origin);
  const ids = note?.signatures.filter(({ name }) => name === origin).map(({ keyId }) => keyId) ?? [];
  if (own.length === 0 || ids.length === 0 || own.some(({ keyId }) => ids.includes(keyId))) return '';
  return `: it is by the key ${ids.join(', ')}. Where that one took the place of ${own.map(({ keyId }) => keyId).join(', ')}, verifying the ledger says so, and its vkey`;
}

function checkCosignatures(checkpoint: Uint8Array, policy: WitnessPolicy, found: Found): ProofCheck['cosigners'] {
  const note = readOrNull(() => parseNote(checkpoint));
  if (note === null) return [];
  const { cosigners, failing, isQuorum } = findCosigners(note, policy);
  for (const { key } of failing) found('cosignature', `the cosignature by ${key.name} does not verify`);
  if (!isQuorum)
    found('quorum', `${cosigners.length} of ${policy.witnesses.length} witnesses cosigned it, which is not the quorum`);
  return cosigners;
}

function checkInclusion(
  { proof, entry, checkpoint }: Pick<CheckProofOptions, 'proof' | 'entry'> & { readonly checkpoint: Checkpoint },
  found: Found,
): void {
  const { index, hashes } = proof;
  const { size, root } = checkpoint;
  const leaf = leafHash(entry);
  if (verifyInclusion({ leaf, index, size, root, proof: hashes })) return;
  found('inclusion', `the hashes do not lead from these ${entry.length} bytes at ${index} to the root over ${size}`);
}
