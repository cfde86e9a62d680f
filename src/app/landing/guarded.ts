import { fromRfc3339, type Instant } from '../../base/clock.ts';
import { objectOf } from '../../base/json.ts';
import type { LedgerState } from '../../store/store.ts';
import { checkNameOf } from '../check-name.ts';
import type { Context } from '../context.ts';
import type { Branch, Place } from '../ports.ts';
import { gateBranch } from '../stages/gate.ts';
import { knownPolicies, policySubject, subjectText } from '../stages/known-policies.ts';

interface Moved {
  /** Numeric id. */
  readonly repository: number;
  /** Short name of a branch. */
  readonly base: string;
  readonly at: Instant;
}

/** Does the ledger of the repository know a policy that speaks of the branch (short name)? */
export async function hasPolicy(
  { store }: Pick<Context, 'store'>,
  { repository, branch }: { readonly repository: number; readonly branch: string },
): Promise<boolean> {
  const home = await store.homes.read(repository);
  const base = (await gateBranch({ store }, repository, branch)) ?? branch;
  return (await knownPolicies(store, home?.ledger ?? null, { repository, base })).length > 0;
}

/** Did a policy speak of the branch by then? What brought the first one was nobody's to judge. */
export async function wasGuarded(
  { store }: Pick<Context, 'store'>,
  ledger: LedgerState,
  { repository, base: branch, at }: Moved,
): Promise<boolean> {
  // What a gate holds, the policy of the gate's branch speaks of.
  const base = (await gateBranch({ store }, repository, branch)) ?? branch;
  for (const layer of ['floor', 'repository'] as const) {
    const subject = subjectText(policySubject(ledger, { repository, layer, base }));
    const newest = await store.ledgers.newestOf(ledger.id, subject, 'policy');
    if (newest !== null && (newest.n > 1 || observedAt(newest.statement) <= at)) return true;
  }
  return false;
}

function observedAt(statement: Parameters<typeof objectOf>[0]): Instant {
  const observed = objectOf(objectOf(objectOf(statement)['predicate'])['countersign'])['observed'];
  return typeof observed === 'string' ? (fromRfc3339(observed) ?? 0) : 0;
}

/** What the rules say now: for a default branch that does not matter, because whoever let a change pass may have switched them off. */
export async function isGuarded(
  context: Pick<Context, 'store' | 'forge'>,
  place: Place,
  { name, isDefault }: Pick<Branch, 'name' | 'isDefault'>,
): Promise<boolean> {
  if (isDefault) return true;
  const gate = (await gateBranch(context, place.repository.id, name)) ?? name;
  const required = await context.forge.repositories.required(place, name, checkNameOf(gate));
  return required.known && required.value.required;
}
