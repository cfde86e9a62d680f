import { type Instant, toRfc3339 } from '../../base/clock.ts';
import type { Explanation } from '../../policy/explanation.ts';
import type { StoredVerdict, SubjectRef } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { explainFailure, type Failed } from '../stages/explain-failure.ts';
import type { Held } from '../stages/hold-lease.ts';
import { findRecord, type LedgerRecord } from '../stages/ledger-record.ts';
import { type Remembered, rememberedOf } from '../stages/remembered.ts';
import { closeGate, findGate, type Gate, keepGate } from './gate.ts';

/** GitHub takes ten reports of a deployment; the last of ours is kept for when nothing goes on any more. */
const MOST_REPORTS = 9;

interface Answering {
  readonly subject: SubjectRef;
  readonly verdict: StoredVerdict;
  readonly held: Pick<Held, 'require'>;
}

/**
 * The end of a deployment's judgement: whoever waits gets the answer after it was recorded, and never before. If we die
 * between GitHub's answer and our note of it, GitHub says the second time that nothing waits any more.
 */
export async function answerGate(context: Context, { subject, verdict, held }: Answering): Promise<void> {
  const gate = await findGate(context, subject);
  const remembered = rememberedOf(verdict.verdict);
  if (gate === null || remembered.verdict === undefined || remembered.explanation === undefined) return;
  const record = await findRecord(context, remembered.decision, remembered.verdict.result);
  if (record.state !== 'recorded' || record.quorum.is === 'awaited') return;
  const decided = decideNow(remembered, context.clock.now());
  const { explanation } = remembered;
  held.require();
  await say(context, subject, { gate, commit: verdict.head, decided, explanation, record, shown: verdict, remembered });
}

/** Null: it still waits. */
export function decideNow(
  { verdict, patience = null }: Pick<Partial<Remembered>, 'verdict' | 'patience'>,
  now: Instant,
): 'approved' | 'rejected' | null {
  if (verdict === undefined || verdict.result === 'pending') return null;
  if (verdict.result === 'allow') return 'approved';
  return patience !== null && now >= patience ? 'rejected' : null;
}

interface Saying {
  readonly gate: Gate;
  readonly commit: string;
  readonly decided: 'approved' | 'rejected' | null;
  readonly explanation: Explanation;
  readonly record: Extract<LedgerRecord, { state: 'recorded' }> | null;
  readonly shown: Pick<StoredVerdict, 'head' | 'checkName'> | null;
  readonly remembered: Pick<Partial<Remembered>, 'patience'>;
}

async function say(context: Context, subject: SubjectRef, saying: Saying): Promise<void> {
  const { gate, commit, decided, explanation, record, shown, remembered } = saying;
  if (decided === null && (gate.reported.includes(explanation.title) || gate.reported.length >= MOST_REPORTS)) return;
  const run =
    shown === null ? null : await context.store.reports.read(subject.repository.id, shown.head, shown.checkName);
  const isWaited = await context.forge.deployments.answer(subject, {
    run: gate.run,
    environment: gate.environment,
    commit,
    decided,
    explanation,
    record: record === null ? null : { index: record.index, root: record.root },
    details: run !== null && run.runId > 0 ? run.runId : null,
    until: decided === null ? untilOf(remembered.patience ?? null) : null,
  });
  if (!isWaited) context.log.info({ subject: subject.key }, 'Nothing waited for this answer any more');
  if (decided === null && isWaited) {
    // What was said by comment meanwhile stays.
    const now = (await findGate(context, subject)) ?? gate;
    return await keepGate(context, subject, { ...now, reported: [...now.reported, explanation.title] });
  }
  await closeGate(context, subject);
  // It is closed when it is judged again: nothing waits there.
  await context.store.subjects.touch([{ subject, guids: [], priority: 0 }]);
}

function untilOf(patience: Instant | null): string | null {
  return patience === null ? null : `Refused at ${toRfc3339(patience).slice(11, 16)} UTC if nothing changes.`;
}

/** It cannot be judged: whoever waits is told, and is refused when nobody tries any more. */
export async function sayGateFailed(context: Context, subject: SubjectRef, failed: Failed): Promise<void> {
  const gate = await findGate(context, subject);
  if (gate === null) return;
  const explanation = explainFailure(subject, failed);
  const decided = failed.isLast ? 'rejected' : null;
  const commit = gate.commit ?? '';
  await say(context, subject, { gate, commit, decided, explanation, record: null, shown: null, remembered: {} });
}
