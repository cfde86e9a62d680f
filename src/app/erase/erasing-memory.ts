import { sha256Hex } from '../../ledger/digest.ts';
import type { Context } from '../context.ts';
import type { Identity } from './identity.ts';

/** Who is being erased, from the first change to the last: a call that was killed is repeated with what was known then. */
export const ERASING = 'erasing';

const keyOf = (person: string): string => sha256Hex(person.toLowerCase());

type Remembering = Pick<Context, 'store' | 'clock'>;

export async function rememberIdentity({ store, clock }: Remembering, person: string, who: Identity): Promise<void> {
  await store.memory.set(ERASING, keyOf(person), { ...who }, clock.now());
}

export async function rememberedIdentity({ store }: Remembering, person: string): Promise<Identity | null> {
  return ((await store.memory.get(ERASING, keyOf(person)))?.value ?? null) as unknown as Identity | null;
}

export async function forgetIdentity({ store }: Remembering, person: string): Promise<void> {
  await store.memory.forget(ERASING, keyOf(person));
}
