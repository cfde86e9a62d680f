import { Fault } from '../base/fault.ts';
import { BUNDLE_SIZE, bundleCount, paths, tailStart } from './layout.ts';
import { appendLeaves, type Edge, leafHash, rootOfEdge, type Subtree } from './merkle.ts';
import { hashCount, levelCount, newFullTiles, partialTile, type Tile, tileBytes } from './tile.ts';

/** Appending as pure functions (design/ledger.md, "Appending", steps 3 and 5). */

export interface TreeState {
  readonly size: number;
  readonly edge: Edge;
}

export interface Decided extends TreeState {
  readonly root: Uint8Array;
  /** Leaf hashes of the new entries, in order. */
  readonly leaves: readonly Uint8Array[];
  /** Hashes of tiles that became full: keep them by (level, index), publishing later sizes needs them. */
  readonly subtrees: readonly Subtree[];
}

/** Step 3: what the tree is after these entries. `entries` are their exact bytes. */
export function decide({ size, edge }: TreeState, entries: readonly Uint8Array[]): Decided {
  const leaves = entries.map(leafHash);
  const appended = appendLeaves(edge, size, leaves);
  return { ...appended, root: rootOfEdge(appended.edge), leaves };
}

export interface FileAddition {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface FileChanges {
  /** New or replaced files, sorted by path. */
  readonly additions: readonly FileAddition[];
  /** Files that the branch has at the published size and must not have any more, sorted. */
  readonly deletions: readonly string[];
}

export interface Publication {
  /** What the branch holds now; 0: it is to be born. */
  readonly publishedSize: number;
  readonly decidedSize: number;
  /** Bytes of entry `index`; asked for from the start of the published tail up to `decidedSize`. */
  readonly entry: (index: number) => Uint8Array;
  /** The leaf hash of the same, where it is at hand. */
  readonly leaf?: (index: number) => Uint8Array;
  /** Hash of the complete subtree (level 1 and above); see subtreesNeeded for those that are asked for. */
  readonly subtree: (level: number, index: number) => Uint8Array;
  /** The signed checkpoint of `decidedSize`. */
  readonly note: Uint8Array;
  /** Files that are not data: at genesis all of them (genesis.ts), later those that the new entries pin. */
  readonly files?: readonly FileAddition[];
}

/**
 * Step 5: the change of the branch from one size to another, whatever the distance. The same arguments give the same
 * bytes: after a crash the same commit is tried again. Equal sizes change the checkpoint alone (cosignatures).
 */
export function publishChanges(publication: Publication): FileChanges {
  const { publishedSize, decidedSize, note, files = [] } = publication;
  if (decidedSize < publishedSize) {
    throw new Fault(
      'ledger.inconsistent',
      `the branch holds ${publishedSize} entries, more than the ${decidedSize} to publish`,
    );
  }
  const additions = [
    ...files,
    { path: paths.checkpoint, bytes: note },
    ...newBundles(publication),
    ...newTiles(publication),
    ...newTail(publication),
  ];
  return {
    additions: additions.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    deletions: [...oldTail(publication), ...oldTiles(publication)].toSorted(),
  };
}

/** The subtree hashes that publishing asks for, as ranges [from, to) of indexes at each level. */
export function subtreesNeeded(sizes: Pick<Publication, 'publishedSize' | 'decidedSize'>) {
  return changedTiles(sizes).map(({ level, index, width }) => ({
    level,
    from: index * BUNDLE_SIZE,
    to: index * BUNDLE_SIZE + width,
  }));
}

/** The content of a bundle: each entry and a newline. */
export function bundleBytes(entries: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(entries.reduce((sum, entry) => sum + entry.length + 1, 0));
  let at = 0;
  for (const entry of entries) {
    bytes.set(entry, at);
    at += entry.length + 1;
    bytes[at - 1] = NEWLINE;
  }
  return bytes;
}

const NEWLINE = 0x0a;

function newBundles({ publishedSize, decidedSize, entry, leaf }: Publication): FileAddition[] {
  const first = bundleCount(publishedSize);
  return range(first, bundleCount(decidedSize)).flatMap((bundle) => {
    const indexes = range(bundle * BUNDLE_SIZE, (bundle + 1) * BUNDLE_SIZE);
    const entries = indexes.map(entry);
    const hashes = leaf === undefined ? entries.map(leafHash) : indexes.map(leaf);
    const leaves = { level: 0, index: bundle, width: BUNDLE_SIZE };
    return [
      { path: paths.bundle(bundle), bytes: bundleBytes(entries) },
      { path: paths.tile(leaves), bytes: tileBytes(hashes) },
    ];
  });
}

function newTiles(publication: Publication): FileAddition[] {
  return changedTiles(publication).map((tile) => {
    const first = tile.index * BUNDLE_SIZE;
    const hashes = range(first, first + tile.width).map((index) => publication.subtree(tile.level, index));
    return { path: paths.tile(tile), bytes: tileBytes(hashes) };
  });
}

/** Tiles of level 1 and above that the decided size has and the published size has not. */
function changedTiles({ publishedSize, decidedSize }: Pick<Publication, 'publishedSize' | 'decidedSize'>): Tile[] {
  return range(1, levelCount(decidedSize))
    .filter((level) => hashCount(level, decidedSize) > hashCount(level, publishedSize))
    .flatMap((level) => {
      const partial = partialTile(level, decidedSize);
      const full = newFullTiles(level, { oldSize: publishedSize, size: decidedSize });
      return partial === null ? [...full] : [...full, partial];
    });
}

/** A partial tile is replaced by a wider one as soon as its level has one hash more. */
function oldTiles({ publishedSize, decidedSize }: Publication): string[] {
  return range(1, levelCount(publishedSize))
    .filter((level) => hashCount(level, decidedSize) > hashCount(level, publishedSize))
    .flatMap((level) => partialTile(level, publishedSize) ?? [])
    .map(paths.tile);
}

function newTail({ publishedSize, decidedSize, entry }: Publication): FileAddition[] {
  const first = Math.max(publishedSize, tailStart(decidedSize));
  return range(first, decidedSize).map((index) => ({ path: paths.tail(index), bytes: entry(index) }));
}

function oldTail({ publishedSize, decidedSize }: Publication): string[] {
  const isSealed = bundleCount(decidedSize) > bundleCount(publishedSize);
  return isSealed ? range(tailStart(publishedSize), publishedSize).map(paths.tail) : [];
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);
}
