import { MINUTE, SECOND } from '../../base/clock.ts';
import { verifyCosignature, type WitnessKey } from '../../ledger/cosignature.ts';
import type { NoteSignature } from '../../ledger/note.ts';

/** A clock that is further off than this makes its time worthless, or ours wrong. */
const LARGEST_SKEW = 10 * MINUTE;

export type CosignatureFound =
  | { readonly is: 'right'; readonly signature: Uint8Array; readonly at: number }
  | { readonly is: 'wrong'; readonly why: string };

/**
 * The newest cosignature by this key among the lines that a witness answered with; lines of other keys are passed over.
 * As with any note, one line under the key that does not verify speaks against all of them.
 */
export function readCosignature(
  key: WitnessKey,
  lines: readonly NoteSignature[],
  { text, now }: { readonly text: string; readonly now: number },
): CosignatureFound {
  const found: { readonly signature: Uint8Array; readonly at: number }[] = [];
  for (const { name, keyId, signature } of lines) {
    if (name !== key.name || keyId !== key.keyId) continue;
    const time = verifyCosignature(key, text, signature);
    if (time === null) return { is: 'wrong', why: 'a cosignature that does not verify' };
    const at = time * SECOND;
    if (Math.abs(at - now) > LARGEST_SKEW) {
      return { is: 'wrong', why: `a cosignature of ${time}, while it is ${Math.floor(now / SECOND)} here` };
    }
    found.push({ signature, at });
  }
  const newest = found.toSorted((a, b) => b.at - a.at)[0];
  return newest === undefined ? { is: 'wrong', why: 'no cosignature by its key' } : { is: 'right', ...newest };
}
