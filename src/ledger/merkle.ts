import { Fault } from '../base/fault.ts';
import { HASH_BYTES, sha256, sha256Into } from './digest.ts';

/** Merkle tree hashing of RFC 6962, section 2.1. Every hash is 32 bytes of SHA-256. */

const LEAF = Uint8Array.of(0);
const NODE = 1;

/** What is hashed is put together here: a prefix byte, and an entry that readers accept, or two hashes. Never kept. */
const leafInput = new Uint8Array(1 + 65_535);
const nodeInput = new Uint8Array(1 + 2 * HASH_BYTES);
nodeInput[0] = NODE;

/**
 * The right edge of a tree: the roots of its complete subtrees, largest first, one for each bit set in its size.
 * It is all that is needed to append, and to name the root.
 */
export type Edge = readonly Uint8Array[];

/** The hash of the complete subtree over leaves [index·256^level, (index+1)·256^level): one hash of a tile. */
export interface Subtree {
  readonly level: number;
  readonly index: number;
  readonly hash: Uint8Array;
}

export interface Appended {
  readonly edge: Edge;
  readonly size: number;
  /** Subtrees of level 1 and above that became complete, in the order in which they did. */
  readonly subtrees: readonly Subtree[];
}

const LEVELS_PER_TILE = 8; // 256 = 2^8

export function leafHash(entry: Uint8Array): Uint8Array {
  if (entry.length >= leafInput.length) return sha256(LEAF, entry);
  const hash = new Uint8Array(HASH_BYTES);
  leafHashInto(entry, hash, 0);
  return hash;
}

/** Writes the leaf hash at `offset` of `target`. */
export function leafHashInto(entry: Uint8Array, target: Uint8Array, offset: number): void {
  if (entry.length >= leafInput.length) return target.set(sha256(LEAF, entry), offset);
  leafInput.set(entry, 1);
  sha256Into(leafInput.subarray(0, entry.length + 1), target, offset);
}

export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  const hash = new Uint8Array(HASH_BYTES);
  nodeInput.set(left, 1);
  nodeInput.set(right, 1 + HASH_BYTES);
  sha256Into(nodeInput, hash, 0);
  return hash;
}

/** The root over hashes that stand one after another and are a power of two in number, as in a full tile. */
export function rootOfFull(hashes: Uint8Array): Uint8Array {
  const level = Uint8Array.from(hashes);
  for (let count = hashes.length / HASH_BYTES; count > 1; count /= 2) {
    for (let at = 0; at < count / 2; at += 1) {
      nodeInput.set(level.subarray(2 * at * HASH_BYTES, 2 * (at + 1) * HASH_BYTES), 1);
      sha256Into(nodeInput, level, at * HASH_BYTES);
    }
  }
  return level.slice(0, HASH_BYTES);
}

/** The tree's edge and size after these leaf hashes. Throws Fault `ledger.inconsistent` on an edge of another size. */
export function appendLeaves(edge: Edge, size: number, leaves: readonly Uint8Array[]): Appended {
  assertEdge(edge, size);
  const grown = [...edge];
  const subtrees: Subtree[] = [];
  let count = size;
  for (const leaf of leaves) {
    let hash = leaf;
    let height = 0;
    // Arithmetic instead of bit operators: those stop at 2^31 entries.
    for (let rest = count; rest % 2 === 1; rest = (rest - 1) / 2) {
      hash = nodeHash(takeLast(grown), hash);
      height += 1;
      const level = height / LEVELS_PER_TILE;
      if (Number.isInteger(level)) subtrees.push({ level, index: (rest - 1) / 2, hash });
    }
    grown.push(hash);
    count += 1;
  }
  return { edge: grown, size: count, subtrees };
}

/** The root hash of the tree with this edge; of the empty tree, SHA-256 of nothing. */
export function rootOfEdge(edge: Edge): Uint8Array {
  const [last, ...larger] = edge.toReversed();
  if (last === undefined) return sha256();
  return larger.reduce((right, left) => nodeHash(left, right), last);
}

/** The root hash over leaf hashes. */
export function rootOf(leaves: readonly Uint8Array[]): Uint8Array {
  return rootOfEdge(appendLeaves([], 0, leaves).edge);
}

function takeLast(edge: Uint8Array[]): Uint8Array {
  const last = edge.pop();
  if (last === undefined) throw new Fault('internal.bug', 'the right edge is shorter than its size says');
  return last;
}

function assertEdge(edge: Edge, size: number): void {
  let bits = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) bits += rest % 2;
  const isEdge =
    Number.isSafeInteger(size) && size >= 0 && edge.length === bits && edge.every((hash) => hash.length === HASH_BYTES);
  if (!isEdge)
    throw new Fault('ledger.inconsistent', `${edge.length} hashes are not the right edge of a tree of ${size} entries`);
}
