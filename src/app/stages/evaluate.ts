import { MINUTE, SECOND } from '../../base/clock.ts';
import { asFault, type Fault, isFault } from '../../base/fault.ts';
import { faultCodes } from '../../base/fault-codes.ts';
import type { JsonObject } from '../../base/json.ts';
import { canonicalize } from '../../ledger/canonical.ts';
import { sha256Hex } from '../../ledger/digest.ts';
import { evaluate as judge } from '../../policy/evaluate.ts';
import { explain } from '../../policy/explain.ts';
import { earliest } from '../../policy/truth.ts';
import type { Verdict } from '../../policy/verdict.ts';
import type { Lease, LedgerState, Settled } from '../../store/store.ts';
import { checkNameOf } from '../check-name.ts';
import type { Context } from '../context.ts';
import { compareFirst } from './compare-first.ts';
import { draftDecisionEntry, subjectOfChange } from './decision.ts';
import { evidenceBox, toJson } from './evidence.ts';
import { type Gathered, gather } from './gather.ts';
import { openLedger } from './ledger-of.ts';
import { markLostRun } from './lost-run.ts';
import { recordPolicyVersions } from './policy-versions.ts';
import { recall } from './recall.ts';
import { isSilent, type Remembered, rememberedOf } from './remembered.ts';
import { askAgainAt } from './transient.ts';
import { sayUnjudged } from './unjudged.ts';

const LEASE = 2 * MINUTE;
/** When the record follows at once, a red check that waits this long for it needs no second writing. */
const RECORD_GRACE = 1.5 * SECOND;
/** Passing trouble is over after as many attempts; then it is said on the check. */
const QUIET_FAILURES = 4;
const LOOKS_FOR_THE_MISSING = 3;
const LOOK_AGAIN = 3 * SECOND;

/**
 * Stage 1, one at a time per subject: read, judge, keep. One transaction stores verdict, evidence, entry and flush
 * request; if we die before it, nothing happened and the job comes again.
 */
export async function evaluate(context: Context, key: string): Promise<void> {
  const lease = await context.store.subjects.take(key, context.owner, LEASE);
  if (lease === null) return;
  let outcome: Settled;
  try {
    outcome = await judgeSubject(context, lease);
  } catch (error) {
    return await fail(context, lease, asFault(error));
  }
  context.failures.delete(key);
  try {
    await context.store.subjects.settle(lease, outcome);
  } catch (error) {
    if (isFault(error, 'store.lease-lost')) return; // another process judges it, with newer facts than ours
    await context.store.subjects.release(lease, 0);
    throw error;
  }
  await reportLeft(context, lease, outcome);
}

/** Nothing is stored. The job comes again; who looks at the pull request is told when that does not help soon. */
async function fail(context: Context, lease: Lease, fault: Fault): Promise<void> {
  const { key } = lease.subject;
  const failures = (context.failures.get(key) ?? 0) + 1;
  context.failures.set(key, failures);
  if (fault.code === 'github.not-found') {
    // A replica of GitHub's may not know yet what its webhook just told us; a second look a little later does.
    if (failures <= LOOKS_FOR_THE_MISSING) return await context.store.subjects.release(lease, failures * LOOK_AGAIN);
    context.failures.delete(key);
    context.log.info({ subject: key }, 'GitHub no longer shows this subject');
    return await context.store.subjects.drop(lease);
  }
  try {
    if (!faultCodes[fault.code].retry || failures >= QUIET_FAILURES) await sayUnjudged(context, lease, fault);
  } finally {
    await context.store.subjects.release(lease, 0);
  }
  throw fault;
}

async function judgeSubject(context: Context, lease: Lease): Promise<Settled> {
  const { subject } = lease;
  // What the branch holds is known before anything is drafted: a lost database would draw numbers that are taken.
  const ledger = await compareFirst(context, await openLedger(context, subject, subject.repository));
  const gathered = await gather(context, subject, ledger);
  const { change } = gathered.collected;
  if (!change.open) return closed(lease, gathered);

  const verdict = judge({ layers: gathered.layers, facts: gathered.facts, at: context.clock.now() });
  const checkName = checkNameOf(change.base);
  if (verdict.none && (await isSilent(context, subject, { base: change.base, checkName }))) {
    return { ...closed(lease, gathered), open: true };
  }
  await markLostRun(context, {
    ledger,
    about: subjectOfChange(context, gathered.collected),
    head: change.head,
    checkName,
  });
  // Before anything is recorded: a green that no longer holds must not stand while we write.
  if (verdict.result !== 'allow') await recall(context, subject, { head: change.head, checkName });
  return await record(context, { lease, gathered, verdict, ledger, checkName });
}

interface Judgement {
  readonly lease: Lease;
  readonly gathered: Gathered;
  readonly verdict: Verdict;
  readonly ledger: LedgerState;
  readonly checkName: string;
}

async function record(context: Context, { lease, gathered, verdict, ledger, checkName }: Judgement): Promise<Settled> {
  const { subject } = lease;
  const { change } = gathered.collected;
  const versions = await recordPolicyVersions(context, { ledger, subject, gathered });
  const explanation = explain({ verdict, facts: gathered.facts, layers: gathered.layers });
  const recordedDigest = digestOf(
    verdict,
    gathered,
    versions.map(({ digest }) => digest),
  );
  const isRecorded = lease.last?.recordedDigest === recordedDigest && lease.last.result === verdict.result;
  const base: Omit<Settled, 'verdict' | 'evidence' | 'entries' | 'reportAfter'> = {
    head: change.head,
    base: change.base,
    checkName,
    open: true,
    result: verdict.result,
    validUntil: earliest([verdict.validUntil, askAgainAt(gathered.facts, context.clock.now())]),
    recordedDigest,
    ledger: ledger.id,
  };
  if (isRecorded) {
    const { decision } = rememberedOf(lease.last?.verdict);
    return {
      ...base,
      verdict: remember({ verdict, explanation, gathered, decision }),
      evidence: [],
      entries: [],
      reportAfter: 0,
    };
  }
  const box = evidenceBox(context, ledger, subject.key);
  const facts = await putFacts(box, gathered, verdict);
  const draft = await draftDecisionEntry(context, {
    ledger,
    subject,
    gathered,
    verdict,
    versions,
    facts,
    guids: lease.guids,
  });
  const { subjectText, ...entry } = draft;
  return {
    ...base,
    verdict: remember({ verdict, explanation, gathered, decision: { ledger: ledger.id, entry: draft.id } }),
    evidence: box.added,
    entries: [{ ...entry, subject: subjectText, reports: subject.key }],
    reportAfter: verdict.result === 'allow' ? null : redAfter(context, ledger),
  };
}

/** No red waits for a record: only for as long as the record takes when nothing stands in its way. */
function redAfter(context: Context, { published, decided, pending }: LedgerState): number {
  const isIdle = pending === 0 && decided.size === published.size;
  const isWindowOpen = published.at === null || context.clock.now() - published.at >= context.config.ledger.window;
  return isIdle && isWindowOpen ? RECORD_GRACE : 0;
}

/** The facts as evidence: one document that names its parts, so that what did not change is stored once. */
async function putFacts(
  box: ReturnType<typeof evidenceBox>,
  { facts, layers, collected }: Gathered,
  verdict: Verdict,
): Promise<string> {
  const { kind, observedAt, repository, ...read } = facts;
  const parts: Record<string, string> = {};
  for (const [part, value] of Object.entries({ ...read, verdict })) {
    parts[part] = await box.put(part, toJson(value));
  }
  for (const { layer, source } of layers) {
    const file = layer === 'floor' ? collected.floor : collected.policy;
    const text = file.state === 'present' ? file.text : null;
    parts[layer] = await box.put(
      layer,
      toJson({
        state: source.state,
        text,
        ...('why' in source ? { why: source.why } : {}),
        ...('by' in source ? { by: source.by } : {}),
        // What is no text at all cannot be parsed again to find out what was wrong with it.
        ...(source.state === 'invalid' && text === null ? { problems: source.problems } : {}),
      }),
    );
  }
  return await box.put('facts', toJson({ kind, observedAt, repository, engine: verdict.engine, parts }));
}

/** A decision is recorded when this differs from the last one recorded: verdict, findings, or what they hold for. */
function digestOf(verdict: Verdict, { collected }: Gathered, policies: readonly string[]): string {
  const { head, base } = collected.change;
  const { validUntil: _time, ...judged } = verdict;
  return sha256Hex(canonicalize(toJson({ head, base, policies, judged })));
}

function remember({
  verdict,
  explanation,
  gathered,
  decision,
}: Omit<Remembered, 'pending' | 'number' | 'author'> & { gathered: Gathered }): JsonObject {
  const pending = gathered.layers.some(
    ({ source }) => source.state === 'policy' && source.policy.pending === 'action_required',
  );
  const remembered: Remembered = {
    verdict,
    explanation,
    decision,
    number: gathered.collected.change.number,
    author: gathered.collected.change.author?.id ?? null,
    pending: pending ? 'action_required' : 'in_progress',
  };
  return toJson(remembered) as JsonObject;
}

/** Nothing to say: the pull request is closed, or no policy speaks of it. */
function closed({ last }: Lease, { collected }: Gathered): Settled {
  const { head, base } = collected.change;
  return {
    head,
    base,
    checkName: '',
    open: false,
    result: 'none',
    verdict: {},
    validUntil: null,
    recordedDigest: last?.recordedDigest ?? null,
    evidence: [],
    ledger: null,
    entries: [],
    reportAfter: null,
  };
}

/**
 * Whoever shared the run that this subject no longer speaks in may be better off without it. If we die before this, the
 * run stays worse than it need be, never better.
 */
async function reportLeft({ store }: Context, { subject, last }: Lease, { head, checkName }: Settled): Promise<void> {
  if (last === null || last.checkName === '' || (last.head === head && last.checkName === checkName)) return;
  const [other] = await store.subjects.sharing(subject.repository.id, last.head, last.checkName);
  if (other !== undefined) await store.queue.send('report', other.subject.key, {});
}
