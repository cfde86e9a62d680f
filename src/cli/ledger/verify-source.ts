import { systemClock } from '../../base/clock.ts';
import { Fault, isFault } from '../../base/fault.ts';
import { type Checkpoint, parseCheckpoint } from '../../ledger/checkpoint.ts';
import { paths } from '../../ledger/layout.ts';
import { parseVkey, type VerifierKey } from '../../ledger/note-key.ts';
import type { Rotation } from '../../ledger/rotation.ts';
import { readInputFile } from '../input-file.ts';
import type { Io } from '../io.ts';
import type { Words } from '../words.ts';
import { readBranch } from './branch-files.ts';
import { type ChosenKeys, chooseKeys } from './choose-keys.ts';
import { openEvidence } from './evidence-source.ts';
import { type PinnedKeys, pinKeys, pinnedKeysPath, readPinnedKeys } from './pinned-keys.ts';
import type { LedgerSource } from './source.ts';
import { Spool } from './spool.ts';
import { verifyBranch } from './verify-branch.ts';
import { type VerifiedEvidence, verifyEvidence } from './verify-evidence.ts';
import { verifyPredecessor } from './verify-predecessor.ts';
import type { VerifyReport } from './verify-report.ts';
import { keysToPin } from './verify-rotations.ts';
import { readWitnessDemand, verifyWitnesses } from './verify-witnesses.ts';

const CHECKPOINT_BYTES = 1_000_000;

/** What a ledger is verified against, as the words of a command say. */
export interface Demands {
  readonly given: readonly VerifierKey[];
  readonly since: Checkpoint | null;
  readonly witnesses: Awaited<ReturnType<typeof readWitnessDemand>>;
  readonly pinnedPath: string;
  readonly pinned: PinnedKeys;
}

/** Before anything is opened: what is wrong with the words is said at once. */
export async function readDemands(words: Words, io: Io): Promise<Demands> {
  if (words.has('bytes-only') && words.has('replay'))
    throw new Fault('cli.usage', 'A decision is replayed out of what its entry says: not with --bytes-only');
  const given = words.values('key').map(parseVkey);
  const since = await readSince(words.value('since'));
  const witnesses = await readWitnessDemand(words);
  const pinnedPath = pinnedKeysPath(io.environment);
  return { given, since, witnesses, pinnedPath, pinned: await readPinnedKeys(pinnedPath) };
}

export interface Verifying {
  readonly words: Words;
  readonly io: Io;
  readonly demands: Demands;
  readonly opened: Opened;
}

interface Opened {
  /** As the user wrote it. */
  readonly name: string;
  readonly source: LedgerSource;
  readonly temporary: string;
}

/** Verifies the branch that was opened, and remembers its key where that was asked for. */
export async function verifyOpened({ words, io, demands, opened }: Verifying): Promise<VerifyReport> {
  const { name, source, temporary } = opened;
  const { given, since, pinned, pinnedPath } = demands;
  using spool = new Spool(temporary);
  if (io.isWatched) io.err('reading the ledger …\n');
  const tree = await readBranch(source, spool);
  if (tree.read(paths.checkpoint) === null && tree.list().every((path) => !path.startsWith('keys/'))) {
    throw new Fault('ledger.not-found', `The branch ${source.ref} of ${name} holds no ledger`);
  }
  const chosen = chooseKeys({ tree, given, pinned });
  if (io.isWatched) io.err('verifying …\n');
  const depth = words.has('bytes-only') ? 'bytes' : 'everything';
  const origin = chosen.keys[0]?.name ?? chosen.origin ?? '';
  const branch = { source, files: tree, keys: chosen.keys, origin, since, depth } as const;
  const { verification: verified, history } = await verifyBranch(branch);
  const evidence = depth === 'bytes' ? null : await verifyBeside(words, io, opened);
  const before = await verifyPredecessor(source, verified.predecessor);
  const witnesses = demands.witnesses === null ? null : verifyWitnesses(tree, demands.witnesses, systemClock.now());
  const beside = [before, witnesses, evidence].flatMap((each) => each?.problems ?? []);
  const problems = [...verified.problems, ...beside];
  const verification = { ...verified, ok: problems.length === 0, problems };
  const isPinned = verification.ok && words.has('pin') && (await pin(pinnedPath, chosen, verified.rotations));
  return {
    source,
    verification,
    depth,
    chosen,
    history,
    since,
    witnesses,
    evidence,
    before,
    isReplayed: words.has('replay'),
    isPinned,
  };
}

/** The evidence branch, where there is one. */
async function verifyBeside(
  words: Words,
  io: Io,
  { name, source, temporary }: Opened,
): Promise<VerifiedEvidence | null> {
  const evidence = await openEvidence({ source: name, temporary, io }, source.repository);
  if (evidence === null) return null;
  if (io.isWatched) io.err('verifying the evidence …\n');
  using spool = new Spool(temporary);
  return await verifyEvidence({ ledger: source, evidence, spool, isReplayed: words.has('replay') });
}

/** Only a ledger that was found right is remembered. */
async function pin(path: string, chosen: ChosenKeys, rotations: readonly Rotation[]): Promise<boolean> {
  const keys = keysToPin(chosen, rotations);
  const origin = keys?.[0]?.name;
  if (keys === null || origin === undefined) return false;
  await pinKeys(path, origin, keys);
  return true;
}

async function readSince(path: string | null): Promise<Checkpoint | null> {
  if (path === null) return null;
  const { bytes } = await readInputFile(path, CHECKPOINT_BYTES);
  try {
    return parseCheckpoint(bytes);
  } catch (error) {
    if (!isFault(error)) throw error;
    throw new Fault('ledger.checkpoint', `${path}: ${error.message}`, {
      next: 'Give a file that was `checkpoint` on the branch.',
    });
  }
}
