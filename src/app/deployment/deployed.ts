import { DAY, type Instant } from '../../base/clock.ts';
import type { DeployedHint, Hint } from '../../github/hint.ts';
import type { Context } from '../context.ts';
import type { Place } from '../ports.ts';
import { toJson } from '../stages/evidence.ts';
import { knownPolicies } from '../stages/known-policies.ts';
import { sendSweep } from '../sweep-task.ts';

/** A deployment that began or ended, of which the ledger does not tell yet. In rows: it is told once it was kept. */
export interface Deployed extends DeployedHint {
  readonly repository: number;
  readonly guid: string;
  /** When we heard of it. */
  readonly heardAt: Instant;
}

type Kept = Pick<Context, 'store' | 'clock'>;

const SCOPE = 'deployed';
/** Keys are forgotten by their beginning. */
const keyOf = ({ repository, id, state }: Deployed): string => `${repository}:${id}:${state}.`;

export interface DeployedNews {
  readonly hint: Extract<Hint, { kind: 'deployed' }>;
  readonly guid: string;
  readonly at: Instant;
}

/**
 * What is told in the ledger: deployments in repositories of which a policy is known. Before the webhook counts as worked
 * on: if we die in between, it comes again, and says the same.
 */
export async function noteDeployed(context: Context, news: readonly DeployedNews[]): Promise<void> {
  const places = new Map<number, Place>();
  for (const { hint, guid, at } of news) {
    const { place, deployed } = hint;
    const repository = place.repository.id;
    const home = await context.store.homes.read(repository);
    const known = await knownPolicies(context.store, home?.ledger ?? null, { repository, base: deployed.branch });
    if (known.length === 0) continue;
    const row: Deployed = { ...deployed, repository, guid, heardAt: at };
    await context.store.memory.set(SCOPE, keyOf(row), toJson(row), at);
    places.set(repository, place);
  }
  for (const place of places.values()) await sendSweep(context, { task: 'deployments', place });
}

/** Of one repository, in the order in which they happened. */
export async function listDeployed({ store }: Pick<Kept, 'store'>, repository: number): Promise<readonly Deployed[]> {
  const rows = await store.memory.list(SCOPE, `${repository}:`);
  return rows
    .map(({ value }) => value as unknown as Deployed)
    .toSorted((a, b) => a.at - b.at || a.id - b.id || a.heardAt - b.heardAt);
}

export async function forgetDeployed({ store }: Pick<Kept, 'store'>, deployed: Deployed): Promise<void> {
  await store.memory.forget(SCOPE, keyOf(deployed));
}

/** The repository is not there any more, or the app is not in it. */
const KEPT = 30 * DAY;

/** Repositories of which something is left to tell. */
export async function deployedIn({ store, clock, log }: Kept & Pick<Context, 'log'>): Promise<readonly number[]> {
  const found = new Set<number>();
  for (const { value } of await store.memory.list(SCOPE, '')) {
    const deployed = value as unknown as Deployed;
    const { repository, id, commit } = deployed;
    if (clock.now() - deployed.heardAt < KEPT) found.add(repository);
    else {
      log.error(
        { repository, deployment: id, commit },
        'A deployment was never told: its repository cannot be reached',
      );
      await forgetDeployed({ store }, deployed);
    }
  }
  return [...found];
}
