import { equalBytes } from '../../base/bytes.ts';
import { bundleLines, endsInNewline } from '../bundle-entries.ts';
import { gitBlobId, HASH_BYTES } from '../digest.ts';
import { BUNDLE_SIZE, paths, tailStart } from '../layout.ts';
import { leafHash, leafHashInto, rootOfFull } from '../merkle.ts';
import { type Problem, problem } from '../problem.ts';
import { TILE_WIDTH, tileHashes } from '../tile.ts';
import type { LedgerTree } from '../tree.ts';
import { type Block, blockOf } from './column.ts';
import { readStatements, type StatementBytes, type StatementChecks, type StatementsRead } from './statements.ts';

export interface EntryChecks {
  /** Null: what the entries say is of no interest. */
  readonly statements: StatementChecks | null;
  /** Any object id of the repository, where the git blob ids of entries are wanted: the history is told with them. */
  readonly like: string | null;
}

/** What reading some entries gives, of which their order with the others is not yet checked. Plain data, as from a thread. */
export interface EntriesRead {
  readonly leaves: Block;
  /** Of a bundle of which no entry is missing. */
  readonly root: Uint8Array | null;
  readonly blobIds: Block | null;
  readonly statements: StatementsRead | null;
  /** What is wrong with the files. */
  readonly problems: readonly Problem[];
}

export interface BundleFile {
  readonly bundle: number;
  /** Null: the file is missing. */
  readonly bytes: Uint8Array | null;
  /** The file of its tile; it says which line stood where, when there are more lines, or fewer. */
  readonly tile: Uint8Array | null;
}

/** Of a bundle that has too many, no more are looked at. */
const MOST_LINES = 16 * BUNDLE_SIZE;

/** Reads a bundle: everything about its entries that does not depend on others. */
export function readBundle(file: BundleFile, checks: EntryChecks): EntriesRead {
  const problems: Problem[] = [];
  const lines = linesOf(file, problems);
  return { ...readEntries({ first: file.bundle * BUNDLE_SIZE, entries: lines, file: file.bytes }, checks), problems };
}

/** Reads the entries behind the last bundle of a ledger of `size`, one file each. */
export function readTail(tree: LedgerTree, size: number, checks: EntryChecks): EntriesRead {
  const problems: Problem[] = [];
  const first = tailStart(size);
  const entries = Array.from({ length: size - first }, (_, at) => {
    const index = first + at;
    const bytes = tree.read(paths.tail(index));
    if (bytes === null)
      problems.push(problem('entry-missing', `entry ${index} is missing: no ${paths.tail(index)}`, { index }));
    return bytes;
  });
  return { ...readEntries({ first, entries, file: null }, checks), problems };
}

function readEntries(of: StatementBytes, { like, statements }: EntryChecks): Omit<EntriesRead, 'problems'> {
  const { entries } = of;
  const leaves = leavesOf(entries);
  const isWhole = leaves.missing.length === 0 && entries.length === BUNDLE_SIZE;
  return {
    leaves,
    root: isWhole ? rootOfFull(leaves.bytes) : null,
    blobIds: like === null ? null : blobIdsOf(entries, like),
    statements: statements === null ? null : readStatements(of, statements),
  };
}

function leavesOf(entries: readonly (Uint8Array | null)[]): Block {
  const bytes = new Uint8Array(entries.length * HASH_BYTES);
  const missing: number[] = [];
  entries.forEach((entry, at) => {
    if (entry === null) missing.push(at);
    else leafHashInto(entry, bytes, at * HASH_BYTES);
  });
  return { bytes, missing };
}

function blobIdsOf(entries: readonly (Uint8Array | null)[], like: string): Block {
  const ids = entries.map((bytes) => (bytes === null ? null : Buffer.from(gitBlobId(bytes, like), 'hex')));
  return blockOf(ids, blobIdBytes(like));
}

/** Bytes of a blob id in the repository that this object id comes from. */
export function blobIdBytes(like: string): number {
  return like.length === 64 ? 32 : 20;
}

function linesOf(file: BundleFile, problems: Problem[]): readonly (Uint8Array | null)[] {
  const path = paths.bundle(file.bundle);
  const first = file.bundle * BUNDLE_SIZE;
  const { bytes } = file;
  if (bytes === null) {
    const message = `entries ${first}–${first + BUNDLE_SIZE - 1} are missing: no ${path}`;
    problems.push(problem('bundle-missing', message, { index: first }));
    return Array.from({ length: BUNDLE_SIZE }, () => null);
  }
  const lines = bundleLines(bytes, MOST_LINES);
  if (!endsInNewline(bytes)) problems.push(problem('bundle-altered', `${path} does not end in a newline`));
  if (lines.length === BUNDLE_SIZE) return lines;
  const count = lines.length > MOST_LINES ? `more than ${MOST_LINES}` : lines.length;
  problems.push(problem('bundle-altered', `${path} has ${count} lines, expected ${BUNDLE_SIZE}`));
  return alignLines(file, lines, problems);
}

/** Lines were added or taken away: the bundle's own tile says which line stood where. */
function alignLines(
  { bundle, tile }: BundleFile,
  lines: readonly Uint8Array[],
  problems: Problem[],
): readonly (Uint8Array | null)[] {
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
