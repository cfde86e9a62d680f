import { equalBytes } from '../../base/bytes.ts';
import { BUNDLE_SIZE, bundleCount, paths, tailStart } from '../layout.ts';
import { leafHash } from '../merkle.ts';
import { readPath } from '../path.ts';
import { type Problem, problem } from '../problem.ts';
import { TILE_WIDTH, tileHashes } from '../tile.ts';
import type { LedgerTree } from '../tree.ts';

/** Called for each entry that is there, in order of its index. */
export type VisitEntry = (index: number, bytes: Uint8Array) => void;

export interface Contents {
  /** Leaf hashes by index; null where the entry is missing. */
  readonly leaves: readonly (Uint8Array | null)[];
  readonly problems: readonly Problem[];
}

const NEWLINE = 0x0a;

/** How many more bundles than files a ledger may seem to have: whoever deletes that many has one problem reported, not each. */
const MISSING_BUNDLES = 1_000;

/**
 * One more than the highest index that any file claims to hold, within reason: a hostile checkpoint may claim 2^53
 * entries and a hostile file be named like the last of them, and nobody should have to look for each.
 */
export function heldSize(tree: LedgerTree): number {
  const files = tree.list();
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
export function outgrownSize(tree: LedgerTree, size: number): number | null {
  const isSealed = tree.read(paths.bundle(bundleCount(size))) !== null;
  for (let index = tailStart(size); index < size; index += 1) if (tree.read(paths.tail(index)) !== null) return null;
  return isSealed ? heldSize(tree) : null;
}

/** Reads entries 0 to `size`, bundle by bundle, so that a ledger of any length is never held in memory at once. */
export function readContents(tree: LedgerTree, size: number, visit: VisitEntry): Contents {
  const leaves: (Uint8Array | null)[] = [];
  const problems: Problem[] = [];
  const add = (bytes: Uint8Array | null): void => {
    if (bytes !== null) visit(leaves.length, bytes);
    leaves.push(bytes === null ? null : leafHash(bytes));
  };
  for (let bundle = 0; bundle < bundleCount(size); bundle += 1) readBundle({ tree, bundle, problems }).forEach(add);
  for (let index = tailStart(size); index < size; index += 1) {
    const bytes = tree.read(paths.tail(index));
    if (bytes === null)
      problems.push(problem('entry-missing', `entry ${index} is missing: no ${paths.tail(index)}`, { index }));
    add(bytes);
  }
  return { leaves, problems };
}

interface BundleAt {
  readonly tree: LedgerTree;
  readonly bundle: number;
  readonly problems: Problem[];
}

function readBundle({ tree, bundle, problems }: BundleAt): readonly (Uint8Array | null)[] {
  const path = paths.bundle(bundle);
  const first = bundle * BUNDLE_SIZE;
  const bytes = tree.read(path);
  if (bytes === null) {
    const message = `entries ${first}–${first + BUNDLE_SIZE - 1} are missing: no ${path}`;
    problems.push(problem('bundle-missing', message, { index: first }));
    return Array.from({ length: BUNDLE_SIZE }, () => null);
  }
  const lines = splitLines(bytes);
  if (bytes.at(-1) !== NEWLINE) problems.push(problem('bundle-altered', `${path} does not end in a newline`));
  if (lines.length === BUNDLE_SIZE) return lines;
  problems.push(problem('bundle-altered', `${path} has ${lines.length} lines, expected ${BUNDLE_SIZE}`));
  return alignLines({ tree, bundle, problems }, lines);
}

/** Lines were added or taken away: the bundle's own tile says which line stood where. */
function alignLines(
  { tree, bundle, problems }: BundleAt,
  lines: readonly Uint8Array[],
): readonly (Uint8Array | null)[] {
  const tile = tree.read(paths.tile({ level: 0, index: bundle, width: TILE_WIDTH }));
  const expected = tile === null ? null : tileHashes(tile, TILE_WIDTH);
  const hashed = lines.map((line) => ({ line, hash: leafHash(line) }));
  return Array.from({ length: BUNDLE_SIZE }, (_, at) => {
    const hash = expected?.[at];
    const found = hash === undefined ? undefined : hashed.find((one) => equalBytes(one.hash, hash))?.line;
    const index = bundle * BUNDLE_SIZE + at;
    if (found === undefined) {
      problems.push(problem('entry-missing', `entry ${index} is not in ${paths.bundle(bundle)} any more`, { index }));
    }
    return found ?? null;
  });
}

/** What stands before each newline; bytes after the last newline count as a line, so that they are noticed. */
function splitLines(bytes: Uint8Array): readonly Uint8Array[] {
  const lines: Uint8Array[] = [];
  let from = 0;
  for (let to = bytes.indexOf(NEWLINE); to >= 0; to = bytes.indexOf(NEWLINE, from)) {
    lines.push(bytes.subarray(from, to));
    from = to + 1;
  }
  return from === bytes.length ? lines : [...lines, bytes.subarray(from)];
}
