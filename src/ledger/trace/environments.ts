import { byEnvironment, type Deployed, listDeployed } from './deployed.ts';
import { isDeploymentEvent, type TracedEntry } from './traced-entry.ts';

/** What runs in an environment of a repository. */
export interface Running {
  /** As it was called last; null: the entries do not say. */
  readonly repository: string | null;
  readonly environment: string;
  readonly now: Deployed;
  /** The deployment that it took the place of. */
  readonly before: Deployed | null;
  /** The entry of the decision that it went on with, where that is among those given. */
  readonly decision: TracedEntry | null;
  /** When it was said to be out of use although no other had taken its place. */
  readonly inactive: string | null;
}

export interface AskedEnvironments {
  /** As entries name it; null: all. */
  readonly environment: string | null;
  /** What succeeded later is left out; null: nothing is. */
  readonly at: string | null;
}

/** By the names of repository and environment. `entries`: events of deployments, and decisions about them. */
export function findRunning(
  entries: readonly TracedEntry[],
  { environment, at }: AskedEnvironments,
): readonly Running[] {
  const all = listDeployed(entries).filter(
    (each) => (environment === null || each.environment === environment) && (at === null || each.since <= at),
  );
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const running = byEnvironment(all).flatMap((group): readonly Running[] => {
    const [before = null, now] = group.length < 2 ? [null, group[0]] : group.slice(-2);
    if (now === undefined) return [];
    const decision = now.decision === null ? null : (byId.get(now.decision) ?? null);
    const { repository } = now.entry;
    return [{ repository, environment: now.environment, now, before, decision, inactive: endOf(entries, now, at) }];
  });
  return running.toSorted((a, b) => compare(nameOf(a), nameOf(b)));
}

const INACTIVE = 'deployment.inactive';

function endOf(entries: readonly TracedEntry[], { id, repositoryId }: Deployed, at: string | null): string | null {
  const ends = entries.filter(isDeploymentEvent).filter(({ says }) => says.code === INACTIVE);
  const end = ends.find((entry) => entry.repositoryId === repositoryId && entry.says.deployment?.id === id);
  const time = id === null ? null : (end?.says.ended ?? end?.time ?? null);
  return time !== null && at !== null && time > at ? null : time;
}

const nameOf = ({ repository, environment }: Running): string => `${repository ?? ''} ${environment}`;
const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
