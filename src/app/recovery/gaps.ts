import { type Instant, MINUTE } from '../../base/clock.ts';
import type { GapFields } from '../../ledger/entries/gap.ts';
import type { Affected, GapNote, GapReason, ReadBack } from './gap-notes.ts';

/** Times in which the app could not watch, made of all that is noted: pure. */

export interface Gap {
  /** Null: the database that could have said it is lost; each ledger knows its own last entry. */
  readonly from: Instant | null;
  readonly to: Instant;
  readonly why: readonly GapReason[];
  /** Whose events may be missing. Null: everybody's. */
  readonly about: readonly Affected[] | null;
  readonly parts: readonly ReadBack[];
}

/** What lies closer together is one gap. */
const CLOSE = 10 * MINUTE;
const order: readonly GapReason[] = [
  'not-running',
  'database-away',
  'database-lost',
  'github-unreachable',
  'deliveries-failed',
];

/** In order of time. What was read back belongs to the gap in which it happened, and to the last one where that is not known. */
export function gapsOf(notes: readonly GapNote[], parts: readonly ReadBack[]): readonly Gap[] {
  const groups: GapNote[][] = [];
  for (const note of notes.toSorted((a, b) => (a.from ?? 0) - (b.from ?? 0))) {
    const last = groups.at(-1);
    if (last !== undefined && (note.from ?? 0) <= endOf(last) + CLOSE) last.push(note);
    else groups.push([note]);
  }
  return groups.map((group, at) => ({
    ...spanOf(group),
    parts: parts.filter((part) => placeOf(part, groups) === at),
  }));
}

const endOf = (notes: readonly GapNote[]): Instant => Math.max(...notes.map(({ to }) => to));

function placeOf({ at }: ReadBack, groups: readonly (readonly GapNote[])[]): number {
  const found = at === undefined ? -1 : groups.findIndex((group) => at <= endOf(group));
  return found < 0 ? groups.length - 1 : found;
}

function spanOf(notes: readonly GapNote[]): Omit<Gap, 'parts'> {
  const froms = notes.map(({ from }) => from);
  const known = froms.filter((from) => from !== null);
  const everybody = notes.filter(({ about }) => about === null);
  const isLost = notes.some(({ why }) => why === 'database-lost');
  // An older copy looks like an app that did not run; that deliveries failed follows from either.
  const why = notes
    .filter((note) => !(isLost && note.why === 'not-running'))
    .filter((note) => note.why !== 'deliveries-failed' || !everybody.some((one) => covers(one, note)))
    .map((note) => note.why);
  return {
    from: known.length < froms.length ? null : Math.min(...known),
    to: endOf(notes),
    why: order.filter((reason) => why.includes(reason)),
    about: everybody.length > 0 ? null : notes.flatMap(({ about }) => about ?? []),
  };
}

function covers(whole: GapNote, { from, to }: GapNote): boolean {
  return (whole.from ?? 0) - CLOSE <= (from ?? 0) && to <= whole.to + CLOSE;
}

const COUNTS = ['redelivered', 'fetched', 'lost', 'compared', 'judged', 'pushes'] as const;

/** One part for each repository: thousands of deliveries are a few numbers. */
export function addUp(parts: readonly ReadBack[]): readonly ReadBack[] {
  const groups = Map.groupBy(parts, ({ installation, repository }) => `${installation}/${repository}`);
  return [...groups.values()].map((group) => {
    const { installation = null, repository = null } = group[0] ?? {};
    const sums = COUNTS.map((name) => [name, group.reduce((sum, part) => sum + (part[name] ?? 0), 0)] as const);
    return { installation, repository, ...Object.fromEntries(sums.filter(([, sum]) => sum > 0)) };
  });
}

export function countsOf(parts: readonly ReadBack[]): GapFields['readBack'] {
  const sum = (name: (typeof COUNTS)[number]): number => parts.reduce((all, part) => all + (part[name] ?? 0), 0);
  return {
    deliveries: { redelivered: sum('redelivered'), fetched: sum('fetched'), lost: sum('lost') },
    changes: { compared: sum('compared'), judged: sum('judged') },
    pushes: sum('pushes'),
  };
}
