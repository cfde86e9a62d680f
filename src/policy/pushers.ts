import { type CommitFacts, type Known, known, type Person, unknown } from './facts.ts';

/** One recorded move of a ref: GitHub's push delivery, `synchronize`, or the repository's activity. */
export interface RefMove {
  readonly before: string;
  readonly after: string;
  /** Object ids that GitHub listed with it; empty where it listed none. */
  readonly listed: readonly string[];
  readonly actor: Person | null;
}

/**
 * Everybody who pushed any commit of the range, or unknown when a commit's push was not seen: whoever cannot be named
 * could be the approver. A move without a list stands for every commit that its new head reaches and its old one does
 * not; so a move may be counted for more than it brought, never for less.
 */
export function pushersOf(commits: readonly CommitFacts[], moves: readonly RefMove[]): Known<readonly Person[]> {
  const parents = new Map(commits.map((commit) => [commit.oid, commit.parents]));
  const covered = new Set<string>();
  const people = new Map<number, Person>();
  for (const move of moves) {
    const brought = broughtBy(move, parents);
    if (brought.size === 0) continue;
    if (move.actor === null) return unknown('not-recorded', `who pushed ${move.after.slice(0, 7)} is not known`);
    people.set(move.actor.id, move.actor);
    for (const oid of brought) covered.add(oid);
  }
  const missing = commits.filter((commit) => !covered.has(commit.oid));
  if (missing[0] === undefined) return known([...people.values()]);
  return unknown(
    'not-recorded',
    `nobody saw who pushed ${missing.length} of ${commits.length} commits (${missing[0].oid.slice(0, 7)} …)`,
  );
}

type Parents = ReadonlyMap<string, readonly string[]>;

function broughtBy(move: RefMove, parents: Parents): ReadonlySet<string> {
  const old = reach(move.before, parents, new Set());
  const brought = reach(move.after, parents, old);
  for (const oid of move.listed) if (parents.has(oid)) brought.add(oid);
  return brought;
}

/** Commits of the range that `from` reaches, without going through `stop`. */
function reach(from: string, parents: Parents, stop: ReadonlySet<string>): Set<string> {
  const seen = new Set<string>();
  const open = [from];
  for (let oid = open.pop(); oid !== undefined; oid = open.pop()) {
    const next = parents.get(oid);
    if (next === undefined || seen.has(oid) || stop.has(oid)) continue;
    seen.add(oid);
    open.push(...next);
  }
  return seen;
}
