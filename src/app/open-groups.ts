import type { Context } from './context.ts';

/**
 * Merge groups that GitHub waits for, as its webhooks named them: GitHub cannot be asked which commits it wants checks on.
 * Whoever is lost with the database is dequeued by GitHub when the time for its checks is over.
 */
export interface OpenGroup {
  readonly head: string;
  /** Short name of the branch that it is to reach. */
  readonly base: string;
  /** What GitHub says the group was built on. */
  readonly baseOid: string;
  /** Pull requests in it, as they were when it was judged last; empty: not judged yet. */
  readonly members: readonly number[];
  /** GitHub says that it gave the group up. */
  readonly isGone: boolean;
}

type Groups = Pick<Context, 'store' | 'clock'>;

const SCOPE = 'merge-group';
const keyOf = (repository: number, head: string): string => `${repository}:${head}`;

export async function rememberGroup({ store, clock }: Groups, repository: number, group: OpenGroup): Promise<void> {
  await store.memory.set(SCOPE, keyOf(repository, group.head), { ...group }, clock.now());
}

export async function findGroup({ store }: Groups, repository: number, head: string): Promise<OpenGroup | null> {
  return ((await store.memory.get(SCOPE, keyOf(repository, head)))?.value ?? null) as unknown as OpenGroup | null;
}

export async function forgetGroup({ store }: Groups, repository: number, head: string): Promise<void> {
  await store.memory.forget(SCOPE, keyOf(repository, head));
}

/** Groups whose verdict may change with one of these pull requests. */
export async function groupsWith(
  { store }: Groups,
  repository: number,
  numbers: ReadonlySet<number>,
): Promise<readonly OpenGroup[]> {
  const groups = await store.memory.list(SCOPE, `${repository}:`);
  return groups
    .map(({ value }) => value as unknown as OpenGroup)
    .filter(({ members }) => members.some((number) => numbers.has(number)));
}
