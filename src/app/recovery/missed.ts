import type { Instant } from '../../base/clock.ts';
import type { Context } from '../context.ts';
import type { Attempt } from '../ports.ts';
import { toJson } from '../stages/evidence.ts';

/** A webhook that GitHub's log has and our database has not. */
export interface Missed {
  readonly guid: string;
  /** Of its newest attempt. */
  readonly id: number;
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

/** Oldest first. */
export async function listMissed({ store }: Pick<Kept, 'store'>): Promise<readonly Missed[]> {
  const rows = await store.memory.list(SCOPE, '');
  return rows.map(({ value }) => value as unknown as Missed).toSorted((a, b) => a.at - b.at || a.id - b.id);
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

async function keep({ store, clock }: Kept, missed: Missed): Promise<void> {
  await store.memory.set(SCOPE, keyOf(missed.guid), toJson(missed), clock.now());
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
