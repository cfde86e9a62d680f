import { toHex } from '../../base/bytes.ts';
import type { Instant } from '../../base/clock.ts';
import type { Context } from '../context.ts';
import { toJson } from '../stages/evidence.ts';

/**
 * What is known of a time in which the app could not watch, and what was read back of it, in rows that are only ever
 * added: several processes write them. The gap's entry takes them together, and then they are forgotten.
 */

export type GapReason = 'not-running' | 'database-away' | 'github-unreachable' | 'deliveries-failed' | 'database-lost';

export interface GapNote {
  /** Null: the database that could have said it is lost; each ledger knows its own last entry. */
  readonly from: Instant | null;
  readonly to: Instant;
  readonly why: GapReason;
  /** Whose events may be missing. Null: everybody's. */
  readonly about: Affected | null;
}

/** `repository` null: the installation itself; both null: the app. */
export interface Affected {
  readonly installation: number | null;
  readonly repository: number | null;
}

/** What one thing that was read back adds to the counts. */
export interface ReadBack extends Affected {
  readonly redelivered?: number;
  readonly fetched?: number;
  /** GitHub no longer has them. */
  readonly lost?: number;
  /** Open pull requests that were compared, and those that are judged again for it. */
  readonly compared?: number;
  readonly judged?: number;
  readonly pushes?: number;
  /** When it happened, where that is known. */
  readonly at?: Instant;
}

type Kept = Pick<Context, 'store' | 'clock' | 'random'>;

const NOTES = 'gap-note';
const PARTS = 'gap-read-back';

/** Keys are forgotten by their beginning, so each ends with what no other key has behind it. */
const rowKey = (key: string): string => `${key}.`;

export async function noteGap({ store, clock, random }: Kept, note: GapNote): Promise<void> {
  await store.memory.set(NOTES, rowKey(toHex(random(16))), toJson(note), clock.now());
}

/** Is there a gap of which an entry will tell? */
export async function isGapOpen({ store }: Pick<Kept, 'store'>): Promise<boolean> {
  return (await store.memory.list(NOTES, '')).length > 0;
}

/**
 * Since when nobody watched, as far as it is not in an entry yet: `from` null, where a lost database could have said it;
 * null: there is no gap.
 */
export async function openSince({ store }: Pick<Kept, 'store'>): Promise<{ readonly from: Instant | null } | null> {
  const notes = (await store.memory.list(NOTES, '')).map(({ value }) => (value as unknown as GapNote).from);
  if (notes.length === 0) return null;
  const known = notes.filter((from) => from !== null);
  return { from: known.length < notes.length ? null : Math.min(...known) };
}

/** Safe to repeat: what was read back has a name, and the same name counts once. */
export async function noteReadBack({ store, clock }: Kept, name: string, part: ReadBack): Promise<void> {
  await store.memory.set(PARTS, rowKey(name), toJson(part), clock.now());
}

export interface Noted {
  readonly notes: readonly { readonly key: string; readonly value: GapNote }[];
  readonly parts: readonly { readonly key: string; readonly value: ReadBack }[];
}

export async function readNotes({ store }: Pick<Kept, 'store'>): Promise<Noted> {
  const [notes, parts] = [await store.memory.list(NOTES, ''), await store.memory.list(PARTS, '')];
  return { notes: notes as unknown as Noted['notes'], parts: parts as unknown as Noted['parts'] };
}

export interface NotedKeys {
  readonly notes: readonly string[];
  readonly parts: readonly string[];
}

/** Those that were read, and no others that came since. */
export async function forgetNotes({ store }: Pick<Kept, 'store'>, { notes, parts }: NotedKeys): Promise<void> {
  for (const key of notes) await store.memory.forget(NOTES, key);
  for (const key of parts) await store.memory.forget(PARTS, key);
}
