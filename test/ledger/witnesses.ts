import { createPrivateKey } from 'node:crypto';
import { cosign, type WitnessSigner, witnessSigner } from '../../src/ledger/cosignature.ts';
import { formatNote, parseNote } from '../../src/ledger/note.ts';
import { formatVkey } from '../../src/ledger/note-key.ts';

/** A witness's key made from one repeated byte. */
export function witnessFrom(seed: number, name = `witness.example/w${seed}`): WitnessSigner {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, seed)]);
  return witnessSigner(name, createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
}

/** With ML-DSA-44, from a seed of one repeated byte (RFC 9881, the form of a private key that is its seed). */
export function mlDsaWitnessFrom(seed: number, name = `witness.example/pq${seed}`): WitnessSigner {
  const prefix = Buffer.from('3034020100300b060960864801650304031104228020', 'hex');
  const der = Buffer.concat([prefix, Buffer.alloc(32, seed)]);
  return witnessSigner(name, createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
}

/** The note with a cosignature by each of these, 1,000 seconds apart from `time` on. */
export function cosigned(note: Uint8Array, signers: readonly WitnessSigner[], time = 1_679_315_147): Uint8Array {
  const { text, signatures } = parseNote(note);
  const added = signers.map((signer, at) => cosign(text, { signer, time: time + 1000 * at }));
  return formatNote({ text, signatures: [...signatures, ...added] });
}

/** Policy lines for these witnesses, named W1, W2, … */
export function witnessLines(signers: readonly WitnessSigner[]): string {
  return signers.map((signer, at) => `witness W${at + 1} ${formatVkey(signer)}\n`).join('');
}
