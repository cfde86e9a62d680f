import type { Instant } from '../../base/clock.ts';
import type { Context } from '../context.ts';
import type { Attempt } from '../ports.ts';
import { toJson } from '../stages/evidence.ts';

/** A webhook that GitHub's log has and our database has not. */
export interface Missed {
  readonly guid: string;
  /** Of its newest attempt: GitHub's number in full. */
  readonly id: string;
  /** When GitHub sent it first, as far as we saw. */
  readonly at: Instant;
  /** We answered that we kept it: then the database forgot it. */
  readonly isAnswered: boolean;
  readonly event: string;
  readonly action: string | null;
  readonly installation: number | null;
  readonly repository: number | null;
  /** When GitHub was asked to send it again; null: not yet. */
  readonly askedAt: Instant | null;
}

type Kept = Pick<Context, 'store' | 'clock'>;

const SCOPE = 'missed-delivery';
/** Keys are forgotten by their beginning. */
const keyOf = (guid: string): string => `${guid}.`;

const PAGE = 100;

/** A hundred at a time, oldest first: an outage of a day leaves hundreds of thousands. */
export async function* pagesOfMissed({ store }: Pick<Kept, 'store'>): AsyncGenerator<readonly Missed[]> {
  for (let after: { readonly at: Instant; readonly key: string } | null = null; ; ) {
    const rows: Awaited<ReturnType<typeof store.memory.oldest>> = await store.memory.oldest(SCOPE, {
      after,
      limit: PAGE,
    });
    if (rows.length > 0) yield rows.map(({ value }) => value as unknown as Missed).toSorted(inOrder);
    if (rows.length < PAGE) return;
    after = rows.at(-1) ?? null;
  }
}

/** GitHub's times are whole seconds, its ids rise. */
function inOrder(a: Missed, b: Missed): number {
  return a.at - b.at || a.id.length - b.id.length || (a.id < b.id ? -1 : 1);
}

export async function isAnyMissed({ store }: Pick<Kept, 'store'>): Promise<boolean> {
  return (await store.memory.oldest(SCOPE, { after: null, limit: 1 })).length > 0;
}

/** What the attempts tell of, without what is noted already. */
export async function missedAmong(
  { store }: Pick<Kept, 'store'>,
  attempts: readonly Attempt[],
): Promise<readonly Missed[]> {
  const all = byGuid(attempts);
  const noted = await Promise.all(all.map(async ({ guid }) => (await store.memory.get(SCOPE, keyOf(guid))) !== null));
  return all.filter((_, at) => noted[at] === false);
}

export async function noteMissed(context: Kept, missed: readonly Missed[]): Promise<void> {
  for (const one of missed) await keep(context, one);
}

export async function markAsked(context: Kept, missed: Missed): Promise<void> {
  await keep(context, { ...missed, askedAt: context.clock.now() });
}

export async function forgetMissed({ store }: Pick<Kept, 'store'>, { guid }: Missed): Promise<void> {
  await store.memory.forget(SCOPE, keyOf(guid));
}

/** Under the time at which it was sent: that is the order in which they come back. */
async function keep({ store }: Pick<Kept, 'store'>, missed: Missed): Promise<void> {
  await store.memory.set(SCOPE, keyOf(missed.guid), toJson(missed), missed.at);
}

/** Attempts come newest first, and one that was answered is enough. */
function byGuid(attempts: readonly Attempt[]): readonly Missed[] {
  const found = new Map<string, Missed>();
  for (const { guid, id, at, isAnswered, event, action, installation, repository } of attempts) {
    const newer = found.get(guid);
    const rest = { guid, event, action, installation, repository, askedAt: null };
    found.set(guid, {
      ...rest,
      id: newer?.id ?? id,
      at: Math.min(at, newer?.at ?? at),
      isAnswered: isAnswered || newer?.isAnswered === true,
    });
  }
  return [...found.values()];
}
