import { sha256Hex } from '../../ledger/digest.ts';
import type { Context } from '../context.ts';
import type { Identity } from './identity.ts';

/** Who is being erased, from the first change to the last: a call that was killed is repeated with what was known then. */
export const ERASING = 'erasing';

export interface ErasingMemory {
  readonly identity: Identity;
  /** Pull requests that they opened, as evidence names its subjects. */
  readonly opened: readonly string[];
}

const keyOf = (person: string): string => sha256Hex(person.toLowerCase());

type Remembering = Pick<Context, 'store' | 'clock'>;

export async function rememberErasing(
  { store, clock }: Remembering,
  person: string,
  { identity, opened }: ErasingMemory,
): Promise<void> {
  await store.memory.set(ERASING, keyOf(person), { identity: { ...identity }, opened }, clock.now());
}

export async function rememberedErasing({ store }: Remembering, person: string): Promise<ErasingMemory | null> {
  return ((await store.memory.get(ERASING, keyOf(person)))?.value ?? null) as unknown as ErasingMemory | null;
}

export async function forgetErasing({ store }: Remembering, person: string): Promise<void> {
  await store.memory.forget(ERASING, keyOf(person));
}
