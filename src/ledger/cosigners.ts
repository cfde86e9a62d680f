import { verifyCosignature, type WitnessKey } from './cosignature.ts';
import type { Note, NoteSignature } from './note.ts';
import { isQuorumReached, type PolicyWitness, type WitnessPolicy } from './witness-policy.ts';

/** Which witnesses of a policy cosigned a checkpoint. Lines by anybody else are passed over (signed-note). */

/** What a log writes: every reader of signed notes takes at least so many signatures (specification, "Format"). */
export const MOST_SIGNATURES_WRITTEN = 16;

export interface Cosigners {
  /** With the time of the newest cosignature, in seconds since 1970. */
  readonly cosigners: readonly { readonly witness: PolicyWitness; readonly time: number }[];
  /** Witnesses under whose key a line stands that does not verify: it speaks against the whole note. */
  readonly failing: readonly PolicyWitness[];
  readonly isQuorum: boolean;
}

export function findCosigners(note: Note, policy: WitnessPolicy): Cosigners {
  const failing: PolicyWitness[] = [];
  const cosigners = policy.witnesses.flatMap((witness) => {
    const times = timesOf(note, witness.key);
    if (times.includes(null)) failing.push(witness);
    const verified = times.filter((time) => time !== null);
    return verified.length === 0 ? [] : [{ witness, time: Math.max(...verified) }];
  });
  const keys = new Set(cosigners.map(({ witness }) => witness.key));
  return { cosigners, failing, isQuorum: isQuorumReached(policy.quorum, keys) };
}

/**
 * The newest moment (seconds since 1970) at which those who cosigned then or later are enough: until then the quorum had
 * seen no larger tree. 0: they are not enough.
 */
export function timeOfQuorum(cosigners: Cosigners['cosigners'], { quorum }: WitnessPolicy): number {
  const keys = new Set<WitnessKey>();
  for (const { witness, time } of cosigners.toSorted((a, b) => b.time - a.time)) {
    keys.add(witness.key);
    if (isQuorumReached(quorum, keys)) return time;
  }
  return 0;
}

/** What each signature line under this key says; null: it does not verify. */
function timesOf(note: Note, key: WitnessKey): readonly (number | null)[] {
  return note.signatures
    .filter(({ name, keyId }) => name === key.name && keyId === key.keyId)
    .map(({ signature }) => verifyCosignature(key, note.text, signature));
}

/**
 * The note with these cosignatures added, in the policy's order. Where that makes more signatures than every reader
 * takes, those go that the quorum can do without, the last first.
 */
export function addCosignatures(note: Note, cosignatures: readonly NoteSignature[], policy: WitnessPolicy): Note {
  const room = MOST_SIGNATURES_WRITTEN - note.signatures.length;
  let kept = policy.witnesses.flatMap(({ key }) => {
    const line = cosignatures.find(({ name, keyId }) => name === key.name && keyId === key.keyId);
    return line === undefined ? [] : [{ key, line }];
  });
  for (const one of kept.toReversed()) {
    if (kept.length <= room) break;
    const others = kept.filter((other) => other !== one);
    if (isQuorumReached(policy.quorum, new Set(others.map(({ key }) => key)))) kept = others;
  }
  return { text: note.text, signatures: [...note.signatures, ...kept.map(({ line }) => line)] };
}
