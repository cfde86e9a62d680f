import { type Instant, MINUTE } from '../../base/clock.ts';
import { Fault } from '../../base/fault.ts';
import { canonicalize } from '../../ledger/canonical.ts';
import { sha256Hex } from '../../ledger/digest.ts';
import { deploymentFields, toEntryEnvironment } from '../../ledger/environment-name.ts';
import { decisionOf } from '../../policy/decision.ts';
import { evaluate as judge } from '../../policy/evaluate.ts';
import { explain } from '../../policy/explain.ts';
import type { Facts } from '../../policy/facts.ts';
import { earliest } from '../../policy/truth.ts';
import type { Verdict } from '../../policy/verdict.ts';
import type { Lease, LedgerState, Settled, SubjectRef } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { DeployingRun } from '../ports.ts';
import { draftEntryOn, subjectOfChange } from '../stages/decision.ts';
import { toJson } from '../stages/evidence.ts';
import { type Gathered, gatherIn } from '../stages/gather.ts';
import { nothingSaid } from '../stages/nothing-said.ts';
import { recordPolicyVersions } from '../stages/policy-versions.ts';
import { putFacts } from '../stages/put-facts.ts';
import { record } from '../stages/record.ts';
import { askAgainAt, askForPolicyAt } from '../stages/transient.ts';
import { findGate, forgetGate, type Gate, gatesOf, keepGate } from './gate.ts';
import { assembleDeployment } from './gate-facts.ts';
import { patienceOf } from './patience.ts';

/** A push that our ledger does not tell of yet is told of within minutes. */
const LOOK_AGAIN = MINUTE / 6;

/** A deployment that waits for us, judged and drafted. Null: nothing waits any more. */
export async function judgeDeployment(context: Context, lease: Lease, ledger: LedgerState): Promise<Settled | null> {
  const { subject, last } = lease;
  const gate = await findGate(context, subject);
  if (gate === null) return null;
  const run = await context.forge.deployments.run(subject, gate.run);
  // A copy of GitHub's may not know it yet: it is looked for a few times before it counts as gone.
  if (run === null) throw new Fault('github.not-found', `the run ${gate.run} is not there`);
  if (run.isOver || (await isSuperseded(context, subject, { gate, attempt: run.attempt }))) {
    await forgetGate(context, subject);
    return nothingSaid(lease, { head: last?.head ?? '', base: last?.base ?? '', open: false });
  }
  if (gate.attempt === null) await keepGate(context, subject, { ...gate, attempt: run.attempt });
  const commit = gate.commit ?? run.head;
  const deployment = {
    commit,
    ref: gate.ref,
    assemble: async (read: Parameters<typeof assembleDeployment>[2]) =>
      await assembleDeployment(context, { subject, ledger, gate, run }, read),
  };
  const gathered = await gatherIn(context, { subject, lastBase: last?.base ?? null, group: null, deployment }, ledger);
  const at = context.clock.now();
  const verdict = judge({ layers: gathered.layers, facts: gathered.facts, at });
  if (verdict.none && context.config.unnamedEnvironments === 'leave') {
    await forgetGate(context, subject);
    return nothingSaid(lease, { head: commit, base: gathered.collected.change.base, open: false });
  }
  return await settle(context, { lease, ledger, gate, run, gathered, verdict, at });
}

interface Waiting {
  readonly gate: Gate;
  /** Of the run, now. */
  readonly attempt: number;
}

/**
 * GitHub takes one answer for a run and an environment: of an attempt that is over, or where a later deployment waits there,
 * nothing may be answered with what was said about this one.
 */
async function isSuperseded(context: Context, subject: SubjectRef, { gate, attempt }: Waiting): Promise<boolean> {
  if (gate.attempt !== null && gate.attempt !== attempt) return true;
  const others = await gatesOf(context, subject, gate.run);
  return others.some(
    ({ environment, deployment }) =>
      toEntryEnvironment(environment) === toEntryEnvironment(gate.environment) &&
      deployment !== null &&
      gate.deployment !== null &&
      deployment > gate.deployment,
  );
}

interface Judged {
  readonly lease: Lease;
  readonly ledger: LedgerState;
  readonly gate: Gate;
  readonly run: DeployingRun;
  readonly gathered: Gathered;
  readonly verdict: Verdict;
  readonly at: Instant;
}

async function settle(context: Context, { lease, ledger, gate, run, gathered, verdict, at }: Judged): Promise<Settled> {
  const { subject, guids } = lease;
  const { facts, layers, collected } = gathered;
  const { change } = collected;
  const versions = await recordPolicyVersions(context, { ledger, subject, gathered });
  const now = context.clock.now();
  return await record(context, {
    lease,
    ledger,
    head: change.head,
    base: change.base,
    checkName: gateCheckName(gate.environment),
    validUntil: earliest([
      verdict.validUntil,
      patienceOf({ verdict, layers, gate }),
      askAgainAt(facts, now),
      askForPolicyAt(layers, now),
      isBeingTold(facts) ? now + LOOK_AGAIN : null,
    ]),
    digest: digestOf(
      { head: change.head, environment: gate.environment },
      verdict,
      versions.map(({ digest }) => digest),
    ),
    remembered: {
      verdict,
      explanation: explain({ verdict, facts, layers }),
      number: null,
      author: run.starter?.id ?? null,
      pending: 'in_progress',
      requirement: null,
      patience: patienceOf({ verdict, layers, gate }),
    },
    // Whoever forks can start as many runs as they like.
    isFromOutside: run.isForeign,
    draft: async (open) => {
      const digest = await putFacts({ ledger, subject, open, versions }, gathered, { verdict, at });
      return await draftEntryOn(context, {
        ledger,
        subject,
        gathered,
        versions,
        guids,
        about: subjectOfChange(context, collected),
        evidence: [{ uri: 'urn:countersign:evidence:facts', digest: { sha256: digest } }],
        said: {
          ...decisionOf(verdict),
          ...(facts.deployment === undefined ? {} : deploymentFields(facts.deployment)),
        },
      });
    },
  });
}

/** No branch has a space in its name: never that of a check on a pull request. */
export function gateCheckName(environment: string): string {
  return `countersign: deploy to ${environment}`;
}

function isBeingTold({ deployment }: Facts): boolean {
  return deployment?.source.known === false && deployment.source.why.code === 'not-recorded';
}

/** A decision is recorded when this differs from the last one recorded. */
function digestOf(about: object, { validUntil: _time, ...said }: Verdict, policies: readonly string[]): string {
  return sha256Hex(canonicalize(toJson({ ...about, policies, said })));
}
