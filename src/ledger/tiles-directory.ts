import { concatBytes } from '../base/bytes.ts';
import { Fault } from '../base/fault.ts';
import { bundleEntries } from './bundle-entries.ts';
import { HASH_BYTES } from './digest.ts';
import { BUNDLE_SIZE, bundleCount, paths } from './layout.ts';
import { leafHash } from './merkle.ts';
import { hashCount, indexPath, levelCount, partialTile, TILE_WIDTH, tileBytes, tilePath } from './tile.ts';

/**
 * A ledger as the directory that C2SP tlog-tiles describes. The branch already holds most of it; what it lacks is made
 * here from what it has: level-0 partial tiles, and entry bundles with lengths instead of newlines.
 */

/** One file of the directory, and what of the branch it is made from. */
export interface TilesFile {
  /** Paths on the ledger branch, all of them needed. */
  readonly needs: readonly string[];
  /** The file's bytes; `contents` are those of `needs`, in their order. Throws Fault `ledger.inconsistent`. */
  readonly build: (contents: readonly Uint8Array[]) => Uint8Array;
}

/** The longest entry that a bundle can hold: its length stands before it as a uint16. */
const LONGEST_ENTRY = 65_535;

/** `.p/256` is not a path: a tile of that width is the full one. */
const PATH = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/([1-9]\d{0,2}))?$/;

/** Every path of the directory at this size, in the order in which they are written: the checkpoint comes last. */
export function* tilesPaths(size: number): Generator<string> {
  for (let level = 0; level < levelCount(size); level += 1) {
    for (let index = 0; index < hashCount(level + 1, size); index += 1) {
      yield tilePath({ level, index, width: TILE_WIDTH });
      if (level === 0) yield entriesPath(index, TILE_WIDTH);
    }
    const partial = partialTile(level, size);
    if (partial === null) continue;
    yield tilePath(partial);
    if (level === 0) yield entriesPath(partial.index, partial.width);
  }
  yield paths.checkpoint;
}

/** Could this path stand in such a directory, at some size? */
export function isTilesPath(path: string): boolean {
  return path === paths.checkpoint || PATH.test(path);
}

/**
 * How the file at this path is made; null when the directory has none at this size. Widths that were published before
 * are cut from wider tiles, so a client with an older checkpoint finds its partial tiles. `path` is whatever a stranger
 * asks for: nothing but the one spelling of a tile that exists is answered.
 */
export function tilesFile(path: string, size: number): TilesFile | null {
  if (path === paths.checkpoint) return { needs: [path], build: ([note = nothing]) => note };
  const [, level = '', groups = '', digits] = PATH.exec(path) ?? [];
  const index = Number(groups.replaceAll(/[x/]/g, ''));
  const width = digits === undefined ? TILE_WIDTH : Number(digits);
  const tile = { level: level === 'entries' ? 0 : Number(level), index, width };
  if (groups === '' || index >= Number.MAX_SAFE_INTEGER / TILE_WIDTH) return null;
  if ((level === 'entries' ? entriesPath(index, width) : tilePath(tile)) !== path) return null;
  const here = Math.min(TILE_WIDTH, hashCount(tile.level, size) - index * TILE_WIDTH);
  if (width > here) return null;
  if (level === 'entries') return entriesFile(index, width, size);
  return tile.level === 0 && here < TILE_WIDTH ? tailTile(index, width) : storedTile({ ...tile, width: here }, width);
}

const nothing = new Uint8Array();

function entriesPath(index: number, width: number): string {
  const path = `tile/entries/${indexPath(index)}`;
  return width === TILE_WIDTH ? path : `${path}.p/${width}`;
}

function storedTile(stored: Parameters<typeof tilePath>[0], width: number): TilesFile {
  const path = paths.tile(stored);
  return {
    needs: [path],
    build: ([bytes = nothing]) => {
      if (bytes.length !== stored.width * HASH_BYTES) {
        throw new Fault('ledger.inconsistent', `${path} does not hold ${stored.width} hashes`);
      }
      return bytes.subarray(0, width * HASH_BYTES);
    },
  };
}

/** The branch stores no level-0 partial tile: it is the hashes of the tail. */
function tailTile(index: number, width: number): TilesFile {
  return { needs: tailPaths(index, width), build: (entries) => tileBytes(entries.map(leafHash)) };
}

function entriesFile(index: number, width: number, size: number): TilesFile {
  if (index >= bundleCount(size)) return { needs: tailPaths(index, width), build: prefixEntries };
  return {
    needs: [paths.bundle(index)],
    build: ([bytes = nothing]) => prefixEntries(bundleEntries(index, bytes).slice(0, width)),
  };
}

function tailPaths(index: number, width: number): readonly string[] {
  return Array.from({ length: width }, (_, at) => paths.tail(index * BUNDLE_SIZE + at));
}

function prefixEntries(entries: readonly Uint8Array[]): Uint8Array {
  return concatBytes(
    ...entries.flatMap((entry) => {
      if (entry.length > LONGEST_ENTRY) {
        throw new Fault('ledger.too-large', `an entry has ${entry.length} bytes, tlog-tiles allows ${LONGEST_ENTRY}`);
      }
      return [Uint8Array.of(Math.floor(entry.length / 256), entry.length % 256), entry];
    }),
  );
}
