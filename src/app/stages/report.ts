import { SECOND } from '../../base/clock.ts';
import { asFault, isFault } from '../../base/fault.ts';
import { canonicalize } from '../../ledger/canonical.ts';
import { sha256Hex } from '../../ledger/digest.ts';
import type { StoredSubject, StoredVerdict } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { answerGate } from '../deployment/answer-gate.ts';
import { isDeployment } from '../deployment/gate.ts';
import { formatExternalId } from '../external-id.ts';
import { addToScope } from '../observe/scope.ts';
import type { CheckRun } from '../ports.ts';
import { protectionNotice } from '../protection.ts';
import { withUrgency } from '../urgency.ts';
import { toJson } from './evidence.ts';
import { ABOUT_TO_CREATE, createMarked, existingRun } from './existing-run.ts';
import { releaseBehind } from './group-order.ts';
import type { Held } from './hold-lease.ts';
import { findRecord, type LedgerRecord } from './ledger-record.ts';
import { turnNotice } from './outsiders.ts';
import { type Remembered, rememberedOf } from './remembered.ts';
import { reportKey } from './report-key.ts';
import { withReportLease } from './report-lease.ts';

const HELD_DELAY = SECOND;

/**
 * Stage 3, one at a time per (repository, head, check name): the newest verdicts are read, the check run is written. A
 * success is written only for verdicts whose entries stand on the branch. Safe to repeat: what stands there already is
 * not written again.
 */
export async function report(context: Context, key: string): Promise<void> {
  const subject = await context.store.subjects.read(key);
  const verdict = subject?.verdict ?? null;
  if (subject === null || verdict === null || !subject.open || verdict.checkName === '') return;
  // A newer judgement is under way, and it reports when it is done: this one must not be shown as current.
  if (subject.generation > subject.judged) return;
  addToScope({ installation: subject.subject.installation, repository: subject.subject.repository.id });
  const place = { repository: subject.subject.repository.id, head: verdict.head, checkName: verdict.checkName };
  // Found by ourselves: nobody waits for it.
  const own = rememberedOf(verdict.verdict).isBackground === true ? withUrgency(context, 'background') : context;
  const isDone = await withReportLease(own, reportKey(place), async (held) => {
    if (!isDeployment(subject.subject)) return await write(own, { subject, verdict }, held);
    try {
      await write(own, { subject, verdict }, held);
    } catch (error) {
      // The job waits for the answer; its check run only tells more.
      if (isFault(error, 'github.rate-limited')) throw error;
      own.log.warn({ subject: key, code: asFault(error).code }, 'The check of a deployment cannot be written');
    }
    await answerGate(own, { subject: subject.subject, verdict, held });
  });
  if (isDone) return;
  const { installation } = subject.subject;
  await context.store.queue.send('report', key, {}, { delay: HELD_DELAY, installation });
}

interface Judged {
  readonly subject: StoredSubject;
  readonly verdict: StoredVerdict;
}

interface Shown {
  readonly subject: StoredSubject;
  readonly remembered: Remembered;
  readonly record: LedgerRecord;
}

async function write(context: Context, { subject: { subject }, verdict }: Judged, held: Held): Promise<void> {
  const { head, checkName } = verdict;
  const repository = subject.repository.id;
  const sharing = await context.store.subjects.sharing(repository, head, checkName);
  const shown = (await Promise.all(sharing.map((each) => readShown(context, each)))).filter((each) => each !== null);
  if (shown.length === 0) return;
  const isBeingJudged = sharing.some(({ generation, judged }) => generation > judged);
  const run = await compose(context, { shown, head, checkName, isBeingJudged });
  if (isJustBeingRecorded(shown)) return;
  const digest = digestOf(run);
  const before = await context.store.reports.read(repository, head, checkName);
  if (before?.digest === digest) return;
  const runId = before === null ? null : await existingRun(context, subject, before);
  const conclusion = run.status.state === 'completed' ? run.status.conclusion : null;
  const about = { repository, head, checkName, conclusion };
  // Before GitHub shows it: if we die in between, the run is found again, and a success is known to be recalled.
  if (before === null || conclusion === 'success')
    await context.store.reports.write({ ...about, runId: runId ?? ABOUT_TO_CREATE, digest: '' });
  held.require();
  const create = async () => await context.forge.checks.write(subject, run, runId);
  const written = before === null ? await createMarked(context, { spot: about, held, create }) : await create();
  await context.store.reports.write({ ...about, runId: written.runId, digest });
  // If we die before, they are judged again when their time is over.
  if (conclusion === 'failure') for (const { subject: one } of sharing) await releaseBehind(context, one);
}

async function readShown(context: Context, subject: StoredSubject): Promise<Shown | null> {
  const remembered = rememberedOf(subject.verdict?.verdict);
  const { verdict, explanation, number = null, author = null, pending = 'in_progress', decision } = remembered;
  const { since = null, requirement = null, members = [], isHeldBack = false, turn, patience = null } = remembered;
  if (verdict === undefined || explanation === undefined) return null;
  const record = await findRecord(context, decision, verdict.result);
  const shown = {
    verdict,
    explanation,
    number,
    author,
    pending,
    decision,
    since,
    requirement,
    members,
    isHeldBack,
    patience,
  };
  return {
    subject,
    remembered: turn === undefined ? shown : { ...shown, turn },
    record,
  };
}

interface Composition {
  readonly shown: readonly Shown[];
  readonly head: string;
  readonly checkName: string;
  readonly isBeingJudged: boolean;
}

const WORST_FIRST = ['deny', 'unknown', 'pending', 'allow'] as const;

async function compose(context: Context, { shown, head, checkName, isBeingJudged }: Composition): Promise<CheckRun> {
  const sorted = shown.toSorted((a, b) => rank(a) - rank(b));
  const now = context.clock.now();
  const recorded = sorted.map(({ record }) => record).filter((record) => record.state === 'recorded');
  const newest = recorded.toSorted((a, b) => b.index - a.index)[0] ?? null;
  const subject = sorted[0]?.subject.subject.key ?? '';
  return {
    name: checkName,
    head,
    externalId: formatExternalId(subject, newest),
    status: statusOf(sorted, isBeingJudged, now),
    startedAt: now,
    explanations: sorted.flatMap(({ remembered: { number, explanation, members = [] } }) => [
      { number, explanation },
      ...members.map((member) => ({ number: member.number, explanation: member.explanation })),
    ]),
    since: sorted[0]?.remembered.verdict.result === 'pending' ? sorted[0].remembered.since : null,
    record: newest === null ? null : { index: newest.index, root: newest.root, url: newest.url },
    notices: [
      ...new Set([
        ...recordNotices(sorted),
        ...sorted.flatMap(requirementNotice),
        ...(await protectionNotices(context, sorted)),
      ]),
    ],
  };
}

function recordNotices(shown: readonly Shown[]): readonly string[] {
  return shown.flatMap(({ record, remembered }) => {
    if (remembered.turn !== undefined) return turnNotice(remembered.turn);
    if (record.state === 'waiting') return record.notice ?? [];
    // A red one is one whoever cosigned it.
    const isGreen = remembered.verdict.result === 'allow';
    return isGreen && record.quorum.is !== 'reached' ? (record.quorum.notice ?? []) : [];
  });
}

/** Of the ledgers that their decisions are recorded in. */
async function protectionNotices(context: Context, shown: readonly Shown[]): Promise<readonly string[]> {
  const ledgers = new Set(shown.flatMap(({ remembered: { decision } }) => decision?.ledger ?? []));
  const notices = await Promise.all([...ledgers].map(async (ledger) => await protectionNotice(context, ledger)));
  return notices.filter((notice) => notice !== null);
}

/** A check that nobody requires stops nobody; one that is not pinned, anybody who may write can set. */
function requirementNotice({ subject, remembered }: Shown): readonly string[] {
  const { owner, name } = subject.subject.repository;
  const base = subject.verdict?.base ?? '';
  const setup = `npx countersign setup ${owner}/${name}`;
  if (remembered.requirement === 'absent')
    return [
      `No rule of ${base} that this app can see requires this check: then it stops nobody. To require it: ${setup}`,
    ];
  if (remembered.requirement === 'unpinned')
    return [`The rules of ${base} take this check from anybody who may write, not only from this app: ${setup}`];
  return [];
}

/** It fails if one fails; it succeeds only when every verdict is `allow` and every one of them is on the branch. */
function statusOf(sorted: readonly Shown[], isBeingJudged: boolean, at: number): CheckRun['status'] {
  const worst = sorted[0];
  const result = worst?.remembered.verdict.result ?? 'unknown';
  // A deployment that is not refused yet.
  if (result !== 'allow' && (worst?.remembered.patience ?? 0) > at) return { state: 'in_progress' };
  if (result !== 'allow' && worst?.remembered.isHeldBack === true) return { state: 'in_progress' };
  if (result === 'deny' || result === 'unknown') return { state: 'completed', conclusion: 'failure', at };
  if (result === 'pending') {
    const pending = worst?.remembered.pending ?? 'in_progress';
    return pending === 'in_progress' ? { state: 'in_progress' } : { state: 'completed', conclusion: pending, at };
  }
  const isRecorded = sorted.every(({ record }) => isSettled(record));
  return isRecorded && !isBeingJudged ? { state: 'completed', conclusion: 'success', at } : { state: 'in_progress' };
}

function rank({ remembered }: Shown): number {
  return WORST_FIRST.indexOf(remembered.verdict.result);
}

/** Allowed, and its entry on the way: publishing it sends the next report, so nothing has to be said in between. */
function isJustBeingRecorded(shown: readonly Shown[]): boolean {
  const isAllowed = shown.every(({ remembered }) => remembered.verdict.result === 'allow');
  return isAllowed && recordNotices(shown).length === 0 && shown.some(({ record }) => !isSettled(record));
}

/** On the branch, and cosigned as far as somebody waits for that. */
function isSettled(record: LedgerRecord): boolean {
  return record.state === 'recorded' && record.quorum.is !== 'awaited';
}

/** Over what is shown; times, and how far the ledger has come since, are no reason to write again. */
function digestOf({ status, startedAt: _startedAt, externalId: _externalId, record, ...run }: CheckRun): string {
  const state = status.state === 'completed' ? status.conclusion : status.state;
  return sha256Hex(canonicalize(toJson({ ...run, state, entry: record?.index ?? null })));
}
