import type { Needs } from '../policy/needs.ts';
import type { Context } from './context.ts';

/**
 * Does the policy of this base, as it was read last (of any base, when null), ask for this? Null: nothing is remembered,
 * because nothing was judged there yet.
 */
export async function isAskedFor(
  { store }: Pick<Context, 'store'>,
  { repository, base }: { readonly repository: number; readonly base: string | null },
  asks: (needs: Needs) => boolean,
): Promise<boolean | null> {
  const found =
    base === null
      ? (await store.memory.list('needs', `${repository}:`)).map(({ value }) => value)
      : [(await store.memory.get('needs', `${repository}:${base}`))?.value];
  const needs = found.filter((each) => each !== undefined) as unknown as readonly Needs[];
  return needs.length === 0 ? null : needs.some(asks);
}
