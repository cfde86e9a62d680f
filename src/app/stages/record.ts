import { type Instant, SECOND } from '../../base/clock.ts';
import type { Draft } from '../../ledger/entry.ts';
import { earliest } from '../../policy/truth.ts';
import type { Lease, LedgerState, Settled } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { isMergeGroup } from '../subject.ts';
import { type EvidenceBox, evidenceBox, toJson } from './evidence.ts';
import { outsidersTurn } from './outsiders.ts';
import { windowLeft } from './pace.ts';
import { isUnasked } from './quiet.ts';
import { type Remembered, rememberedOf } from './remembered.ts';

/** When the record follows at once, a red check that waits this long for it needs no second writing. */
const RECORD_GRACE = 1.5 * SECOND;
const LONGEST_TURN = 30 * SECOND;

/** What was judged, whatever kind of subject it is. */
export interface Judgement {
  readonly lease: Lease;
  readonly ledger: LedgerState;
  readonly head: string;
  readonly base: string;
  readonly checkName: string;
  readonly validUntil: Instant | null;
  /** Over verdict, findings, and what they hold for: it is recorded when this differs from what was recorded last. */
  readonly digest: string;
  readonly remembered: Omit<Remembered, 'decision' | 'since'>;
  /** Was it asked for by a pull request from outside? Then its record may have to wait for its turn. */
  readonly isFromOutside?: boolean;
  /** The entry, after what it rests on was put into boxes; there is one for each scope. */
  draft(open: (scope: string) => EvidenceBox): Promise<Draft & { readonly subjectText: string }>;
}

/** What the evaluate stage's one transaction stores: with an entry where the decision is a new one. */
export async function record(context: Context, judgement: Judgement): Promise<Settled> {
  const { lease, ledger, head, base, checkName, validUntil, digest } = judgement;
  const { result } = judgement.remembered.verdict;
  const before = lease.last?.result === result ? rememberedOf(lease.last.verdict) : null;
  const remembered = { ...judgement.remembered, since: before?.since ?? context.clock.now() };
  const settled = { head, base, checkName, open: true, result, validUntil, recordedDigest: digest, ledger: ledger.id };
  const decision = rememberedOf(lease.last?.verdict).decision;
  // In this ledger: another one that recorded it has come to its end.
  const isRecorded = lease.last?.recordedDigest === digest && lease.last.result === result;
  if (isRecorded && (decision === null || decision.ledger === ledger.id)) {
    return { ...settled, verdict: stored({ ...remembered, decision }), evidence: [], entries: [], reportAfter: 0 };
  }
  const { author } = judgement.remembered;
  const turn = judgement.isFromOutside === true ? await outsidersTurn(context, lease, author) : null;
  if (turn !== null) {
    // As if nothing had ever been recorded: whatever holds when the turn comes is, and until then nothing passes.
    return {
      ...settled,
      validUntil: earliest([validUntil, turn.next]),
      recordedDigest: null,
      verdict: stored({ ...remembered, decision: null, turn }),
      evidence: [],
      entries: [],
      reportAfter: 0,
    };
  }
  const boxes = new Map<string, EvidenceBox>();
  const { subjectText, ...entry } = await judgement.draft((scope) => {
    const box = boxes.get(scope) ?? evidenceBox(context, ledger, scope);
    boxes.set(scope, box);
    return box;
  });
  return {
    ...settled,
    verdict: stored({ ...remembered, decision: { ledger: ledger.id, entry: entry.id } }),
    evidence: [...boxes.values()].flatMap(({ added }) => added),
    entries: [{ ...entry, subject: subjectText, reports: lease.subject.key }],
    // A flush that came earlier would do nothing but wait; jobs that are due at the same moment are one.
    flushAfter: leftFor(context, ledger),
    reportAfter: result === 'allow' ? null : await redAfter(context, lease, ledger),
  };
}

function leftFor({ clock, config }: Context, { published }: LedgerState): number {
  return windowLeft(published.at, { now: clock.now(), window: config.ledger.window });
}

function stored(remembered: Remembered): Settled['verdict'] {
  return toJson(remembered) as Settled['verdict'];
}

/**
 * No red waits for a record: only for as long as the record takes when nothing stands in its way. One that nobody asked
 * for takes its turn: until then its green is recalled or was never there, and a second writing is saved for hundreds.
 */
async function redAfter(context: Context, lease: Lease, ledger: LedgerState): Promise<number> {
  // Everybody in a queue waits for its groups, whoever had them judged.
  if (!isMergeGroup(lease.subject) && (await isUnasked(context, lease)))
    return RECORD_GRACE + Math.min(context.config.ledger.window, LONGEST_TURN);
  const isIdle = ledger.pending === 0 && ledger.decided.size === ledger.published.size;
  return isIdle && leftFor(context, ledger) === 0 ? RECORD_GRACE : 0;
}
