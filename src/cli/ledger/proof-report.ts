import { toBase64, toHex } from '../../base/bytes.ts';
import type { ProofCheck } from '../../ledger/check-proof.ts';
import { viewEntry } from '../../ledger/entry-view.ts';
import { leafHash } from '../../ledger/merkle.ts';
import { formatVkey } from '../../ledger/note-key.ts';
import type { WitnessPolicy } from '../../ledger/witness-policy.ts';
import { count, makePaint, showOutside } from '../text.ts';
import { nameSubject, recordOf } from './entry-record.ts';
import type { ProofTrust } from './proof-trust.ts';

/** Everything that `ledger check-proof` found out. */
export interface ProofReport {
  readonly check: ProofCheck;
  readonly index: number;
  readonly entry: Uint8Array;
  /** Where the entry's bytes came from. */
  readonly from: 'proof' | 'file';
  readonly trust: ProofTrust['trust'];
  readonly policy: WitnessPolicy | null;
}

/** docs/cli.md describes the shape; a change of what is there raises `version`. */
export function showProofJson({ check, index, entry, from, trust, policy }: ProofReport): string {
  const { checkpoint } = check;
  const document = {
    version: 1,
    ok: check.ok,
    origin: checkpoint?.origin ?? null,
    size: checkpoint?.size ?? null,
    root: checkpoint === null ? null : toBase64(checkpoint.root),
    index,
    leaf: toHex(leafHash(entry)),
    from,
    says: recordOf(viewEntry(index, entry)),
    keys: check.signers.map(formatVkey),
    trust,
    quorum: policy === null ? null : nameQuorum(policy),
    witnesses: check.cosigners.map(({ witness, time }) => ({
      name: witness.name,
      key: formatVkey(witness.key),
      time: timeText(time),
    })),
    problems: check.problems,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

export function showProofText(report: ProofReport, colours: boolean): string {
  const { check, index, entry, from, policy } = report;
  const paint = makePaint(colours);
  const { checkpoint, cosigners, problems, signers } = check;
  const { kind, time, ...view } = viewEntry(index, entry);
  const said = [kind, time, nameSubject({ kind, time, ...view }, checkpoint?.origin ?? null)].filter(
    (word) => word !== null && word !== '',
  );
  const lines = [
    ...(checkpoint === null ? [] : [`log      ${showOutside(checkpoint.origin)}`]),
    ...(checkpoint === null ? [] : [`entry    ${index} of ${count(checkpoint.size, 'entry', 'entries')}`]),
    `says     ${said.length === 0 ? 'no statement that can be read' : showOutside(said.join(', '))}`,
    `bytes    ${entry.length.toLocaleString('en')}, ${from === 'file' ? 'as given' : "out of the proof's extra line"}`,
    ...signers.map((key) => `key      ${showOutside(formatVkey(key))} (${describeTrust(report)})`),
    ...cosigners.map(({ witness, time: at }) => `witness  ${showOutside(witness.name)}, ${timeText(at)}`),
    ...(policy === null ? [] : [`quorum   ${showOutside(nameQuorum(policy))}`]),
    '',
    ...problems.map(({ code, message }) => `${paint('red', '✗')} ${code}: ${showOutside(message)}`),
    check.ok ? `${paint('green', '✓')} This entry is in this log.` : paint('bold', 'Not proved.'),
  ];
  return `${lines.join('\n')}\n`;
}

function describeTrust({ trust }: ProofReport): string {
  if (trust === 'policy') return 'listed by the policy';
  return trust === 'given' ? 'given' : 'remembered';
}

function nameQuorum({ quorum }: WitnessPolicy): string {
  return quorum.is === 'none' ? 'none' : quorum.name;
}

/** RFC 3339 without fractions: a cosignature counts whole seconds. */
function timeText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}
