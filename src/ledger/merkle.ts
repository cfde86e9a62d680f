import { Fault } from '../base/fault.ts';
import { HASH_BYTES, sha256 } from './digest.ts';

/** Merkle tree hashing of RFC 6962, section 2.1. Every hash is 32 bytes of SHA-256. */

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

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
  return sha256(LEAF, entry);
}

export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(NODE, left, right);
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
