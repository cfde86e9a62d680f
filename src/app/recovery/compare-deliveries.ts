import { DAY, type Instant, MINUTE } from '../../base/clock.ts';
import { isFault } from '../../base/fault.ts';
import { isJsonObject } from '../../base/json.ts';
import { knownEvents } from '../../github/events.ts';
import type { Context } from '../context.ts';
import type { Attempt } from '../ports.ts';
import { toJson } from '../stages/evidence.ts';
import { type GapNote, noteGap } from './gap-notes.ts';
import { type Missed, missedAmong, noteMissed } from './missed.ts';

/**
 * GitHub's log of deliveries, newest first, as far back as nobody looked yet. What the database does not know is noted as
 * missed. It goes on at the page where it stopped.
 */
export interface Pass {
  /** When it began: everything before is looked at when it ends. */
  readonly begun: Instant;
  /** Nothing older is looked at. */
  readonly floor: Instant;
  /** Also what we acknowledged: the database may have forgotten it. */
  readonly isWhole: boolean;
  /** Until when somebody watched, as the database says; null: it does not say. */
  readonly alive: Instant | null;
  /** Where the next page begins; null: at the newest. */
  readonly cursor: string | null;
}

/** Until when somebody watched; null: the database does not say. */
interface Wish {
  readonly alive: Instant | null;
}

const SCOPE = 'delivery-pass';
const WISHES = 'delivery-wish';
/** Enterprise Server keeps deliveries for seven days; github.com for three, and its log ends there by itself. */
const KEPT = 7 * DAY;
/** An attempt stands in the log when it is over, under the time at which it was made. */
const OVERLAP = 10 * MINUTE;
/** After so many pages others get a turn. */
const MOST_PAGES = 20;

/**
 * All deliveries since somebody watched last are to be compared. Asked for under a key of its own, because another
 * process may be in the middle of a pass.
 */
export async function wishWholePass({ store, clock, owner }: Context, alive: Instant | null): Promise<void> {
  const wish: Wish = { alive };
  await store.memory.set(WISHES, `${owner}:${clock.now()}.`, toJson(wish), clock.now());
}

/** Resolves to whether it came to its end. The caller holds the lease under which this runs. */
export async function comparePages(context: Context, keepLease: () => Promise<void>): Promise<boolean> {
  let pass = await currentPass(context);
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const { attempts, next } = await readPage(context, pass);
    await noteUnknown(context, attempts, pass);
    const oldest = attempts.at(-1);
    if (next === null || oldest === undefined || oldest.at < pass.floor) {
      await finish(context, pass);
      return await isNothingWished(context);
    }
    pass = { ...pass, cursor: next };
    await keep(context, pass);
    await keepLease();
  }
  return false;
}

/** Is there nothing left to compare? */
export async function isCompared(context: Pick<Context, 'store'>): Promise<boolean> {
  return (await context.store.memory.get(SCOPE, 'pass'))?.value == null && (await isNothingWished(context));
}

/** When the last pass began that came to its end; null: there was none. */
export async function comparedUntil({ store }: Pick<Context, 'store'>): Promise<Instant | null> {
  return (await store.memory.get(SCOPE, 'mark'))?.at ?? null;
}

async function isNothingWished({ store }: Pick<Context, 'store'>): Promise<boolean> {
  return (await store.memory.list(WISHES, '')).length === 0;
}

/** The one that was interrupted, or a new one: of what failed since the last, and of everything where it was wished. */
async function currentPass(context: Context): Promise<Pass> {
  const { memory } = context.store;
  const kept = (await memory.get(SCOPE, 'pass'))?.value;
  if (isJsonObject(kept)) return kept as unknown as Pass;
  const begun = context.clock.now();
  const oldest = begun - KEPT;
  const last = (await comparedUntil(context)) ?? oldest;
  const wishes = await memory.list(WISHES, '');
  const alive = earliest(wishes.map(({ value }) => (value as unknown as Wish).alive));
  const since = alive === null && wishes.length > 0 ? 0 : Math.min(last, alive ?? last);
  const floor = Math.max(oldest, since - OVERLAP);
  const pass: Pass = { begun, floor, isWhole: wishes.length > 0, alive, cursor: null };
  await keep(context, pass);
  for (const { key } of wishes) await memory.forget(WISHES, key);
  return pass;
}

/** Whoever does not know may be right: everything is compared then. */
function earliest(times: readonly (Instant | null)[]): Instant | null {
  const known = times.filter((time) => time !== null);
  return known.length < times.length || known.length === 0 ? null : Math.min(...known);
}

async function keep({ store, clock }: Context, pass: Pass): Promise<void> {
  await store.memory.set(SCOPE, 'pass', toJson(pass), clock.now());
}

/** If we die in between, the same pages are looked at again. */
async function finish({ store, clock }: Context, pass: Pass): Promise<void> {
  await store.memory.set(SCOPE, 'mark', null, pass.begun);
  await store.memory.set(SCOPE, 'pass', null, clock.now());
}

/** A cursor that lay longer than GitHub keeps deliveries is worth nothing: it begins again. */
async function readPage(
  { forge }: Context,
  { cursor, isWhole }: Pass,
): ReturnType<Context['forge']['hook']['attempts']> {
  try {
    return await forge.hook.attempts({ cursor, isFailedOnly: !isWhole });
  } catch (error) {
    if (cursor === null || !isFault(error, 'github.invalid')) throw error;
    return await forge.hook.attempts({ cursor: null, isFailedOnly: !isWhole });
  }
}

async function noteUnknown(context: Context, attempts: readonly Attempt[], pass: Pass): Promise<void> {
  const wanted = attempts.filter(({ at, event }) => at >= pass.floor && knownEvents.includes(event));
  const known = await context.store.deliveries.known(wanted.map(({ guid }) => guid));
  const missed = await missedAmong(
    context,
    wanted.filter(({ guid }) => !known.has(guid)),
  );
  if (missed.length === 0) return;
  // First: if we die in between, the page is read again, and the same gap noted again is the same gap.
  for (const note of gapsOf(missed, pass)) await noteGap(context, note);
  await noteMissed(context, missed);
  context.log.warn({ deliveries: missed.length }, 'GitHub sent webhooks that the database does not have');
}

/** What was answered and is not there was lost with the database, since the copy was made that is there now. */
function gapsOf(missed: readonly Missed[], { alive, begun }: Pass): readonly GapNote[] {
  const lost = missed.filter(({ isAnswered }) => isAnswered).map(({ at }) => at);
  const gaps = new Map<string, GapNote>();
  if (lost.length > 0) {
    const span = alive === null ? { from: null, to: begun } : { from: Math.min(alive, ...lost), to: Math.max(...lost) };
    gaps.set('lost', { ...span, why: 'database-lost', about: null });
  }
  for (const { at, isAnswered, installation, repository } of missed) {
    if (isAnswered) continue;
    const key = `${installation}/${repository}`;
    const { from, to } = gaps.get(key) ?? { from: at, to: at };
    const span = { from: Math.min(from ?? at, at), to: Math.max(to, at) };
    gaps.set(key, { ...span, why: 'deliveries-failed', about: { installation, repository } });
  }
  return [...gaps.values()];
}
