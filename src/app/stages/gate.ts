import { gateOf } from '../../policy/gates.ts';
import type { Context } from '../context.ts';
import type { Collected } from '../ports.ts';
import { parseOnce } from './parse-once.ts';

const GATE = 'gate';

/**
 * The branch that lends its policy and its name to what wants to reach the base; null: no gate of the floor holds it.
 * A gate holds in every repository below the floor, also where `applies_to` keeps the floor's rules away: the rule sets
 * of an organisation ask all of its repositories for one name. While the floor cannot be used, what it said last holds:
 * the check that is required is the one that has to say so. `isFloorKnown`: the ledger has a version of it.
 */
export async function findGateBranch(
  context: Pick<Context, 'store'>,
  isFloorKnown: boolean,
  { floor, change, repository }: Pick<Collected, 'floor' | 'change' | 'repository'>,
): Promise<string | null> {
  // Where it never spoke, a floor that is not there is none; elsewhere it was removed, which is said under its name.
  if (floor.state === 'absent' && !isFloorKnown) return null;
  const parsed = floor.state === 'present' ? parseOnce(floor.text) : null;
  return parsed !== null && 'policy' in parsed
    ? gateOf(parsed.policy, change.base)
    : await gateBranch(context, repository.id, change.base);
}

/** As the last evaluation on this base found it; where there was none, that of any gate of the repository. */
export async function gateBranch(
  { store }: Pick<Context, 'store'>,
  repository: number,
  base: string | null,
): Promise<string | null> {
  const ofBase = base === null ? null : await store.memory.get(GATE, keyOf(repository, base));
  const found = ofBase ?? (base === null ? await store.memory.get(GATE, anyOf(repository)) : null);
  return typeof found?.value === 'string' ? found.value : null;
}

/** So that the next evaluation asks for the right branch at once. */
export async function rememberGate(
  { store, clock }: Pick<Context, 'store' | 'clock'>,
  { repository, base, branch }: { readonly repository: number; readonly base: string; readonly branch: string | null },
): Promise<void> {
  const key = keyOf(repository, base);
  const known = await store.memory.get(GATE, key);
  if ((known?.value ?? null) === branch) return;
  await store.memory.set(GATE, key, branch, clock.now());
  if (branch !== null) await store.memory.set(GATE, anyOf(repository), branch, clock.now());
}

/** Bases whose policy is that of this branch, itself included. */
export async function basesBehind(
  { store }: Pick<Context, 'store'>,
  repository: number,
  branch: string,
): Promise<readonly string[]> {
  const prefix = keyOf(repository, '');
  const known = await store.memory.list(GATE, prefix);
  const behind = known.filter(({ value }) => value === branch).map(({ key }) => key.slice(prefix.length));
  return [...new Set([branch, ...behind])];
}

/** No branch begins with a slash or holds a colon, so the two kinds of keys never meet. */
const keyOf = (repository: number, base: string): string => `${repository}:${base}`;
const anyOf = (repository: number): string => `${repository}/any`;
