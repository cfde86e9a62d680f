import { equalBytes, toBase64 } from '../../base/bytes.ts';
import type { Checkpoint } from '../checkpoint.ts';
import { paths, tailStart } from '../layout.ts';
import { rootOf } from '../merkle.ts';
import { type Problem, problem } from '../problem.ts';
import { levelCount, partialTile, storedTiles, TILE_WIDTH, type Tile } from '../tile.ts';
import { provenEdge, summed } from './edge.ts';
import { type Hashes, hashAt, hashesIn, type Leaves } from './leaves.ts';
import { equalHashes, type TileHashes } from './tiles.ts';

/** The hashes that an entry, or a tile, should have; `isProven` when the signed root vouches for them. */
interface Expected {
  readonly hashes: Hashes;
  readonly isProven: boolean;
}

export interface HashesOf {
  /** Fewer than the checkpoint's size when the branch was cut. */
  readonly leaves: Leaves;
  readonly checkpoint: Checkpoint;
  /** Did a known key sign the checkpoint? Otherwise it may be the checkpoint that was altered. */
  readonly isSigned: boolean;
}

/**
 * Compares entries, tiles and root, and finds out which of them is wrong. When the entries give the root, only tiles
 * can be. Otherwise the tiles that hash to the signed root say, from the top down, which entries were altered.
 */
export function checkHashes(hashes: TileHashes, of: HashesOf): readonly Problem[] {
  const { size, root } = of.checkpoint;
  const found = of.leaves.length === size ? of.leaves.rootAt(size) : null;
  if (found !== null && equalBytes(found, root)) return checkTiles(hashes, storedTiles(size));
  const mismatch = found === null ? [] : [problem('root-mismatch', rootMessage(root, found))];
  if (of.leaves.length < size) {
    const full = storedTiles(of.leaves.length).filter(({ width }) => width === TILE_WIDTH);
    return [...mismatch, ...checkTiles(hashes, full)];
  }
  return [...mismatch, ...new Descent(hashes, of).from(of.checkpoint)];
}

/** The entries are right (or as many of them as there are): every tile has to be what they give. */
function checkTiles(hashes: TileHashes, tiles: readonly Tile[]): readonly Problem[] {
  return tiles.flatMap((tile) => {
    const [filed, computed] = [hashes.filed(tile), hashes.computed(tile)];
    return filed === null || computed === null || equalHashes(filed, computed)
      ? []
      : [tileProblem(tile, { filed, expected: computed })];
  });
}

class Descent {
  readonly #problems: Problem[] = [];
  readonly #hashes: TileHashes;
  readonly #leaves: Leaves;
  readonly #isSigned: boolean;

  constructor(hashes: TileHashes, { leaves, isSigned }: HashesOf) {
    this.#hashes = hashes;
    this.#leaves = leaves;
    this.#isSigned = isSigned;
  }

  from({ size, root }: Checkpoint): readonly Problem[] {
    const proven = provenEdge(this.#hashes, { size, root });
    for (let level = levelCount(size) - 1; level > 0; level -= 1) this.#edgeTile(partialTile(level, size), proven);
    // Every full tile is one hash of the level above, so nothing is left out here but the tail.
    if (proven === null && this.#isSigned) this.#tail(size);
    return this.#problems;
  }

  #edgeTile(tile: Tile | null, proven: ReturnType<typeof provenEdge>): void {
    if (tile === null) return;
    const filed = this.#hashes.filed(tile);
    const vouched = proven?.find((one) => one.tile.level === tile.level)?.hashes;
    if (vouched !== undefined && filed !== null && !equalHashes(filed, vouched))
      this.#problems.push(tileProblem(tile, { filed, expected: vouched }));
    const hashes = vouched ?? filed ?? this.#hashes.computed(tile);
    if (hashes !== null) this.#below(tile, { hashes, isProven: vouched !== undefined });
  }

  /** Each hash of a tile is the root of a full tile one level below, or of one entry. */
  #below(tile: Tile, expected: Expected): void {
    if (tile.level === 0) return this.#entries(tile, expected);
    let isAltered = false;
    hashesIn(expected.hashes).forEach((hash, at) => {
      const child = { level: tile.level - 1, index: tile.index * TILE_WIDTH + at, width: TILE_WIDTH };
      const [filed, computed] = [this.#hashes.filed(child), this.#hashes.computed(child)];
      const right =
        [filed, computed].find((hashes) => hashes !== null && equalBytes(rootOf(hashesIn(hashes)), hash)) ?? null;
      // Entries and their tile agree with each other: then it is this tile that was altered, unless the root proves it.
      if (right === null && !expected.isProven && filed !== null && equalHashes(filed, computed)) isAltered = true;
      else this.#child(child, { right, filed, computed, isProven: expected.isProven });
    });
    if (isAltered)
      this.#problems.push(
        tileProblem(tile, { filed: this.#hashes.filed(tile), expected: this.#hashes.computed(tile) }),
      );
  }

  #child(
    tile: Tile,
    of: {
      right: Expected['hashes'] | null;
      filed: Expected['hashes'] | null;
      computed: Expected['hashes'] | null;
      isProven: boolean;
    },
  ): void {
    const { right, filed, computed, isProven } = of;
    if (filed !== null && !equalHashes(filed, right))
      this.#problems.push(tileProblem(tile, { filed, expected: right }));
    if (right === null && filed !== null && equalHashes(filed, computed)) this.#problems.push(bundleProblem(tile));
    const hashes = right ?? filed ?? computed;
    if (hashes !== null) this.#below(tile, { hashes, isProven: isProven && right !== null });
  }

  #entries(tile: Tile, { hashes }: Expected): void {
    hashesIn(hashes).forEach((hash, at) => {
      const index = tile.index * TILE_WIDTH + at;
      const found = this.#leaves.at(index);
      if (found === null || equalBytes(found, hash)) return;
      const message = `entry ${index} was altered: its hash is ${toBase64(found)}, expected ${toBase64(hash)}`;
      this.#problems.push(problem('entry-altered', message, { index }));
    });
  }

  /**
   * No tile covers the tail, so its entries cannot be told apart here; only the history can. And whoever altered a
   * bundle together with every tile above it leaves the same picture: these entries are suspects, not more.
   */
  #tail(size: number): void {
    const [first, last] = [tailStart(size), size - 1];
    const isWhole = this.#leaves.run(first, this.#leaves.length - first) !== null;
    if (first > last || !isWhole || !this.#isAgreed(size)) return;
    const entries = first === last ? `entry ${first} is` : `entries ${first}–${last} are`;
    const message = `${entries} the tail, covered by the root alone, which the tiles and they do not give`;
    this.#problems.push(problem('root-mismatch', message, { index: first === last ? first : null }));
  }

  /** Do the partial tiles fit the files below them? Then not they, but the tail keeps the root from being met. */
  #isAgreed(size: number): boolean {
    const tiles = Array.from({ length: levelCount(size) }, (_, level) =>
      level === 0 ? null : partialTile(level, size),
    );
    return tiles.every((tile) => tile === null || equalHashes(this.#hashes.filed(tile), summed(this.#hashes, tile)));
  }
}

function rootMessage(expected: Uint8Array, found: Uint8Array): string {
  return `the entries give the root ${toBase64(found)}, expected ${toBase64(expected)} as the checkpoint says`;
}

/** `expected` null: nothing says what should stand there instead. */
function tileProblem(
  tile: Tile,
  { filed, expected }: { readonly filed: Hashes | null; readonly expected: Hashes | null },
): Problem {
  const message = `${paths.tile(tile)} does not hold the hashes of what it covers`;
  if (filed === null || expected === null) return problem('tile-altered', message);
  const found = hashesIn(filed);
  const at = hashesIn(expected).findIndex((hash, i) => !equalBytes(hash, found[i] ?? new Uint8Array()));
  if (at < 0) return problem('tile-altered', message);
  const [is, should] = [hashAt(filed, at), hashAt(expected, at)].map(toBase64);
  return problem('tile-altered', `${message}: hash ${at} is ${is}, expected ${should}`);
}

function bundleProblem(tile: Tile): Problem {
  const covered = TILE_WIDTH ** (tile.level + 1);
  const first = tile.index * covered;
  const message = `entries ${first}–${first + covered - 1} and ${paths.tile(tile)} were altered together`;
  return problem('bundle-altered', message);
}
