import type { Context } from '../context.ts';
import { toJson } from '../stages/evidence.ts';

/** An environment of which the ledger tells: in rows, so that one that is gone is missed. */
export interface KnownEnvironment {
  /** GitHub's number of it; 0: all of the repository's, which could not be read. */
  readonly id: number;
  readonly name: string;
  /** The newest entry about it. */
  readonly entry: string;
  /** Does it stand without a gate, and was that said? */
  readonly isWarned: boolean;
}

type Kept = Pick<Context, 'store' | 'clock'>;

const SCOPE = 'environment';
/** Keys are forgotten by their beginning. */
const keyOf = (repository: number, id: number): string => `${repository}:${id}.`;

/** By their numbers. */
export async function knownEnvironments(
  { store }: Pick<Kept, 'store'>,
  repository: number,
): Promise<ReadonlyMap<number, KnownEnvironment>> {
  const rows = await store.memory.list(SCOPE, `${repository}:`);
  const known = rows.map(({ value }) => value as unknown as KnownEnvironment);
  return new Map(known.map((environment) => [environment.id, environment]));
}

export async function rememberEnvironment(
  { store, clock }: Kept,
  repository: number,
  environment: KnownEnvironment,
): Promise<void> {
  await store.memory.set(SCOPE, keyOf(repository, environment.id), toJson(environment), clock.now());
}

export async function forgetEnvironment({ store }: Pick<Kept, 'store'>, repository: number, id: number): Promise<void> {
  await store.memory.forget(SCOPE, keyOf(repository, id));
}

/** The repository is gone. */
export async function forgetEnvironments({ store }: Pick<Kept, 'store'>, repository: number): Promise<void> {
  await store.memory.forget(SCOPE, `${repository}:`);
}
