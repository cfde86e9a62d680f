import { type JsonObject, objectOf } from '../../base/json.ts';
import type { LandedFields } from '../../ledger/entries/landed.ts';
import type { LateCover, ShippedCommit } from '../../policy/facts.ts';
import { type ArchivedEntry, eachEntry } from '../archive/each-entry.ts';
import type { Context } from '../context.ts';

/** How a branch came to be at a commit, push by push, as our own ledger has it. */

interface Landed {
  readonly entry: ArchivedEntry;
  readonly landed: LandedFields;
}

export interface Chain {
  /** The commits that the pushes brought, newest first, by object id. */
  readonly commits: ReadonlyMap<string, ShippedCommit>;
  /** Where it ends: what was looked for, or the commit behind which nothing is recorded. */
  readonly end: string;
  readonly isWhole: boolean;
  /** Nothing was taken away on the way: the commits are those between `end` and where it began. */
  readonly isStraight: boolean;
  /** Covered ones for which their entries had no room. */
  readonly unnamed: number;
}

interface Walk {
  /** Numeric id. */
  readonly repository: number;
  /** SHA-256 of the full ref. */
  readonly refDigest: string;
  readonly from: string;
  readonly until: string | null;
}

type Archive = Pick<Context, 'store'>;

/** One commit is left on one branch so often. */
const MOST_OF_ONE = 100;
/** More is not looked through one by one. */
export const MOST_COMMITS = 10_000;

/** Nothing of it is known. */
export const noChain = (at: string): Chain => ({
  commits: new Map(),
  end: at,
  isWhole: false,
  isStraight: false,
  unnamed: 0,
});

/** Was the branch at this commit before it was at the other one? A walk from it would never come there. */
export async function wasBefore(
  context: Archive,
  { repository, refDigest, from, until }: Walk & { readonly until: string },
): Promise<boolean> {
  const [one, other] = await Promise.all(
    [from, until].map(
      async (commit) => await landedAt(context, { repository, refDigest, commit, before: null, seen: new Set() }),
    ),
  );
  if (one == null || other == null) return false;
  return (
    one.entry.at < other.entry.at || (one.entry.ledger === other.entry.ledger && one.entry.index < other.entry.index)
  );
}

/** From a commit back to another one, as long as the ledger tells how the branch came there. */
export async function walkBack(context: Archive, { repository, refDigest, from, until }: Walk): Promise<Chain> {
  const commits = new Map<string, ShippedCommit>();
  const seen = new Set<string>();
  let at = from;
  let before: ArchivedEntry | null = null;
  let isStraight = true;
  let unnamed = 0;
  while (at !== until && commits.size <= MOST_COMMITS) {
    const found: Landed | null = await landedAt(context, { repository, refDigest, commit: at, before, seen });
    if (found === null) break;
    seen.add(found.entry.id);
    for (const commit of shippedBy(found)) if (!commits.has(commit.oid)) commits.set(commit.oid, commit);
    const { removed, omitted = { covered: 0, uncovered: 0 } } = found.landed;
    if (removed !== undefined || omitted.uncovered > 0) isStraight = false;
    unnamed += omitted.covered;
    before = found.entry;
    if (found.landed.before === null) break;
    at = found.landed.before;
  }
  return { commits, end: at, isWhole: at === until, isStraight, unnamed };
}

/** More pushes than this before the first deployment are not looked through. */
const MOST_PUSHES = 10_000;

/** Where the record of a branch begins: before the oldest push that it tells of. Null: it tells of none, or of too many. */
export async function beginningOf(
  context: Archive,
  { repository, refDigest }: Pick<Walk, 'repository' | 'refDigest'>,
): Promise<{ readonly commit: string } | 'too-many' | null> {
  let oldest: string | null = null;
  let count = 0;
  const filter = { kind: 'landed' } as const;
  for await (const { predicate } of eachEntry(context, { repository, filter, most: MOST_PUSHES })) {
    count += 1;
    const { base, before, how } = landedOf(predicate);
    if (base.refDigest === refDigest && how !== 'cover') oldest = before ?? oldest;
  }
  if (count >= MOST_PUSHES) return 'too-many';
  return oldest === null ? null : { commit: oldest };
}

interface Left {
  readonly repository: number;
  readonly refDigest: string;
  readonly commit: string;
  /** The push after it. */
  readonly before: ArchivedEntry | null;
  /** Ids of entries: a branch that is moved back and forth leads nobody in a circle. */
  readonly seen: ReadonlySet<string>;
}

/**
 * The newest push that left the branch at this commit, of those that were recorded before the one after it if there is any:
 * what no decision covers is recorded late. Null: none is recorded.
 */
async function landedAt(context: Archive, left: Left): Promise<Landed | null> {
  const { repository, refDigest, commit, before, seen } = left;
  const filter = { kind: 'landed', subject: { is: 'commit', prefix: commit } } as const;
  let late: Landed | null = null;
  for await (const entry of eachEntry(context, { repository, filter, most: MOST_OF_ONE })) {
    const landed = landedOf(entry.predicate);
    const isThis = isPushTo(landed, commit) && landed.base.refDigest === refDigest;
    if (!isThis || seen.has(entry.id)) continue;
    if (before === null || entry.ledger !== before.ledger || entry.index < before.index) return { entry, landed };
    late ??= { entry, landed };
  }
  return late;
}

/** Digests of the branches that a push left at this commit. */
export async function branchesAt(
  context: Archive,
  { repository, commit }: Pick<Left, 'repository' | 'commit'>,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const filter = { kind: 'landed', subject: { is: 'commit', prefix: commit } } as const;
  for await (const { predicate } of eachEntry(context, { repository, filter, most: MOST_OF_ONE })) {
    const landed = landedOf(predicate);
    if (isPushTo(landed, commit)) found.add(landed.base.refDigest);
  }
  return found;
}

/** What the last push brought that left one of these branches (digests) at this commit; empty: none is recorded. */
export async function broughtBy(
  context: Archive,
  { repository, commit, branches }: Pick<Left, 'repository' | 'commit'> & { readonly branches: ReadonlySet<string> },
): Promise<readonly ShippedCommit[]> {
  const filter = { kind: 'landed', subject: { is: 'commit', prefix: commit } } as const;
  for await (const entry of eachEntry(context, { repository, filter, most: MOST_OF_ONE })) {
    const landed = landedOf(entry.predicate);
    // That a branch began with it says nothing of how it came.
    if (isPushTo(landed, commit) && landed.how !== 'create' && branches.has(landed.base.refDigest))
      return shippedBy({ entry, landed });
  }
  return [];
}

/** Everybody who covered a commit after it had landed, the last first. */
export async function lateCoversOf(
  context: Archive,
  { repository, commit }: Pick<Left, 'repository' | 'commit'>,
): Promise<readonly LateCover[]> {
  const covers: LateCover[] = [];
  const filter = { kind: 'landed', subject: { is: 'commit', prefix: commit } } as const;
  for await (const { predicate, id, actor } of eachEntry(context, { repository, filter, most: MOST_OF_ONE })) {
    const { how, late } = landedOf(predicate);
    if (how === 'cover' && late?.commits.includes(commit) === true) covers.push({ entry: id, by: actor });
  }
  return covers;
}

/** Of a branch: a tag that leads to the commit brought nothing there, nor did somebody who covered it. */
function isPushTo({ after, how, tag }: LandedFields, commit: string): boolean {
  return after === commit && how !== 'cover' && tag === undefined;
}

/** Written by ourselves, and checked before it was. */
function landedOf(predicate: JsonObject): LandedFields {
  return objectOf(predicate['countersign_landed']) as unknown as LandedFields;
}

/** Newest first, as far as they are named. */
function shippedBy({ entry: { id, actor, at }, landed: pushed }: Landed): readonly ShippedCommit[] {
  if (pushed.how === 'create') return [];
  const landed = { entry: id, how: pushed.how, by: actor, at };
  const covered = pushed.covered.flatMap(({ decision, change, commits }) =>
    commits.map((oid) => ({ oid, decision, change: change ?? null, landed, late: null })),
  );
  const uncovered = pushed.uncovered.map((oid) => ({ oid, decision: null, change: null, landed, late: null }));
  return [...covered, ...uncovered].toReversed();
}
