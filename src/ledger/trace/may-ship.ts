import { type DecisionSaid, isDecision, isLanded, type Telling, type TracedEntry } from './traced-entry.ts';

/** What is to ship: a commit, or the SHA-256 of an artifact, in lower-case hex. */
export type Shipped =
  | { readonly is: 'commit'; readonly prefix: string }
  | { readonly is: 'artifact'; readonly sha256: string };

/** May this ship, as entries tell? */
export interface Shipping {
  /** `unrecorded`: no entry tells. */
  readonly state: 'yes' | 'no' | 'unrecorded';
  /** The entry that the answer rests on. */
  readonly entry: TracedEntry | null;
  /** Id of the entry of the decision: the same one, or the one that a landing names. */
  readonly decision: string | null;
  /** Somebody covered it after it had landed. */
  readonly isLate: boolean;
}

const UNRECORDED: Shipping = { state: 'unrecorded', entry: null, decision: null, isLate: false };

/** By how the commit landed. What a passing decision covers on one branch may be covered by none on another: covered it is. */
export function findCover(entries: readonly TracedEntry[], commit: string): Shipping {
  const landings = entries.filter(isLanded).toSorted((a, b) => b.index - a.index);
  for (const landing of landings) {
    const group = landing.says.covered.find(({ commits }) => commits.includes(commit));
    if (group !== undefined) return { state: 'yes', entry: landing, decision: group.decision, isLate: false };
  }
  const late = landings.find(({ says }) => says.late?.commits.includes(commit));
  if (late !== undefined) return { state: 'yes', entry: late, decision: null, isLate: true };
  const uncovered = landings.find(({ says }) => says.uncovered.includes(commit));
  return uncovered === undefined ? UNRECORDED : { state: 'no', entry: uncovered, decision: null, isLate: false };
}

/** By the newest decision about deploying the commit to an environment, as entries name it. */
export function findGate(entries: readonly TracedEntry[], commit: string, environment: string): Shipping {
  const isOne = (entry: Telling<DecisionSaid>): boolean =>
    entry.says.about === 'deployment' && entry.commit === commit && entry.environment === environment;
  return newestOf(entries.filter(isDecision).filter(isOne));
}

/** By the newest decision about an artifact, named by its SHA-256; with `environment` only about deploying it there. */
export function findArtifact(entries: readonly TracedEntry[], sha256: string, environment: string | null): Shipping {
  const isOne = (entry: TracedEntry): boolean =>
    entry.artifacts.includes(sha256) && (environment === null || entry.environment === environment);
  return newestOf(entries.filter(isDecision).filter(isOne));
}

function newestOf(decisions: readonly Telling<DecisionSaid>[]): Shipping {
  const newest = decisions.toSorted((a, b) => a.index - b.index).at(-1);
  if (newest === undefined) return UNRECORDED;
  return { state: newest.says.isPassing ? 'yes' : 'no', entry: newest, decision: newest.id, isLate: false };
}
