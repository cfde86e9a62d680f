import { toBase64 } from '../base/bytes.ts';
import type { Checkpoint } from './checkpoint.ts';
import { gitBlobId } from './digest.ts';
import { BUNDLE_SIZE, paths } from './layout.ts';
import { rootOf } from './merkle.ts';
import type { VerifierKey } from './note-key.ts';
import { type Problem, problem } from './problem.ts';
import type { CheckSchema } from './schemas.ts';
import type { LedgerHistory, LedgerTree } from './tree.ts';
import { checkCheckpoint } from './verify/checkpoint.ts';
import { heldSize, outgrownSize, readContents } from './verify/contents.ts';
import { checkFiles } from './verify/files.ts';
import { checkHashes } from './verify/hashes.ts';
import { checkHistory } from './verify/history.ts';
import { checkSince } from './verify/since.ts';
import { StatementReader } from './verify/statements.ts';
import { TileHashes } from './verify/tiles.ts';

export interface VerifyOptions {
  readonly tree: LedgerTree;
  /** Keys that may sign the checkpoint, at least one; they come from outside of the branch. */
  readonly keys: readonly VerifierKey[];
  /** The ledger's name; without it, that of the first key. */
  readonly origin?: string;
  readonly checkSchema: CheckSchema;
  /** An earlier checkpoint that the caller kept: what it counts must still be there, unchanged. */
  readonly since?: Checkpoint;
  /** The commits behind the tree. Without them, removal and edits that were undone cannot be seen. */
  readonly history?: LedgerHistory;
}

export interface Verification {
  readonly ok: boolean;
  readonly origin: string;
  /** As the checkpoint says; null when it cannot be read. */
  readonly size: number | null;
  /** Base64. */
  readonly root: string | null;
  /** Every one, in the order of the checks; it goes on after the first. */
  readonly problems: readonly Problem[];
}

/** Verifies everything that can be verified offline: signature, entries, bundles, tiles, root, files, history. Total. */
export function verifyLedger(options: VerifyOptions): Verification {
  const { tree, keys, checkSchema, history, since } = options;
  const origin = options.origin ?? keys[0]?.name ?? '';
  const note = tree.read(paths.checkpoint);
  const { checkpoint: claimed, signers, problems } = checkCheckpoint({ note, keys, origin, commit: null });

  const held = heldSize(tree);
  const isSigned = signers.length > 0;
  // Nobody signed that there are more: then it is the checkpoint that is wrong, and nothing is missing.
  const checkpoint = claimed === null || (!isSigned && claimed.size > held) ? null : claimed;
  const outgrown = checkpoint === null || checkpoint.size > held ? null : outgrownSize(tree, checkpoint.size);
  const size = Math.min(outgrown ?? checkpoint?.size ?? held, held);
  const statements = new StatementReader({ checkSchema, origin });
  const blobIds: string[] = [];
  const like = history?.commits.at(-1)?.oid;
  const contents = readContents(tree, size, (index, bytes) => {
    statements.visit(index, bytes);
    if (like !== undefined) blobIds[index] = gitBlobId(bytes, like);
  });
  const { leaves } = contents;

  const tiles = new TileHashes(tree, leaves);
  const ofHashes =
    checkpoint === null || outgrown !== null
      ? checkAmongThemselves(tiles, { leaves, origin })
      : checkHashes(tiles, { leaves, checkpoint, isSigned });
  const pins = statements.pins(alteredIn(ofHashes));
  const ofHistory = history === undefined ? [] : checkHistory({ history, leaves, blobIds, keys, origin, pins });
  const all = [
    ...problems,
    ...(checkpoint === null ? [] : missingEnd(checkpoint.size, size)),
    ...(checkpoint === null || outgrown === null ? [] : outdated(checkpoint, outgrown)),
    ...contents.problems,
    ...statements.problems(alteredIn([...ofHashes, ...ofHistory])),
    ...ofHashes,
    ...tiles.problems,
    ...checkFiles(tree, {
      size: checkpoint === null || outgrown !== null ? size : plausible(checkpoint.size, held),
      pins,
      signers,
    }),
    ...[outgrown === null ? null : checkpoint, since].flatMap((older) =>
      older ? checkSince({ since: older, leaves, origin }) : [],
    ),
    ...ofHistory,
  ];
  return {
    ok: all.length === 0,
    origin,
    size: claimed?.size ?? null,
    root: claimed === null ? null : toBase64(claimed.root),
    problems: all,
  };
}

/** No root vouches for these entries: what can be said is whether the tiles are theirs. */
function checkAmongThemselves(
  tiles: TileHashes,
  { leaves, origin }: { readonly leaves: readonly (Uint8Array | null)[]; readonly origin: string },
): readonly Problem[] {
  const root = rootOf(leaves.filter((leaf) => leaf !== null));
  return checkHashes(tiles, { leaves, checkpoint: { origin, size: leaves.length, root }, isSigned: false });
}

function outdated({ size }: Checkpoint, held: number): readonly Problem[] {
  const message = `the checkpoint counts ${size} entries, but ${held} are here: it is an older one`;
  return [problem('checkpoint-outdated', message, { index: size })];
}

/** The entries that are known to be other than what was appended. */
function alteredIn(problems: readonly Problem[]): ReadonlySet<number> {
  return new Set(problems.flatMap(({ code, index }) => (code === 'entry-altered' && index !== null ? [index] : [])));
}

/** The size to expect files for: as the checkpoint says, unless that is absurd (an unsigned one may be). */
function plausible(claimed: number, held: number): number {
  return claimed <= held + BUNDLE_SIZE ** 2 ? claimed : held;
}

/** A checkpoint may claim more than anybody could list: what is missing at the end is one problem. */
function missingEnd(claimed: number, held: number): readonly Problem[] {
  if (claimed <= held) return [];
  const message = `entries ${held}–${claimed - 1} are missing: the checkpoint counts ${claimed}`;
  return [problem('entry-missing', message, { index: held })];
}
