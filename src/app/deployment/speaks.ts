import { objectOf } from '../../base/json.ts';
import type { Facts } from '../../policy/facts.ts';
import { unknown } from '../../policy/facts.ts';
import { judgeNode } from '../../policy/judge.ts';
import type { Policy } from '../../policy/policy.ts';
import type { LedgerState } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { Place } from '../ports.ts';
import { gateBranch } from '../stages/gate.ts';
import { knownPolicies } from '../stages/known-policies.ts';
import { parseOnce } from '../stages/parse-once.ts';

interface Deployment {
  readonly place: Place;
  /** The branch whose policy speaks of deployments. */
  readonly branch: string;
  readonly environment: string;
  readonly commit: string;
}

/** Is there a rule for deployments, as the ledger knows the policies, that may apply to this environment? */
export async function speaksOf(context: Context, ledger: LedgerState, deployment: Deployment): Promise<boolean> {
  return (await readSpeaking(context, ledger, deployment)).of(deployment);
}

/** What the policies of a branch say of deployments. */
export interface Speaking {
  /** Is there any rule for them? */
  readonly isAny: boolean;
  of(deployment: Pick<Deployment, 'environment' | 'commit'>): boolean;
}

export async function readSpeaking(
  context: Context,
  ledger: LedgerState,
  { place, branch }: Pick<Deployment, 'place' | 'branch'>,
): Promise<Speaking> {
  const repository = place.repository.id;
  const base = (await gateBranch(context, repository, branch)) ?? branch;
  const known = await knownPolicies(context.store, ledger, { repository, base });
  const policies: Policy[] = [];
  for (const { digest } of known) {
    const evidence = await context.store.ledgers.evidence(ledger.id, digest);
    const text = evidence === null ? null : objectOf(JSON.parse(evidence.document))['text'];
    const parsed = typeof text === 'string' ? parseOnce(text) : null;
    // What was erased, or cannot be read any more, may have spoken of it.
    if (parsed === null || !('policy' in parsed)) return { isAny: true, of: () => true };
    policies.push(parsed.policy);
  }
  const rules = policies.flatMap((policy) =>
    policy.rules.filter(({ on }) => on.includes('deployment')).map(({ when }) => ({ policy, when })),
  );
  const observedAt = context.clock.now();
  return {
    isAny: rules.length > 0,
    of: (deployment) => {
      const facts = factsOf({ place, branch, ...deployment }, observedAt);
      return rules.some(
        ({ policy, when }) => when === null || judgeNode(when, { facts, policy, at: observedAt }).truth !== 'unmet',
      );
    },
  };
}

const nobodyLooked = unknown('not-recorded', 'nobody looked when it was deployed');

/** Nothing but where it went: what else a rule asks of a deployment it may well say yes to. */
function factsOf({ place, branch, environment, commit }: Deployment, observedAt: number): Facts {
  const { id, owner, name } = place.repository;
  return {
    kind: 'deployment',
    observedAt,
    repository: { id, owner, name, private: false },
    change: {
      number: null,
      title: '',
      body: '',
      author: null,
      open: true,
      merged: false,
      draft: false,
      base: branch,
      baseTip: commit,
      headName: '',
      head: commit,
      headTree: commit,
      mergeBase: nobodyLooked,
      baseChangedAt: nobodyLooked,
      assignments: nobodyLooked,
      fork: null,
      group: null,
    },
    commits: nobodyLooked,
    files: nobodyLooked,
    reviews: nobodyLooked,
    labels: nobodyLooked,
    checks: nobodyLooked,
    workflows: nobodyLooked,
    properties: nobodyLooked,
    pushers: nobodyLooked,
    directory: { users: {}, teams: {} },
    deployment: {
      environment,
      id: null,
      run: { id: 0, attempt: 1, workflow: null, event: '' },
      deployer: null,
      starter: null,
      landedOn: nobodyLooked,
      source: nobodyLooked,
      ran: nobodyLooked,
    },
  };
}
