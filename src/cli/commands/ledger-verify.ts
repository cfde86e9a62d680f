import { systemClock } from '../../base/clock.ts';
import { Fault, isFault } from '../../base/fault.ts';
import { type Checkpoint, parseCheckpoint } from '../../ledger/checkpoint.ts';
import { paths } from '../../ledger/layout.ts';
import { parseVkey } from '../../ledger/note-key.ts';
import type { Rotation } from '../../ledger/rotation.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { readInputFile } from '../input-file.ts';
import type { Io } from '../io.ts';
import { readBranch } from '../ledger/branch-files.ts';
import { type ChosenKeys, chooseKeys } from '../ledger/choose-keys.ts';
import { openEvidence } from '../ledger/evidence-source.ts';
import { pinKeys, pinnedKeysPath, readPinnedKeys } from '../ledger/pinned-keys.ts';
import { branchOption, type LedgerSource, openSource } from '../ledger/source.ts';
import { Spool } from '../ledger/spool.ts';
import { verifyBranch } from '../ledger/verify-branch.ts';
import { type VerifiedEvidence, verifyEvidence } from '../ledger/verify-evidence.ts';
import { verifyPredecessor } from '../ledger/verify-predecessor.ts';
import {
  isConfirmed,
  isUnreplayed,
  showVerifyJson,
  showVerifyText,
  type VerifyReport,
} from '../ledger/verify-report.ts';
import { keysToPin } from '../ledger/verify-rotations.ts';
import { readWitnessDemand, verifyWitnesses } from '../ledger/verify-witnesses.ts';
import type { Words } from '../words.ts';
import { Workspace } from '../workspace.ts';

const CHECKPOINT_BYTES = 1_000_000;

export const ledgerVerify: Command = {
  usage:
    'SOURCE [--key VKEY]… [--since CHECKPOINT] [--policy FILE [--max-age HOURS]] [--bytes-only] [--replay] [--pin] [--format text|json]',
  about: [
    'Was anything in this ledger changed, removed, reordered or replaced? SOURCE is a clone, a bare repository, or a URL that git can clone. Verified are the signature, every entry, bundle and tile, the root, and that the history of the branch only ever appended.',
    'Without a key, the key that the branch names is only shown (exit 3): compare it with the one that was published elsewhere. A shallow clone is verified against its checkpoint; what was before is said to be not checked.',
    'Entries that a later version wrote, of a kind or by a schema that this one does not know, are verified as bytes, counted and named: they are no fault. With --bytes-only this is so for all of them.',
    'Where the branch with evidence is there too, each of its documents is compared with its digest; what was erased, withheld or not written yet is counted and named, and is no fault. With --replay every decision is made again from it.',
    'With --policy enough witnesses have to have cosigned a checkpoint of the branch: what they saw nobody can take back. When they did is told; --max-age makes too long ago a problem.',
    'JSON: {"version": 1, "ok", "size", "root", "origin", "problems": [{"code", "index", "commit", "message"}], "ref", "commit", "keys", "trust", "pinned", "rotations", "predecessor", "checked", "unknown": [{"predicateType", "entries"}], "history", "since", "witnesses", "evidence", "replay"}.',
  ],
  arguments: { least: 1, most: 1 },
  options: [
    branchOption,
    {
      name: 'key',
      value: 'VKEY',
      many: true,
      says: 'the key that has to have signed it: name+hexid+base64; an older one leads to those that took its place',
    },
    { name: 'since', value: 'CHECKPOINT', says: 'a file with an older checkpoint: the ledger has to continue it' },
    {
      name: 'policy',
      value: 'FILE',
      says: 'a C2SP tlog-policy: the witnesses that have to have cosigned a checkpoint of the branch',
    },
    { name: 'max-age', value: 'HOURS', says: 'how long ago they may have done so; the app asks them every day' },
    { name: 'replay', says: 'make every decision again from its evidence: the same engine has to decide the same' },
    {
      name: 'bytes-only',
      says: 'signature, hashes, files and history alone: several times as fast; what entries say is not read',
    },
    { name: 'pin', says: 'remember the key for this ledger, in countersign/keys.json of the configuration directory' },
    { name: 'format', value: 'FORMAT', choices: ['text', 'json'], says: 'how the answer is written (default: text)' },
  ],
  examples: [
    "countersign ledger verify https://github.com/acme/shop --key 'countersign.example/acme/shop+3bad2f16+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c'",
    'countersign ledger verify https://github.com/acme/shop --pin',
    'countersign ledger verify ./shop --since last-month.checkpoint --format json',
    'countersign ledger verify ./shop --bytes-only',
    'countersign ledger verify ./shop --policy witnesses.policy --max-age 26',
    'countersign ledger verify https://github.com/acme/api --replay --pin',
  ],
  async run(words, io) {
    const report = await verifySource(words, io);
    await io.out(words.value('format') === 'json' ? showVerifyJson(report) : showVerifyText(report, io.colours));
    if (!report.verification.ok) return EXIT.no;
    return isConfirmed(report) && !isUnreplayed(report) ? EXIT.yes : EXIT.undetermined;
  },
};

async function verifySource(words: Words, io: Io): Promise<VerifyReport> {
  const [name = ''] = words.positionals;
  if (words.has('bytes-only') && words.has('replay'))
    throw new Fault('cli.usage', 'A decision is replayed out of what its entry says: not with --bytes-only');
  const given = words.values('key').map(parseVkey);
  const since = await readSince(words.value('since'));
  const demand = await readWitnessDemand(words);
  const pinnedPath = pinnedKeysPath(io.environment);
  const pinned = await readPinnedKeys(pinnedPath);
  using workspace = new Workspace(io);
  const source = await openSource({ source: name, temporary: workspace.path, io, branch: words.value('branch') });
  using spool = new Spool(workspace.path);
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
  const evidence =
    depth === 'bytes' ? null : await verifyBeside(words, io, { name, source, temporary: workspace.path });
  const before = await verifyPredecessor(source, verified.predecessor);
  const witnesses = demand === null ? null : verifyWitnesses(tree, demand, systemClock.now());
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
  { name, source, temporary }: { readonly name: string; readonly source: LedgerSource; readonly temporary: string },
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
