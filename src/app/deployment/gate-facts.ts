import { type CommitFacts, type Facts, type Known, known, type ReviewFacts, unknown } from '../../policy/facts.ts';
import type { LedgerState, SubjectRef } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { DeployingRun } from '../ports.ts';
import { alertsOf } from '../stages/alerts.ts';
import { findPushers, type Read } from '../stages/gather.ts';
import { propertiesOf } from '../stages/properties.ts';
import { artifactsOf } from './artifacts.ts';
import type { Gate } from './gate.ts';
import { reviewsOf } from './gate-reviews.ts';
import { readShipped, type Shipped } from './source.ts';

export interface Deploying {
  readonly subject: SubjectRef;
  readonly ledger: LedgerState;
  readonly gate: Gate;
  readonly run: DeployingRun;
}

/** Everything a rule may know about a deployment. */
export async function assembleDeployment(
  context: Context,
  { subject, ledger, gate, run }: Deploying,
  { collected, needs, directory }: Read,
): Promise<Facts> {
  const { change } = collected;
  const { environment } = gate;
  const observedAt = context.clock.now();
  const shipped = await readShipped(context, {
    place: subject,
    ledger,
    environment,
    askedAt: gate.askedAt,
    commit: change.head,
    tree: change.headTree,
    base: change.base,
    tip: change.baseTip,
    names: [run.branch, gate.ref].filter((name) => name !== null),
  });
  const { oids, ...landings } = shipped;
  const wantsCommits = needs.commits || needs.signatures || needs.pushers;
  const commits = wantsCommits ? await readCommits(context, { subject, head: change.head, oids }, needs) : notAsked;
  const reviews: Known<readonly ReviewFacts[]> = needs.reviews
    ? await reviewsOf(context, { place: subject, gate, attempt: run.attempt, change, at: observedAt })
    : notAsked;
  return {
    kind: 'deployment',
    observedAt,
    repository: collected.repository,
    change,
    commits,
    files: unknown('not-needed', 'the files of a deployment are not looked at'),
    reviews,
    labels: unknown('not-needed', 'a deployment has no labels'),
    checks: collected.checks,
    workflows: collected.workflows,
    properties: needs.properties ? await propertiesOf(context, subject) : notAsked,
    ...(await alertsOf(context, { place: subject, needs, change })),
    pushers: needs.pushers ? await findPushers(context, subject, { ...collected, commits }) : notAsked,
    directory,
    deployment: {
      environment,
      id: gate.deployment,
      run: { id: run.id, attempt: run.attempt, workflow: run.workflow, event: run.event },
      deployer: run.deployer,
      starter: run.starter,
      ...landings,
      artifacts: needs.artifacts ? await artifactsOf(context, { place: subject, run: run.id }) : notAsked,
    },
  };
}

const notAsked = unknown('not-needed', 'no rule asks for it');

interface Bringing {
  readonly subject: SubjectRef;
  readonly head: string;
  readonly oids: Shipped['oids'];
}

/** The commits that it would bring. What a merge joins is listed beside it, so its own message says nothing more. */
async function readCommits(
  { forge }: Context,
  { subject, head, oids }: Bringing,
  { signatures }: { readonly signatures: boolean },
): Promise<Known<readonly CommitFacts[]>> {
  if (oids === null) return unknown('not-recorded', 'which commits it would bring is not known');
  if (oids.length === 0) return known([]);
  const commits = await forge.deployments.commits(subject, { head, oids, signatures });
  if (!commits.known) return commits;
  return known(commits.value.map((commit) => ({ ...commit, updatesFromBase: commit.parents.length === 2 })));
}
