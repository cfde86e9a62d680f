import { isDeploymentEvent, type TracedEntry } from './traced-entry.ts';

/** A deployment that succeeded: what ran where, from when on. */
export interface Deployed {
  readonly entry: TracedEntry;
  readonly commit: string;
  readonly environment: string;
  readonly repositoryId: number | null;
  /** GitHub's number of it. */
  readonly id: number | null;
  /** Id of the entry of the decision that it went on with; null: it went on without one. */
  readonly decision: string | null;
  readonly started: string | null;
  /** When it had succeeded. */
  readonly since: string;
}

export const SUCCEEDED = 'deployment.succeeded';

/** Oldest first by when they succeeded: one that was read back after a gap stands in the ledger later than it was. */
export function listDeployed(entries: Iterable<TracedEntry>): readonly Deployed[] {
  const all = [...entries].flatMap(deployedOf);
  return all.toSorted((a, b) => compare(a.since, b.since) || a.entry.index - b.entry.index);
}

function deployedOf(entry: TracedEntry): readonly Deployed[] {
  const { commit, environment, repositoryId, time } = entry;
  if (!isDeploymentEvent(entry) || entry.says.code !== SUCCEEDED || commit === null || environment === null) return [];
  const { deployment, started, ended } = entry.says;
  const { id = null, decision = null } = deployment ?? {};
  return [{ entry, commit, environment, repositoryId, id, decision, started, since: ended ?? time ?? '' }];
}

/** Those of each environment of each repository, in their order. */
export function byEnvironment(all: readonly Deployed[]): readonly (readonly Deployed[])[] {
  const groups = new Map<string, Deployed[]>();
  for (const deployed of all) {
    const key = `${deployed.repositoryId ?? ''} ${deployed.environment}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [deployed]);
    else group.push(deployed);
  }
  return [...groups.values()];
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
