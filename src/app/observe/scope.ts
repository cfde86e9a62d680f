import { AsyncLocalStorage } from 'node:async_hooks';
import type { LogFields } from '../../base/log.ts';

/**
 * What is being worked on: every line that is logged meanwhile carries it, whichever room writes it and however deep. It
 * travels with the work, through everything that is awaited, so no logger has to be handed on.
 */
const scopes = new AsyncLocalStorage<Readonly<{ fields: Record<string, unknown> }>>();

/** Begins anew: one job often begins because another one woke its queue, and must not go by its name. */
export function inScope<T>(fields: LogFields, act: () => T): T {
  return scopes.run({ fields: { ...fields } }, act);
}

/** What is found out on the way, from here to the end of what is being worked on. Outside of any scope it is dropped. */
export function addToScope(fields: LogFields): void {
  Object.assign(scopes.getStore()?.fields ?? {}, fields);
}

/** A copy: nobody may change it behind the work's back. */
export function scopeFields(): LogFields {
  return { ...scopes.getStore()?.fields };
}
