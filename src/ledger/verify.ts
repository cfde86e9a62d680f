import { toBase64 } from '../base/bytes.ts';
import type { Checkpoint } from './checkpoint.ts';
import { paths } from './layout.ts';
import type { VerifierKey } from './note-key.ts';
import type { Problem } from './problem.ts';
import type { Rotation } from './rotation.ts';
import type { CheckSchema } from './schemas.ts';
import type { LedgerHistory, LedgerTree } from './tree.ts';
import { judgeCommit, readCommit } from './verify/commit-checkpoint.ts';
import { readContents } from './verify/contents.ts';
import { HistoryCheck } from './verify/history.ts';
import { type Contents, LedgerCheck } from './verify/ledger-check.ts';
import type { UnknownEntries } from './verify/order.ts';
import type { Predecessor } from './verify/predecessor.ts';
import { ReplacedHeads } from './verify/replaced-heads.ts';
import type { Depth } from './verify/statements.ts';

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
  /** `bytes`: signature, hashes, files and history alone; what the entries say is not read. Without it, everything. */
  readonly depth?: Depth;
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
  /** Entries that a later version of the program wrote: verified as bytes, and nothing said about what they say. */
  readonly unknown: readonly UnknownEntries[];
  /** From key to key, oldest first: those that lead from a key that was given, or to one. */
  readonly rotations: readonly Rotation[];
  /** The ledger that it goes on for, as its genesis says; null: it is nobody's successor. */
  readonly predecessor: Predecessor | null;
}

/** Verifies everything that can be verified offline: signature, entries, bundles, tiles, root, files, history. Total. */
export function verifyLedger(options: VerifyOptions): Verification {
  const { tree, keys, checkSchema, history, since = null, depth = 'everything' } = options;
  const origin = options.origin ?? keys[0]?.name ?? '';
  const like = history?.commits.at(-1)?.oid ?? null;
  const hasBundle = (index: number): boolean => tree.read(paths.bundle(index)) !== null;
  const files = { list: () => tree.list(), read: (path: string) => tree.read(path), hasBundle };
  const check = new LedgerCheck({ files, keys, origin, since, like });
  const checks = { statements: { checkSchema, origin, depth }, like };
  for (const read of readContents(tree, check.size, checks)) check.append(read);
  const contents = check.endContents();
  const ofHistory = history === undefined ? [] : checkCommits(history, { check, contents, origin });
  return concludeCheck(check, { contents, ofHistory, origin });
}

/** A verification of what was found, when everything was read. */
export function concludeCheck(
  check: LedgerCheck,
  of: { readonly contents: Contents; readonly ofHistory: readonly Problem[]; readonly origin: string },
): Verification {
  const { contents, ofHistory, origin } = of;
  const problems = check.conclude(contents, ofHistory);
  return {
    ok: problems.length === 0,
    origin,
    size: check.claimed?.size ?? null,
    root: check.claimed === null ? null : toBase64(check.claimed.root),
    problems,
    unknown: check.unknown(contents, ofHistory),
    rotations: contents.trust.rotations,
    predecessor: check.predecessor(contents, ofHistory),
  };
}

function checkCommits(
  { commits, isComplete }: LedgerHistory,
  of: {
    readonly check: LedgerCheck;
    readonly contents: Contents;
    readonly origin: string;
  },
): readonly Problem[] {
  const { check, contents, origin } = of;
  const heads = new ReplacedHeads(contents.pins.replacements);
  const reads = commits.map((commit) => {
    const read = readCommit(commit, { ...check.keys, origin });
    return { commit, read: judgeCommit(commit, read, contents.trust) };
  });
  for (const { commit, read } of reads) heads.visit(commit, read);
  const foreign = heads.countForeign();
  const ofHistory = new HistoryCheck(check.historyChecks(contents, isComplete && foreign === 0));
  for (const { commit, read } of reads.slice(foreign)) ofHistory.add(commit, read);
  return ofHistory.finish();
}
