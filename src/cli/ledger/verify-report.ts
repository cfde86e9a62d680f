import type { Checkpoint } from '../../ledger/checkpoint.ts';
import { formatVkey } from '../../ledger/note-key.ts';
import type { Depth } from '../../ledger/verify/statements.ts';
import type { Verification } from '../../ledger/verify.ts';
import { count, makePaint, shortOid, showOutside } from '../text.ts';
import type { ChosenKeys } from './choose-keys.ts';
import type { LedgerSource } from './source.ts';
import type { SeenHistory } from './verify-branch.ts';
import type { VerifiedEvidence } from './verify-evidence.ts';
import { evidenceJson, replayJson, showEvidence } from './verify-evidence-report.ts';
import { predecessorJson, showPredecessor, type VerifiedPredecessor } from './verify-predecessor.ts';
import { rotationsJson, showRotations } from './verify-rotations.ts';
import { anchorOf, showWitnesses, type VerifiedWitnesses, witnessesJson } from './verify-witnesses.ts';

/** A text that names a thousand problems helps nobody; JSON holds all of them. */
const PROBLEMS_SHOWN = 50;

/** Everything that `ledger verify` found out. */
export interface VerifyReport {
  readonly source: LedgerSource;
  readonly verification: Verification;
  /** `bytes`: what the entries say was not read. */
  readonly depth: Depth;
  readonly chosen: ChosenKeys;
  readonly history: SeenHistory;
  readonly since: Checkpoint | null;
  /** Null: nobody's cosignatures were asked for. Its problems stand among those of the verification. */
  readonly witnesses: VerifiedWitnesses | null;
  /** Null: there is no such branch. Its problems stand among those of the verification. */
  readonly evidence: VerifiedEvidence | null;
  /** The ledger that it goes on for, if any. Its problems stand there too. */
  readonly before: VerifiedPredecessor | null;
  /** Was every decision to be made again? */
  readonly isReplayed: boolean;
  /** Was the key remembered by this run? */
  readonly isPinned: boolean;
}

/** Is the ledger right, as far as somebody can say who has a key to believe? */
export function isConfirmed({ verification, chosen, isPinned }: VerifyReport): boolean {
  return verification.ok && (chosen.trust !== 'claimed' || isPinned);
}

/** Was it asked for, and is there nothing that it could be done with? */
export function isUnreplayed({ isReplayed, evidence }: VerifyReport): boolean {
  return isReplayed && evidence === null;
}

/** docs/cli.md describes the shape; a change of what is there raises `version`. */
export function showVerifyJson(report: VerifyReport): string {
  const { source, verification, chosen, history, since, isPinned } = report;
  const { size, root, origin, problems } = verification;
  const document = {
    version: 1,
    ok: isConfirmed(report),
    size,
    root,
    origin,
    problems: problems.map(({ code, index, commit, message }) => ({ code, index, commit, message })),
    ref: source.ref,
    commit: source.tip,
    keys: chosen.keys.map(formatVkey),
    trust: chosen.trust,
    pinned: isPinned || chosen.trust === 'pinned',
    rotations: rotationsJson(verification.rotations),
    predecessor: predecessorJson(report.before),
    checked: report.depth,
    unknown: verification.unknown.map(({ predicateType, entries }) => ({ predicateType, entries })),
    history: { commits: history.commits, complete: history.isComplete },
    since: since === null ? null : { size: since.size },
    witnesses: witnessesJson(report.witnesses),
    evidence: evidenceJson(report.evidence),
    replay: replayJson(report.evidence),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

export function showVerifyText(report: VerifyReport, colours: boolean): string {
  const { source, verification, since } = report;
  const paint = makePaint(colours);
  const { problems } = verification;
  const lines = [
    `ledger   ${showOutside(verification.origin)}, ${verification.size === null ? 'unknown size' : count(verification.size, 'entry', 'entries')}`,
    `root     ${verification.root ?? 'unknown'}`,
    `branch   ${showOutside(source.ref)} at ${shortOid(source.tip)}`,
    ...report.chosen.keys.map((key) => `key      ${showOutside(formatVkey(key))} (${describeTrust(report)})`),
    ...showRotations(verification.rotations, report.isPinned),
    ...showPredecessor(report.before),
    `history  ${describeHistory(report.history)}`,
    ...showUnread(report),
    ...(since === null ? [] : [`since    a checkpoint of ${count(since.size, 'entry', 'entries')}`]),
    ...showWitnesses(report.witnesses),
    ...(report.depth === 'bytes'
      ? ['evidence not looked at: bytes only']
      : showEvidence(report.evidence, report.isReplayed)),
    ...(source.note === null ? [] : [`note     ${showOutside(source.note)}`]),
    '',
    ...problems
      .slice(0, PROBLEMS_SHOWN)
      .map(({ code, message }) => `${paint('red', '✗')} ${code}: ${showOutside(message)}`),
    ...(problems.length > PROBLEMS_SHOWN
      ? [`  and ${problems.length - PROBLEMS_SHOWN} more: --format json names all`]
      : []),
    concludeVerify(report, paint),
  ];
  return `${lines.join('\n')}\n`;
}

/** What of the entries was verified as bytes alone. */
function showUnread({ depth, verification }: VerifyReport): readonly string[] {
  const told = verification.unknown.map(
    ({ predicateType, entries }) =>
      `unknown  ${count(entries, 'entry', 'entries')} of ${showOutside(predicateType)}: verified as bytes; what this version does not know is not read`,
  );
  return depth === 'everything' ? told : ['checked  bytes only: what the entries say was not read', ...told];
}

function concludeVerify(report: VerifyReport, paint: ReturnType<typeof makePaint>): string {
  const { verification, history, since } = report;
  if (!verification.ok)
    return paint('bold', `Not as it was written: ${count(verification.problems.length, 'problem')}.`);
  if (!isConfirmed(report)) {
    return `${paint('yellow', '?')} Everything fits together, but only the branch itself says that this is the right key. Compare it with the one that was published, then give it: --key VKEY (or remember it: --pin).`;
  }
  const seen = history.isComplete
    ? 'Nothing was changed, removed or reordered'
    : 'Every entry is what this checkpoint says; the history was cut and is not checked before it';
  // A branch that was rewound as a whole is consistent: only who saw more of it before can tell.
  const anchor =
    since === null
      ? (anchorOf(report.witnesses) ??
        ' That nothing was cut off at its end, only an older checkpoint tells (--since), or a witness (--policy).')
      : ` It continues the checkpoint of ${count(since.size, 'entry', 'entries')}.`;
  const unread =
    report.depth === 'everything'
      ? ''
      : ' What the entries say was not looked at: form, schemas, ids, times and policy versions take a run without --bytes-only.';
  return `${paint('green', '✓')} ${seen}.${unread}${anchor}`;
}

function describeTrust({ chosen, isPinned, verification }: VerifyReport): string {
  // After a rotation it is the newest key that is remembered.
  if (isPinned && verification.rotations.length === 0)
    return chosen.trust === 'claimed' ? 'named by the branch, remembered from now on' : 'remembered from now on';
  if (chosen.trust === 'claimed') return 'named by the branch itself: not confirmed';
  return chosen.trust === 'given' ? 'given' : 'remembered';
}

function describeHistory({ commits, first, isComplete }: SeenHistory): string {
  if (isComplete) return `${count(commits, 'commit')}, from the first`;
  return `not checked before ${shortOid(first ?? '')}: a shallow clone holds ${count(commits, 'commit')}`;
}
