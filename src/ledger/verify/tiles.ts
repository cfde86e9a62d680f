import { equalBytes } from '../../base/bytes.ts';
import { HASH_BYTES } from '../digest.ts';
import { paths } from '../layout.ts';
import { rootOf } from '../merkle.ts';
import { type Problem, problem } from '../problem.ts';
import { TILE_WIDTH, type Tile } from '../tile.ts';
import type { LedgerTree } from '../tree.ts';
import { type Hashes, hashesIn, joinHashes, type Leaves } from './leaves.ts';

/** The hashes of tiles from both ends: as the files say, and as the entries say. They should be the same. */
export class TileHashes {
  /** Files that are missing or have no hashes to compare. */
  readonly problems: Problem[] = [];
  readonly #tree: LedgerTree;
  readonly #leaves: Leaves;
  /** Of level 1 and above; the many of level 0 are compared once and not kept. */
  readonly #files = new Map<string, Hashes | null>();
  readonly #reported = new Set<string>();
  readonly #subtrees = new Map<string, Uint8Array | null>();

  constructor(tree: LedgerTree, leaves: Leaves) {
    this.#tree = tree;
    this.#leaves = leaves;
  }

  /** What the tile's file holds; null, and a problem, when it is missing or has another length. */
  filed(tile: Tile): Hashes | null {
    const path = paths.tile(tile);
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    const hashes = this.#readFile(path, tile.width);
    if (tile.level > 0) this.#files.set(path, hashes);
    return hashes;
  }

  /** What the entries give; null when one of them is missing. */
  computed({ level, index, width }: Tile): Hashes | null {
    if (level === 0) return this.#leaves.run(index * TILE_WIDTH, width);
    const hashes = Array.from({ length: width }, (_, at) => this.#subtree(level, index * TILE_WIDTH + at));
    const found = hashes.filter((hash) => hash !== null);
    return found.length === width ? joinHashes(found) : null;
  }

  #readFile(path: string, width: number): Hashes | null {
    const bytes = this.#tree.read(path);
    if (bytes !== null && bytes.length === width * HASH_BYTES) return bytes;
    if (!this.#reported.has(path)) {
      this.#reported.add(path);
      if (bytes === null) this.problems.push(problem('tile-missing', `${path} is missing`));
      else {
        const message = `${path} has ${bytes.length} bytes, expected ${width * HASH_BYTES}`;
        this.problems.push(problem('tile-altered', message));
      }
    }
    return null;
  }

  #subtree(level: number, index: number): Uint8Array | null {
    if (level === 1) return this.#leaves.ofBundle(index);
    const key = `${level}/${index}`;
    const known = this.#subtrees.get(key);
    if (known !== undefined) return known;
    const below = this.computed({ level: level - 1, index, width: TILE_WIDTH });
    const hash = below === null ? null : rootOf(hashesIn(below));
    this.#subtrees.set(key, hash);
    return hash;
  }
}

export function equalHashes(a: Hashes | null, b: Hashes | null): boolean {
  return a === null || b === null ? a === b : equalBytes(a, b);
}
