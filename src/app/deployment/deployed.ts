import type { Instant } from '../../base/clock.ts';
import type { DeployedHint, Hint } from '../../github/hint.ts';
import type { Context } from '../context.ts';
import { hasPolicy } from '../landing/guarded.ts';
import type { Place } from '../ports.ts';
import { sendSweep } from '../sweep-task.ts';
import { type Untold, untoldRows } from '../untold.ts';

/** A deployment that began or ended, of which the ledger does not tell yet. In rows: it is told once it was kept. */
export interface Deployed extends DeployedHint, Untold {
  readonly guid: string;
  /** When we heard of it. */
  readonly heardAt: Instant;
}

/** Of a deployment each state is told once. */
export const deployedRows = untoldRows<Deployed>({
  scope: 'deployed',
  what: 'A deployment',
  nameOf: ({ id, state }) => `${id}:${state}`,
  heardAt: ({ heardAt }) => heardAt,
  happenedAt: ({ at }) => at,
});

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
    if (!(await hasPolicy(context, { repository, branch: deployed.branch }))) continue;
    await deployedRows.note(context, { ...deployed, repository, guid, heardAt: at });
    places.set(repository, place);
  }
  for (const place of places.values()) await sendSweep(context, { task: 'deployments', place });
}
