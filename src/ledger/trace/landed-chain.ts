import { commitsOf, isLanded, type LandedSaid, type Telling, type TracedEntry } from './traced-entry.ts';

type Landing = Telling<LandedSaid>;

/**
 * The landings of a repository, linked as its branches grew: each begins at the commit where the one before it left the
 * branch. Where a push took commits away, or was not recorded, the chain ends: what came after it is not claimed to hold
 * what was there before.
 */
export class LandedChain {
  readonly #landings: readonly Landing[];
  readonly #byStart = new Map<string, Landing[]>();
  readonly #byEnd = new Map<string, Landing[]>();
  readonly #byCommit = new Map<string, Landing[]>();

  constructor(entries: Iterable<TracedEntry>) {
    const landings = [...entries].filter(isLanded).filter(({ says }) => says.how !== 'cover' && !says.isTag);
    this.#landings = landings.toSorted((a, b) => a.index - b.index);
    for (const landing of this.#landings) {
      const { before, after } = landing.says;
      if (before !== null) put(this.#byStart, before, landing);
      if (after !== null) put(this.#byEnd, after, landing);
      for (const commit of namedBy(landing)) put(this.#byCommit, commit, landing);
    }
  }

  all(): readonly Landing[] {
    return this.#landings;
  }

  /** Those that brought this commit to a branch, oldest first. */
  of(commit: string): readonly Landing[] {
    return this.#byCommit.get(commit) ?? [];
  }

  /** Tips of the branch that hold what this landing brought: its own, and those of all that followed. */
  holding(landing: Landing): ReadonlySet<string> {
    const held = new Set<string>();
    const seen = new Set([landing]);
    // A set is walked to its end, which the walk itself moves.
    for (const each of seen) {
      const { branch, after } = each.says;
      if (after === null) continue;
      held.add(after);
      for (const next of this.#byStart.get(after) ?? [])
        if (next.says.branch === branch && next.says.removed === 0 && next.index > each.index) seen.add(next);
    }
    return held;
  }

  /**
   * What lies between two commits of a branch, oldest first: the landing of `to` down to that of `from`, which is not among
   * them unless it brought more than `from`. Null: no chain leads from one to the other. `from` null: down to where the record begins.
   */
  between(from: string | null, to: string): readonly Landing[] | null {
    if (from === to) return [];
    for (const landing of this.of(to)) {
      const found = this.#down(landing, from);
      if (found !== null) return found.toReversed();
    }
    return null;
  }

  #down(top: Landing, from: string | null): readonly Landing[] | null {
    const found: Landing[] = [];
    for (let landing: Landing | undefined = top; landing !== undefined; landing = this.#below(landing)) {
      const { after, before } = landing.says;
      // Within one landing nobody tells which of its commits came first.
      if (from !== null && after === from) return landing === top ? null : found;
      found.push(landing);
      if (from !== null && (before === from || namedBy(landing).includes(from))) return found;
    }
    return from === null ? found : null;
  }

  #below({ says, index }: Landing): Landing | undefined {
    if (says.before === null || says.removed > 0) return undefined;
    const ends = this.#byEnd.get(says.before) ?? [];
    return ends.findLast((each) => each.says.branch === says.branch && each.index < index);
  }
}

/** Its tip is its last commit, also where it is not named for want of room. */
function namedBy(landing: Landing): readonly string[] {
  const { after } = landing.says;
  const named = commitsOf(landing).filter((commit) => commit !== after);
  return after === null ? named : [...named, after];
}

function put<T>(map: Map<string, T[]>, key: string, item: T): void {
  const items = map.get(key);
  if (items === undefined) map.set(key, [item]);
  else items.push(item);
}
