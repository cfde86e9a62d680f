import type { Json } from '../../base/json.ts';
import type { MissingEvidence } from '../../ledger/verify/evidence.ts';
import { count, shortOid, showOutside } from '../text.ts';
import type { Differing, Hindrance, Replay } from './replay.ts';
import type { VerifiedEvidence } from './verify-evidence.ts';

/** Named in text; JSON names all. */
const MISSING_SHOWN = 10;

/** docs/cli.md describes the shape. */
export function evidenceJson(evidence: VerifiedEvidence | null): Json {
  if (evidence === null) return null;
  const { source, check } = evidence;
  const missing = check.missing.map(({ digest, as, index, isRedacted }) => ({
    digest,
    as,
    index,
    redacted: isRedacted,
  }));
  const { checked, unnamed } = check;
  return { ref: source.ref, commit: source.tip, checked, unnamed, missing };
}

/** docs/cli.md describes the shape. */
export function replayJson(evidence: VerifiedEvidence | null): Json {
  const replay = evidence?.replay ?? null;
  if (replay === null) return null;
  const { engine, decisions, same, differs, notReplayable } = replay;
  return {
    engine,
    decisions,
    same,
    differs: differs.map((each) => ({ ...each })),
    notReplayable: notReplayable.map((each) => ({ ...each })),
  };
}

/** What stands above the problems. */
export function showEvidence(evidence: VerifiedEvidence | null, isReplayed: boolean): readonly string[] {
  if (evidence === null) {
    const nothing = 'there is no branch countersign/evidence here';
    return [`evidence not looked at: ${nothing}`, ...(isReplayed ? [`replay   nothing: ${nothing}`] : [])];
  }
  const { source, check, replay } = evidence;
  const { missing } = check;
  const more = missing.length - MISSING_SHOWN;
  return [
    `evidence ${showOutside(source.ref)} at ${shortOid(source.tip)}: ${[`${count(check.checked, 'document')} checked`, ...describeMissing(missing)].join(', ')}`,
    ...missing.slice(0, MISSING_SHOWN).map(showMissing),
    ...(more > 0 ? [`         and ${more.toLocaleString('en')} more: --format json names all`] : []),
    ...(replay === null ? [] : showReplay(replay)),
  ];
}

function describeMissing(missing: readonly MissingEvidence[]): readonly string[] {
  const redacted = missing.filter(({ isRedacted }) => isRedacted).length;
  const others = missing.length - redacted;
  return [
    ...(redacted > 0 ? [`${redacted.toLocaleString('en')} redacted`] : []),
    ...(others > 0 ? [`${others.toLocaleString('en')} not there (not written yet, withheld, or removed)`] : []),
  ];
}

function showMissing({ digest, as, index, isRedacted }: MissingEvidence): string {
  return `         ${isRedacted ? 'redacted ' : 'not there'} ${digest} (${showOutside(as)}, named by entry ${index})`;
}

function showReplay(replay: Replay): readonly string[] {
  const { engine, decisions, same, differs, notReplayable } = replay;
  const reasons = Map.groupBy(notReplayable, ({ why }) => why);
  const left = [...reasons].map(([why, all]) => `${all.length.toLocaleString('en')} ${NOT_REPLAYABLE[why]}`);
  const others = differs.filter((differing) => differing.engine !== engine);
  return [
    `replay   ${same.toLocaleString('en')} of ${count(decisions, 'decision')} the same by ${engine}${left.length === 0 ? '' : `; not replayable: ${left.join(', ')}`}`,
    ...others.slice(0, MISSING_SHOWN).map((differing) => showOther(differing, engine)),
    ...(others.length > MISSING_SHOWN ? [`         and ${others.length - MISSING_SHOWN} more by other engines`] : []),
  ];
}

const NOT_REPLAYABLE: Readonly<Record<Hindrance, string>> = {
  redacted: 'redacted',
  missing: 'without all of their evidence',
  altered: 'with altered evidence',
  unreadable: 'with evidence of another form than this engine reads',
  none: 'that name no evidence',
};

/** Said, and nothing follows from it: an engine that judges otherwise is why it has another name. */
function showOther({ index, engine, in: what }: Differing, ours: string): string {
  return `         entry ${index} was decided by ${showOutside(engine)}; ${ours} differs in ${showOutside(what.join(', '))}`;
}
