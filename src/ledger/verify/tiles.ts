import { equalBytes } from '../../base/bytes.ts';
import { paths } from '../layout.ts';
import { rootOf } from '../merkle.ts';
import { type Problem, problem } from '../problem.ts';
import { TILE_WIDTH, type Tile, tileHashes } from '../tile.ts';
import type { LedgerTree } from '../tree.ts';

type Hashes = readonly Uint8Array[];

/** The hashes of tiles from both ends: as the files say, and as the entries say. They should be the same. */
export class TileHashes {
  /** Files that are missing or have no hashes to compare. */
  readonly problems: Problem[] = [];
  readonly #tree: LedgerTree;
  readonly #leaves: readonly (Uint8Array | null)[];
  readonly #files = new Map<string, Hashes | null>();
  readonly #subtrees = new Map<string, Uint8Array | null>();

  constructor(tree: LedgerTree, leaves: readonly (Uint8Array | null)[]) {
    this.#tree = tree;
    this.#leaves = leaves;
  }

  /** What the tile's file holds; null, and a problem, when it is missing or has another length. */
  filed(tile: Tile): Hashes | null {
    const path = paths.tile(tile);
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    const hashes = this.#readFile(path, tile.width);
    this.#files.set(path, hashes);
    return hashes;
  }

  /** What the entries give; null when one of them is missing. */
  computed({ level, index, width }: Tile): Hashes | null {
    const hashes = Array.from({ length: width }, (_, at) => this.#subtree(level, index * TILE_WIDTH + at));
    return hashes.every((hash) => hash !== null) ? hashes : null;
  }

  #readFile(path: string, width: number): Hashes | null {
    const bytes = this.#tree.read(path);
    const hashes = bytes === null ? null : tileHashes(bytes, width);
    if (bytes === null) this.problems.push(problem('tile-missing', `${path} is missing`));
    else if (hashes === null)
      this.problems.push(problem('tile-altered', `${path} has ${bytes.length} bytes, expected ${width * 32}`));
    return hashes;
  }

  #subtree(level: number, index: number): Uint8Array | null {
    if (level === 0) return this.#leaves[index] ?? null;
    const key = `${level}/${index}`;
    const known = this.#subtrees.get(key);
    if (known !== undefined) return known;
    const below = this.computed({ level: level - 1, index, width: TILE_WIDTH });
    const hash = below === null ? null : rootOf(below);
    this.#subtrees.set(key, hash);
    return hash;
  }
}

export function equalHashes(a: Hashes | null, b: Hashes | null): boolean {
  if (a === null || b === null) return a === b;
  return a.length === b.length && a.every((hash, at) => equalBytes(hash, b[at] ?? new Uint8Array()));
}
