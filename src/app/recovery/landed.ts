import { DAY, type Instant, SECOND } from '../../base/clock.ts';
import type { Context } from '../context.ts';
import type { Place } from '../ports.ts';
import { toJson } from '../stages/evidence.ts';

/**
 * What moved a guarded branch while nobody watched, in rows: it is judged when the ledger that covers it is known again,
 * which after a lost database may be days later. Ids only, of people too.
 */
export interface Landed {
  readonly installation: number;
  readonly repository: Place['repository'];
  readonly base: string;
  readonly before: string;
  readonly after: string;
  /** Numeric id; null: GitHub does not say. */
  readonly actor: number | null;
  readonly at: Instant;
  /** Pull requests that became this commit when they were merged, and the heads that were proposed. */
  readonly changes: readonly { readonly number: number; readonly head: string }[];
}

type Kept = Pick<Context, 'store' | 'clock'>;

const SCOPE = 'landed';
/** Keys are forgotten by their beginning. */
const keyOf = ({ repository, base, before, after }: Landed): string => `${repository.id}:${base}:${before}:${after}.`;

/** Safe to repeat. */
export async function noteLanded({ store, clock }: Kept, landed: Landed): Promise<void> {
  await store.memory.set(SCOPE, keyOf(landed), toJson(landed), clock.now());
}

/** Oldest first. */
export async function listLanded({ store }: Pick<Kept, 'store'>): Promise<readonly Landed[]> {
  const rows = await store.memory.list(SCOPE, '');
  return rows.map(({ value }) => value as unknown as Landed).toSorted((a, b) => a.at - b.at);
}

/** A repository that nobody works on any more: its ledger does not come back. */
const KEPT = 30 * DAY;

export async function forgetOldLanded({ store, clock }: Kept): Promise<void> {
  for (const landed of await listLanded({ store }))
    if (clock.now() - landed.at >= KEPT) await forgetLanded({ store }, landed);
}

export async function forgetLanded({ store }: Pick<Kept, 'store'>, landed: Landed): Promise<void> {
  await store.memory.forget(SCOPE, keyOf(landed));
}

/** GitHub's times have no fractions: what happened in the second in which something began may have happened after it. */
export function toWholeSecond(at: Instant): Instant {
  return Math.floor(at / SECOND) * SECOND;
}
