import { type Deployed, listDeployed } from './deployed.ts';
import { LandedChain } from './landed-chain.ts';
import { isLanded, type LandedSaid, type Telling, type TracedEntry } from './traced-entry.ts';

/** What changed in an environment between two instants. */
export interface Difference {
  /** What ran there at each of them; null: nothing is recorded. */
  readonly from: Deployed | null;
  readonly to: Deployed | null;
  /** `back`: the landings were taken out. `unknown`: no chain of landings leads from one commit to the other. */
  readonly way: 'same' | 'forth' | 'back' | 'unknown';
  /** Oldest first. */
  readonly landings: readonly Telling<LandedSaid>[];
  /** Commits that somebody covered after they had landed, with the index of the entry that says so. */
  readonly late: ReadonlyMap<string, number>;
}

export interface AskedDifference {
  /** As entries name it. */
  readonly environment: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly from: string;
  readonly to: string;
}

/** Of one repository: all of its landings and events of deployments have to be among the entries. */
export function findDifference(entries: readonly TracedEntry[], asked: AskedDifference): Difference {
  const all = listDeployed(entries).filter(({ environment }) => environment === asked.environment);
  const at = (time: string): Deployed | null => all.findLast(({ since }) => since <= time) ?? null;
  const [from, to] = [at(asked.from), at(asked.to)];
  const late = listLate(entries);
  if (from === null || to === null) return { from, to, way: 'unknown', landings: [], late };
  if (from.commit === to.commit) return { from, to, way: 'same', landings: [], late };
  const chain = new LandedChain(entries);
  const forth = chain.between(from.commit, to.commit);
  if (forth !== null) return { from, to, way: 'forth', landings: forth, late };
  const back = chain.between(to.commit, from.commit);
  return { from, to, way: back === null ? 'unknown' : 'back', landings: back ?? [], late };
}

function listLate(entries: readonly TracedEntry[]): ReadonlyMap<string, number> {
  const covers = entries.filter(isLanded);
  return new Map(
    covers.flatMap(({ says, index }) => (says.late?.commits ?? []).map((commit) => [commit, index] as const)),
  );
}
