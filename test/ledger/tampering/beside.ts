import { toBytes } from '../../../src/base/bytes.ts';
import { HOUR } from '../../../src/base/clock.ts';
import { verifyWitnesses } from '../../../src/cli/ledger/verify-witnesses.ts';
import { evidenceFile, isEvidenceFile, makeEvidence } from '../../../src/ledger/evidence.ts';
import { evidenceDigest } from '../../../src/ledger/evidence-branch.ts';
import { parseNote } from '../../../src/ledger/note.ts';
import type { Problem } from '../../../src/ledger/problem.ts';
import { EvidenceReader, evidenceProblems } from '../../../src/ledger/verify/evidence.ts';
import { parseWitnessPolicy } from '../../../src/ledger/witness-policy.ts';
import { type Files, treeOf } from '../sample.ts';
import { cosigned, witnessFrom, witnessLines } from '../witnesses.ts';
import type { Dice } from './dice.ts';
import type { Expected } from './expectation.ts';
import { type Change, damage, flip } from './file-changes.ts';
import { documents } from './whole-evidence.ts';
import { bytesOf, copyFiles, entries, snapshots, verify, whole } from './whole-ledger.ts';

/** What stands beside the entries and their tiles: the checkpoint that witnesses cosigned, and the evidence branch. */

const WITNESSED = 'checkpoint.witnessed';
const TIME = 1_800_000_000;
const witnesses = [witnessFrom(1), witnessFrom(2)];
const policy = parseWitnessPolicy(toBytes(`${witnessLines(witnesses)}group Q all W1 W2\nquorum Q\n`));
/** Who asks, asks an hour after the witnesses cosigned the newest; the ones before were cosigned a day earlier. */
const demand = { policy, maximumAge: 2 * HOUR };
const now = TIME * 1000 + HOUR;

const newest = bytesOf(whole.files, 'checkpoint');
const witnessed = cosigned(newest, witnesses, TIME);
const older = snapshots
  .slice(0, -1)
  .map((files) => cosigned(files.get('checkpoint') ?? new Uint8Array(), witnesses, TIME - 24 * 3600));

const evidence = documents.map(evidenceFile);
const isOurs = new Set(documents.map(({ digest }) => digest));

/** The files of both branches, to be changed. */
export function copyBranches(): Files {
  return new Map([
    ...copyFiles(),
    [WITNESSED, witnessed],
    ...evidence.map(({ path, bytes }) => [path, bytes] as const),
  ]);
}

export interface Found {
  readonly ok: boolean;
  readonly problems: readonly Problem[];
  /** Digests of evidence that entries name and that is not there: said, and no problem. */
  readonly missing: readonly string[];
}

/** All that `ledger verify` with a policy of witnesses looks at. */
export function verifyBranches(files: Files): Found {
  const tree = new Map([...files].filter(([path]) => evidenceDigest(path) === null));
  const check = readEvidence(files);
  const problems = [
    ...verify(tree).problems,
    ...verifyWitnesses(treeOf(tree), demand, now).problems,
    ...evidenceProblems(check),
  ];
  // The rest of the sample names documents that never were.
  const missing = check.missing.map(({ digest }) => digest).filter((digest) => isOurs.has(digest));
  return { ok: problems.length === 0, problems, missing };
}

function readEvidence(files: Files): ReturnType<EvidenceReader['finish']> {
  const there = new Map([...files].flatMap(([path, bytes]) => [[evidenceDigest(path) ?? '', bytes] as const]));
  there.delete('');
  const reader = new EvidenceReader({
    digests: () => there.keys(),
    state: (digest) => {
      const bytes = there.get(digest);
      if (bytes === undefined) return 'absent';
      return isEvidenceFile(digest, bytes) ? 'sound' : 'altered';
    },
    document: () => null,
  });
  for (const [index, { statement }] of entries.entries()) reader.visit(index, statement);
  return reader.finish();
}

/** The cosigned checkpoint: damaged, an older one, the newest that nobody cosigned in its place. */
export function changeWitnessed(dice: Dice): Change {
  const path = WITNESSED;
  switch (dice.below(6)) {
    case 0:
      return { kind: 'witnessed: an older version', path, bytes: dice.pick(older), must: [{ code: 'quorum-old' }] };
    case 1:
      return { kind: 'witnessed: swapped with the newest', path, bytes: newest, ...UNSIGNED };
    default: {
      const { how, bytes } = damage(witnessed, dice);
      return { kind: `witnessed: ${how}`, path, bytes, ...expectWitnessed(bytes) };
    }
  }
}

const UNSIGNED = {
  must: [{ code: 'quorum' }, { code: 'quorum-old' }],
  may: ({ code }: Problem) => code === 'cosignature',
} as const;

/** By what is left: the log's part is verified by its key, the lines below it by the policy. */
function expectWitnessed(bytes: Uint8Array | null): Pick<Change, 'must' | 'may'> {
  const right = Buffer.from(witnessed).toString('latin1');
  const signedEnd = right.indexOf('\n', right.indexOf('\n\n') + 2) + 1;
  const isLogs = bytes === null || Buffer.from(bytes).toString('latin1').startsWith(right.slice(0, signedEnd));
  const isNote = bytes === null || canParse(bytes);
  if (isLogs && isNote) return UNSIGNED;
  const must: readonly Expected[] = [{ code: 'witnessed-altered', names: WITNESSED }];
  return { must, may: ({ code }) => ['cosignature', 'quorum', 'quorum-old'].includes(code) };
}

function canParse(bytes: Uint8Array): boolean {
  try {
    return parseNote(bytes).signatures.length > 0;
  } catch {
    return false;
  }
}

/** A change of evidence; `gone`: its digest, where it is missing afterwards. */
export interface EvidenceChange extends Change {
  readonly gone?: string;
}

/** Some pieces of evidence: damaged, of another, with another salt, two of them swapped. */
export function changeEvidence(dice: Dice): readonly EvidenceChange[] {
  const [one, other] = dice.pair([...evidence.keys()]);
  const [third, fourth] = dice.pair([...evidence.keys()].filter((at) => at !== one && at !== other));
  const { how, bytes } = damage(evidence[third]?.bytes ?? new Uint8Array(), dice);
  return [
    alter(one, 'swapped', evidence[other]?.bytes ?? null),
    alter(other, 'swapped', evidence[one]?.bytes ?? null),
    alter(third, how, bytes),
    alter(fourth, 'with another salt', resalted(fourth, dice)),
  ];
}

function alter(at: number, how: string, bytes: Uint8Array | null): EvidenceChange {
  const { path } = evidence[at] ?? { path: '' };
  const change = { kind: `evidence: ${how}`, path, bytes };
  if (bytes === null) return { ...change, must: [], gone: evidenceDigest(path) ?? '' };
  return { ...change, must: [{ code: 'evidence-altered', index: documents[at]?.index ?? 0, names: path }] };
}

/** The same document, as an older version of its file could have been: another salt gives it another digest. */
function resalted(at: number, dice: Dice): Uint8Array {
  const { document, salt } = documents[at] ?? { document: null, salt: new Uint8Array() };
  return evidenceFile(makeEvidence(document, flip(salt, dice))).bytes;
}
