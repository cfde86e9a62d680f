import { equalBytes } from '../base/bytes.ts';
import { Fault } from '../base/fault.ts';
import { nodeHash, rootOf } from './merkle.ts';

/** Inclusion and consistency proofs, RFC 6962, sections 2.1.1 and 2.1.2; their checks follow RFC 9162, section 2.1. */

export type Proof = readonly Uint8Array[];

/** The hashes that lead from leaf `index` to the root over these leaf hashes, leaf sibling first. */
export function proveInclusion(leaves: readonly Uint8Array[], index: number): Proof {
  if (!Number.isSafeInteger(index) || index < 0 || index >= leaves.length) {
    throw new Fault('internal.bug', `a tree of ${leaves.length} entries has none at ${index}`);
  }
  if (leaves.length === 1) return [];
  const split = splitOf(leaves.length);
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return index < split
    ? [...proveInclusion(left, index), rootOf(right)]
    : [...proveInclusion(right, index - split), rootOf(left)];
}

/** Is this leaf hash at `index` of the tree with this size and root? */
export function verifyInclusion(of: {
  readonly leaf: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly root: Uint8Array;
  readonly proof: Proof;
}): boolean {
  if (!isIndex(of.index, of.size)) return false;
  let [at, last, hash] = [of.index, of.size - 1, of.leaf];
  for (const sibling of of.proof) {
    if (last === 0) return false; // more hashes than the tree is high
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(sibling, hash);
      // A right edge without sibling is carried up unhashed.
      while (at % 2 === 0 && at > 0) [at, last] = [at / 2, half(last)];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && equalBytes(hash, of.root);
}

/** The hashes that show that the first `oldSize` of these leaves are the tree of that size. None for 0 and for all. */
export function proveConsistency(leaves: readonly Uint8Array[], oldSize: number): Proof {
  if (!Number.isSafeInteger(oldSize) || oldSize < 0 || oldSize > leaves.length) {
    throw new Fault('internal.bug', `a tree of ${leaves.length} entries had never ${oldSize}`);
  }
  return oldSize === 0 ? [] : subproof(leaves, oldSize, true);
}

/** Is the tree with the new size and root a continuation of the one with the old size and root? */
export function verifyConsistency(of: {
  readonly oldSize: number;
  readonly oldRoot: Uint8Array;
  readonly size: number;
  readonly root: Uint8Array;
  readonly proof: Proof;
}): boolean {
  const { oldSize, oldRoot, size, root, proof } = of;
  if (!Number.isSafeInteger(size) || !Number.isSafeInteger(oldSize) || oldSize < 0 || oldSize > size) return false;
  if (oldSize === size) return proof.length === 0 && equalBytes(oldRoot, root);
  if (oldSize === 0) return proof.length === 0 && equalBytes(oldRoot, rootOf([]));
  let [at, last] = [oldSize - 1, size - 1];
  while (at % 2 === 1) [at, last] = [half(at), half(last)];
  // A complete old tree is itself the first hash, and is then not repeated in the proof.
  const [first, ...rest] = at === 0 ? [oldRoot, ...proof] : proof;
  if (first === undefined) return false;
  let [oldHash, hash] = [first, first];
  for (const sibling of rest) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      [oldHash, hash] = [nodeHash(sibling, oldHash), nodeHash(sibling, hash)];
      while (at % 2 === 0 && at > 0) [at, last] = [at / 2, half(last)];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && equalBytes(oldHash, oldRoot) && equalBytes(hash, root);
}

function subproof(leaves: readonly Uint8Array[], oldSize: number, isWhole: boolean): Proof {
  if (oldSize === leaves.length) return isWhole ? [] : [rootOf(leaves)];
  const split = splitOf(leaves.length);
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return oldSize <= split
    ? [...subproof(left, oldSize, isWhole), rootOf(right)]
    : [...subproof(right, oldSize - split, false), rootOf(left)];
}

/** The largest power of two below `size`, which is at least 2. */
function splitOf(size: number): number {
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
}

/** Shifts right by one, beyond 2^31 too. */
function half(value: number): number {
  return Math.floor(value / 2);
}

function isIndex(index: number, size: number): boolean {
  return Number.isSafeInteger(index) && Number.isSafeInteger(size) && index >= 0 && index < size;
}
