import { formatVkey, type VerifierKey } from '../../ledger/note-key.ts';
import type { Rotation } from '../../ledger/rotation.ts';
import { showOutside } from '../text.ts';
import type { ChosenKeys } from './choose-keys.ts';

/** From key to key, as `ledger verify` tells it and remembers it. */

export function rotationsJson(rotations: readonly Rotation[]) {
  return rotations.map(({ index, from, to }) => ({ index, from: formatVkey(from), to: formatVkey(to) }));
}

export function showRotations(rotations: readonly Rotation[], isPinned: boolean): readonly string[] {
  return rotations.map(({ index, from, to }, at) => {
    const remembered = isPinned && at === rotations.length - 1 ? '; remembered from now on' : '';
    return `rotated  since entry ${index} the key is ${showOutside(formatVkey(to))}; ${from.keyId}, before it, signed for it${remembered}`;
  });
}

/**
 * What to remember of a ledger that was found right: after a rotation the newest key alone, because an older one, in the
 * wrong hands, could sign a ledger that ends before it. Null: that is remembered already, or there is nothing.
 */
export function keysToPin({ keys, trust }: ChosenKeys, rotations: readonly Rotation[]): readonly VerifierKey[] | null {
  const newest = rotations.at(-1)?.to;
  const wanted = newest === undefined ? keys : [newest];
  const isKnown =
    trust === 'pinned' && keys.length === wanted.length && wanted.every((key) => hasKey(keys, formatVkey(key)));
  return wanted.length === 0 || isKnown ? null : wanted;
}

function hasKey(keys: readonly VerifierKey[], vkey: string): boolean {
  return keys.some((key) => formatVkey(key) === vkey);
}
