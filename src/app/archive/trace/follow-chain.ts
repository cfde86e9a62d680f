import { commitTerm } from '../../../ledger/entry-terms.ts';
import { commitsFrom } from '../../../ledger/trace/scope.ts';
import { isLanded, type TracedEntry } from '../../../ledger/trace/traced-entry.ts';
import type { LandingPlace } from '../../../store/store.ts';
import type { KnownEntries } from './known-entries.ts';

interface Span {
  /** Numeric id. */
  readonly repository: number;
  readonly from: string;
  readonly to: string;
}

/** Reads the landings that lead from one commit of a branch to a later one, if any do: nothing below the first of `from`. */
export async function followChain(known: KnownEntries, { repository, from, to }: Span): Promise<void> {
  const [begins, ends] = [await readLandings(known, from), await readLandings(known, to)];
  const places = await known.links.landingsAt(known.ledger, repository, from);
  const lowest = Math.min(...begins, ...places.map(({ index }) => index));
  for (const top of await known.links.landings(known.ledger, ends)) {
    for (let at: LandingPlace | null = top; at !== null && at.index >= lowest; at = await walkDown(known, at, lowest));
  }
}

/** Indexes of the landings that name this commit, which are known from now on. */
export async function readLandings(known: KnownEntries, commit: string): Promise<readonly number[]> {
  const isOne = (entry: TracedEntry): boolean => isLanded(entry) && commitsFrom(commit, [entry]).size > 0;
  await known.named([commitTerm(commit)], isOne);
  return known
    .all()
    .filter(isOne)
    .map(({ index }) => index);
}

/** Reads one run from here downwards. What it was built on; null: it ends it. */
async function walkDown(known: KnownEntries, top: LandingPlace, lowest: number): Promise<LandingPlace | null> {
  const { links, ledger } = known;
  await known.at(await links.inRun(ledger, top.run, { from: Math.max(lowest, top.run), to: top.index }));
  return top.run <= lowest ? null : await links.below(ledger, top.run);
}
