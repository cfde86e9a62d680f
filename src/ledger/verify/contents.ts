import { BUNDLE_SIZE, bundleCount, paths, tailStart } from '../layout.ts';
import { readPath } from '../path.ts';
import { TILE_WIDTH } from '../tile.ts';
import type { LedgerTree } from '../tree.ts';
import { type EntriesRead, type EntryChecks, readBundle, readTail } from './entries.ts';

/** A ledger's files but for the bundles, which hold nearly all of its bytes: those are read one by one, and not again. */
export interface LedgerFiles extends LedgerTree {
  hasBundle(index: number): boolean;
}

/** How many more bundles than files a ledger may seem to have: whoever deletes that many has one problem reported, not each. */
const MISSING_BUNDLES = 1_000;

/**
 * One more than the highest index that any file claims to hold, within reason: a hostile checkpoint may claim 2^53
 * entries and a hostile file be named like the last of them, and nobody should have to look for each.
 */
export function heldSize(files: readonly string[]): number {
  const highest = files.reduce((size, path) => {
    const meaning = readPath(path);
    if (meaning.is === 'tail') return Math.max(size, meaning.index + 1);
    return meaning.is === 'bundle' ? Math.max(size, (meaning.index + 1) * BUNDLE_SIZE) : size;
  }, 0);
  return Math.min(highest, (files.length + MISSING_BUNDLES) * BUNDLE_SIZE);
}

/**
 * How many entries the files hold, where an older checkpoint was put in the place of theirs: its tail is gone because it
 * was sealed since, and the bundle is there. Null: the files are of this size, or of none.
 */
export function outgrownSize(tree: LedgerFiles, size: number): number | null {
  const isSealed = tree.hasBundle(bundleCount(size));
  for (let index = tailStart(size); index < size; index += 1) if (tree.read(paths.tail(index)) !== null) return null;
  return isSealed ? heldSize(tree.list()) : null;
}

/** Entries 0 to `size` of a tree that holds everything, bundle by bundle: only one of them is in memory at a time. */
export function* readContents(tree: LedgerTree, size: number, checks: EntryChecks): Generator<EntriesRead> {
  for (let bundle = 0; bundle < bundleCount(size); bundle += 1) {
    const tile = tree.read(paths.tile({ level: 0, index: bundle, width: TILE_WIDTH }));
    yield readBundle({ bundle, bytes: tree.read(paths.bundle(bundle)), tile }, checks);
  }
  yield readTail(tree, size, checks);
}
