import { type Instant, MINUTE, SECOND } from '../../base/clock.ts';
import { asFault, type Fault, isFault } from '../../base/fault.ts';
import { faultCodes } from '../../base/fault-codes.ts';
import { isLastAttempt } from '../../store/attempts.ts';
import type { Lease, Settled } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { sayGateFailed } from '../deployment/answer-gate.ts';
import { forgetGate, isDeployment } from '../deployment/gate.ts';
import { judgeDeployment } from '../deployment/judge-deployment.ts';
import { observeEvaluation } from '../observe/observer.ts';
import { forgetGroup } from '../open-groups.ts';
import { headOfGroup, isMergeGroup } from '../subject.ts';
import { urgencyOf, withUrgency } from '../urgency.ts';
import type { Failed } from './explain-failure.ts';
import { judgeGroup } from './group.ts';
import { holdLease } from './hold-lease.ts';
import { openLedger } from './ledger-of.ts';
import { judgePullRequest } from './pull-request.ts';
import { sayUnjudged } from './unjudged.ts';

const LEASE = 2 * MINUTE;
/** Passing trouble is over after as many attempts; then it is said on the check. */
const QUIET_FAILURES = 4;
const LOOKS_FOR_THE_MISSING = 3;
const LOOK_AGAIN = 3 * SECOND;

/**
 * Stage 1, one at a time per subject: read, judge, keep. One transaction stores verdict, evidence, entry and flush
 * request; if we die before it, nothing happened and the job comes again.
 */
export async function evaluate(shared: Context, key: string, trying: Trying = {}): Promise<void> {
  const { store, owner, observer, log } = shared;
  const { leaseFor = LEASE } = trying;
  const urgency = urgencyOf(trying.priority ?? 0);
  const context = urgency === 'background' ? withUrgency(shared, urgency) : shared;
  const lease = await store.subjects.take(key, owner, leaseFor);
  if (lease === null) return;
  const extend = async (milliseconds: number): Promise<boolean> => await store.subjects.extend(lease, milliseconds);
  await observeEvaluation(
    observer,
    lease,
    async () =>
      await holdLease(
        { leaseFor, extend, log },
        async () => await evaluateWithLease(context, lease, { ...trying, urgency }),
      ),
  );
}

/** The job that asks for it. */
export interface Trying {
  /** 0 first … 9 last. */
  readonly priority?: number;
  /** Counted from 1. */
  readonly attempt?: number;
  readonly since?: Instant;
  /** Milliseconds; the lease is renewed as long as this works. */
  readonly leaseFor?: number;
}

interface Urgent extends Trying {
  readonly urgency: ReturnType<typeof urgencyOf>;
}

/** The verdict's result, or what came in place of one: failed, gone, lost. */
async function evaluateWithLease(context: Context, lease: Lease, trying: Urgent): Promise<string> {
  const { key } = lease.subject;
  let outcome: Settled | null;
  try {
    outcome = await judgeSubject(context, lease);
  } catch (error) {
    await fail(context, lease, { ...trying, fault: asFault(error) });
    return 'failed';
  }
  context.failures.delete(key);
  if (outcome === null) {
    await drop(context, lease);
    return 'gone';
  }
  try {
    await settle(context, lease, trying.urgency === 'background' ? inBackground(outcome) : outcome);
  } catch (error) {
    if (isFault(error, 'store.lease-lost')) return 'lost'; // another process judges it, with newer facts than ours
    await context.store.subjects.release(lease, 0);
    throw error;
  }
  await reportLeft(context, lease, outcome);
  return outcome.result;
}

async function settle({ store, observer }: Context, lease: Lease, outcome: Settled): Promise<void> {
  await observer.tracer.run({ name: 'settle' }, async () => await store.subjects.settle(lease, outcome));
}

/** Whoever reports it has no more reason to hurry. */
function inBackground(outcome: Settled): Settled {
  return { ...outcome, verdict: { ...outcome.verdict, isBackground: true } };
}

interface Failing extends Trying {
  readonly fault: Fault;
}

/** Nothing is stored. The job comes again; who looks at the pull request is told when that does not help soon. */
async function fail(context: Context, lease: Lease, { fault, attempt = 1, since }: Failing): Promise<void> {
  const { key } = lease.subject;
  // Nothing has failed, and to say something would take from what there is too little of.
  if (fault.code === 'github.rate-limited') {
    await context.store.subjects.release(lease, 0);
    throw fault;
  }
  const failures = (context.failures.get(key) ?? 0) + 1;
  context.failures.set(key, failures);
  if (fault.code === 'github.not-found') {
    // A replica of GitHub's may not know yet what its webhook just told us; a second look a little later does.
    if (failures <= LOOKS_FOR_THE_MISSING) return await context.store.subjects.release(lease, failures * LOOK_AGAIN);
    context.failures.delete(key);
    context.log.info({ subject: key }, 'GitHub no longer shows this subject');
    return await drop(context, lease);
  }
  try {
    const isLast = isLastAttempt(fault.code, attempt);
    if (!faultCodes[fault.code].retry || failures >= QUIET_FAILURES || isLast)
      await say(context, lease, { fault, attempt, isLast, since: since ?? context.clock.now() });
  } finally {
    await context.store.subjects.release(lease, 0);
  }
  throw fault;
}

async function say(context: Context, lease: Lease, failed: Failed): Promise<void> {
  if (isDeployment(lease.subject)) return await sayGateFailed(context, lease.subject, failed);
  await sayUnjudged(context, lease, failed);
}

/** Gone on GitHub. */
async function drop(context: Context, { subject, ...lease }: Lease): Promise<void> {
  const { subjects } = context.store;
  await subjects.drop({ subject, ...lease });
  if (isDeployment(subject)) await forgetGate(context, subject);
  if (!isMergeGroup(subject)) return;
  const left = await subjects.read(subject.key);
  // What came meanwhile is judged once more, and has to know what the group is.
  if (left?.judged === left?.generation) await forgetGroup(context, subject.repository.id, headOfGroup(subject));
}

/** Null: there is nothing to judge any more. */
async function judgeSubject(context: Context, lease: Lease): Promise<Settled | null> {
  const { subject } = lease;
  // What the branch holds is known before anything is drafted: a lost database would draw numbers that are taken.
  const ledger = await openLedger(context, subject);
  if (isDeployment(subject)) return await judgeDeployment(context, lease, ledger);
  return isMergeGroup(subject)
    ? await judgeGroup(context, lease, ledger)
    : await judgePullRequest(context, lease, ledger);
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
