import type { Checkpoint } from '../checkpoint.ts';
import { BUNDLE_SIZE, bundleCount, paths } from '../layout.ts';
import type { VerifierKey } from '../note-key.ts';
import { type Problem, problem } from '../problem.ts';
import { type CheckpointFinding, type CheckpointKeys, checkCheckpoint } from './checkpoint.ts';
import { Column } from './column.ts';
import { heldSize, type LedgerFiles, outgrownSize } from './contents.ts';
import { blobIdBytes, type EntriesRead } from './entries.ts';
import { checkFiles } from './files.ts';
import { checkHashes } from './hashes.ts';
import type { HistoryChecks } from './history.ts';
import { findKeys, KeyTrust } from './key-trust.ts';
import { Leaves } from './leaves.ts';
import { StatementOrder, type UnknownEntries } from './order.ts';
import type { Pins } from './pins.ts';
import type { Predecessor } from './predecessor.ts';
import { checkSince } from './since.ts';
import { TailTrees } from './tail-trees.ts';
import { TileHashes } from './tiles.ts';
import { checkWitnessed } from './witnessed.ts';

export interface LedgerCheckOptions {
  readonly files: LedgerFiles;
  readonly keys: readonly VerifierKey[];
  readonly origin: string;
  readonly since: Checkpoint | null;
  /** Any object id of the repository, where the git blob ids of entries are wanted. */
  readonly like: string | null;
}

/** What the entries and files showed, without the commits that made them. */
export interface Contents {
  readonly ofHashes: readonly Problem[];
  readonly tiles: TileHashes;
  readonly pins: Pins;
  readonly trust: KeyTrust;
  /** Who signed the checkpoint, of those who may. */
  readonly ofSignature: ReturnType<KeyTrust['judge']>;
  /** What entries and files are compared with, if anything. */
  readonly checkpoint: Checkpoint | null;
}

/**
 * A ledger while it is verified: the checkpoint first, then every bundle and the tail in their order (`append`), then the
 * whole (`endContents`). Who reads the files, and on which thread, is the caller's business. Never holds the entries.
 */
export class LedgerCheck {
  /** As the checkpoint says, signed or not; null when it cannot be read. */
  readonly claimed: Checkpoint | null;
  /** How many entries there are to read. */
  readonly size: number;
  readonly #options: LedgerCheckOptions;
  readonly #finding: CheckpointFinding;
  readonly #held: number;
  /** Given, and on the branch. */
  readonly keys: CheckpointKeys;
  /** The size that the files have, where the checkpoint is an older one. */
  readonly #outgrown: number | null;
  readonly #leaves = new Leaves();
  readonly #blobIds: Column | null;
  readonly #order = new StatementOrder();
  readonly #problems: Problem[] = [];

  constructor(options: LedgerCheckOptions) {
    const { files, origin, like } = options;
    this.#options = options;
    this.keys = findKeys(files, options.keys, origin);
    this.#finding = checkCheckpoint({ ...this.keys, note: files.read(paths.checkpoint), origin, commit: null });
    this.claimed = this.#finding.checkpoint;
    this.#held = heldSize(files.list());
    const counted = this.claimed?.size ?? null;
    this.#outgrown = counted === null || counted > this.#held ? null : outgrownSize(files, counted);
    this.size = Math.min(this.#outgrown ?? counted ?? this.#held, this.#held);
    this.#blobIds = like === null ? null : new Column(blobIdBytes(like));
  }

  /** How many bundles there are to read, before the tail. */
  get bundles(): number {
    return bundleCount(this.size);
  }

  /** The next bundle, in order; in the end the tail. */
  append({ leaves, root, blobIds, statements, problems }: EntriesRead): void {
    this.#leaves.append(leaves, root);
    if (blobIds !== null) this.#blobIds?.append(blobIds);
    if (statements !== null) this.#order.append(statements);
    this.#problems.push(...problems);
  }

  /** After the last entry. */
  endContents(): Contents {
    const { files, keys, origin } = this.#options;
    const tiles = new TileHashes(files, this.#leaves);
    const trust = new KeyTrust(keys, this.#order.keyLine(origin));
    const ofSignature = trust.judge(this.#finding, null);
    const isSigned = ofSignature.signers.length > 0;
    const checkpoint = this.#believe(isSigned);
    const ofHashes = this.#checkHashes(tiles, { checkpoint, isSigned });
    return { tiles, ofHashes, pins: this.#order.pins(alteredIn(ofHashes)), trust, ofSignature, checkpoint };
  }

  /** Where nobody signed that there are more, it is the checkpoint that is wrong, and nothing is missing. */
  #believe(isSigned: boolean): Checkpoint | null {
    return this.claimed !== null && (isSigned || this.claimed.size <= this.#held) ? this.claimed : null;
  }

  /** What the commits are compared with. */
  historyChecks({ pins }: Contents, isComplete: boolean): HistoryChecks {
    return { leaves: this.#leaves, blobIds: this.#blobIds, pins, isComplete };
  }

  /** What the commits' directories should be; null where the repository has no more than its tip. */
  tailTrees(): TailTrees | null {
    const { like } = this.#options;
    return this.#blobIds === null || like === null ? null : new TailTrees(this.#blobIds, like);
  }

  /** Every problem, in the order of the checks. */
  conclude(contents: Contents, ofHistory: readonly Problem[]): readonly Problem[] {
    const { files, since, origin } = this.#options;
    const { ofHashes, tiles, pins, trust, ofSignature, checkpoint } = contents;
    const outgrown = this.#outgrown;
    const size = checkpoint === null || outgrown !== null ? this.size : plausible(checkpoint.size, this.#held);
    return [
      ...this.#finding.problems,
      ...ofSignature.problems,
      ...(checkpoint === null ? [] : missingEnd(checkpoint.size, this.size)),
      ...(checkpoint === null || outgrown === null ? [] : outdated(checkpoint, outgrown)),
      ...this.#problems,
      ...this.#order.problems(this.#altered(contents, ofHistory)),
      ...trust.problems(this.#altered(contents, ofHistory)),
      ...ofHashes,
      ...tiles.problems,
      ...checkFiles(files, { size, pins, signers: ofSignature.signers }),
      ...checkWitnessed(files, { ...this.keys, origin, leaves: this.#leaves, trust, ofHashes }),
      ...[outgrown === null ? null : checkpoint, since].flatMap((older) =>
        older ? checkSince({ since: older, leaves: this.#leaves, origin }) : [],
      ),
      ...ofHistory,
    ];
  }

  /** Entries whose form this version of the program does not know. */
  unknown(contents: Contents, ofHistory: readonly Problem[]): readonly UnknownEntries[] {
    return this.#order.unknown(this.#altered(contents, ofHistory));
  }

  /** The ledger that this one goes on for. */
  predecessor(contents: Contents, ofHistory: readonly Problem[]): Predecessor | null {
    return this.#order.predecessor(this.#altered(contents, ofHistory));
  }

  #altered({ ofHashes }: Contents, ofHistory: readonly Problem[]): ReadonlySet<number> {
    return alteredIn([...ofHashes, ...ofHistory]);
  }

  #checkHashes(
    tiles: TileHashes,
    { checkpoint, isSigned }: { readonly checkpoint: Checkpoint | null; readonly isSigned: boolean },
  ): readonly Problem[] {
    const leaves = this.#leaves;
    if (checkpoint !== null && this.#outgrown === null) return checkHashes(tiles, { leaves, checkpoint, isSigned });
    // No root vouches for these entries: what can be said is whether the tiles are theirs.
    const root = leaves.rootAt(leaves.length) ?? new Uint8Array();
    const among = { origin: this.#options.origin, size: leaves.length, root };
    return checkHashes(tiles, { leaves, checkpoint: among, isSigned: false });
  }
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
