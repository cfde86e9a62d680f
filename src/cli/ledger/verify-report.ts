import type { Checkpoint } from '../../ledger/checkpoint.ts';
import { formatVkey } from '../../ledger/note-key.ts';
import type { LedgerHistory } from '../../ledger/tree.ts';
import type { Verification } from '../../ledger/verify.ts';
import { count, makePaint, shortOid, showOutside } from '../text.ts';
import type { ChosenKeys } from './choose-keys.ts';
import type { LedgerSource } from './source.ts';

/** A text that names a thousand problems helps nobody; JSON holds all of them. */
const PROBLEMS_SHOWN = 50;

/** Everything that `ledger verify` found out. */
export interface VerifyReport {
  readonly source: LedgerSource;
  readonly verification: Verification;
  readonly chosen: ChosenKeys;
  readonly history: LedgerHistory;
  readonly since: Checkpoint | null;
  /** Was the key remembered by this run? */
  readonly isPinned: boolean;
}

/** Is the ledger right, as far as somebody can say who has a key to believe? */
export function isConfirmed({ verification, chosen, isPinned }: VerifyReport): boolean {
  return verification.ok && (chosen.trust !== 'claimed' || isPinned);
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
    history: { commits: history.commits.length, complete: history.isComplete },
    since: since === null ? null : { size: since.size },
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
    `history  ${describeHistory(report.history)}`,
    ...(since === null ? [] : [`since    a checkpoint of ${count(since.size, 'entry', 'entries')}`]),
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
      ? ' That nothing was cut off at its end, only an older checkpoint tells: --since.'
      : ` It continues the checkpoint of ${count(since.size, 'entry', 'entries')}.`;
  return `${paint('green', '✓')} ${seen}.${anchor}`;
}

function describeTrust({ chosen, isPinned }: VerifyReport): string {
  if (isPinned)
    return chosen.trust === 'claimed' ? 'named by the branch, remembered from now on' : 'remembered from now on';
  if (chosen.trust === 'claimed') return 'named by the branch itself: not confirmed';
  return chosen.trust === 'given' ? 'given' : 'remembered';
}

function describeHistory({ commits, isComplete }: LedgerHistory): string {
  if (isComplete) return `${count(commits.length, 'commit')}, from the first`;
  return `not checked before ${shortOid(commits[0]?.oid ?? '')}: a shallow clone holds ${count(commits.length, 'commit')}`;
}
