import type { Context } from '../context.ts';

/** What is still to be read back before a gap's entry says what was: rows, because several processes read. */

const SCOPE = 'recovery-todo';
/** Keys are forgotten by their beginning: 1 must not be the beginning of 12. */
const keyOf = (name: string): string => `${name}.`;

export async function addTodo({ store, clock }: Pick<Context, 'store' | 'clock'>, name: string): Promise<void> {
  await store.memory.set(SCOPE, keyOf(name), null, clock.now());
}

export async function dropTodo({ store }: Pick<Context, 'store'>, name: string): Promise<void> {
  await store.memory.forget(SCOPE, keyOf(name));
}

/** How many there are. */
export async function countTodo({ store }: Pick<Context, 'store'>): Promise<number> {
  return (await store.memory.list(SCOPE, '')).length;
}

/** What was not done within the time that it was given. */
export async function dropAllTodo({ store }: Pick<Context, 'store'>): Promise<void> {
  await store.memory.forget(SCOPE, '');
}
