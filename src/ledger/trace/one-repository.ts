import { Fault } from '../../base/fault.ts';
import { isAlert, type TracedEntry } from './traced-entry.ts';

/**
 * The entries about a repository, by any name that it ever had; without a name all of them. `known`: numeric ids of which it
 * is known, though none of these entries says so, that they had the name.
 */
export function ofRepository(
  entries: readonly TracedEntry[],
  name: string | null,
  known: readonly number[] = [],
): readonly TracedEntry[] {
  if (name === null) return entries;
  const isIt = ({ repository }: TracedEntry): boolean => repository?.toLowerCase() === name.toLowerCase();
  const ids = new Set([...known, ...entries.filter(isIt).map(({ repositoryId }) => repositoryId)]);
  return entries.filter((entry) => (entry.repositoryId === null ? isIt(entry) : ids.has(entry.repositoryId)));
}

/** By repository. Alerts are told with each: which one they are about, the entries say that they name. */
export function byRepository(entries: readonly TracedEntry[]): readonly (readonly TracedEntry[])[] {
  const alerts = entries.filter(isAlert);
  const groups = new Map<number | null, TracedEntry[]>();
  for (const entry of entries) {
    if (isAlert(entry)) continue;
    const group = groups.get(entry.repositoryId);
    if (group === undefined) groups.set(entry.repositoryId, [...alerts, entry]);
    else group.push(entry);
  }
  return [...groups.values()];
}

/** Throws Fault `cli.usage` where the answer would be about several repositories. */
export function assertOne(entries: readonly TracedEntry[], what: string): void {
  const names = new Map(entries.map(({ repositoryId, repository }) => [repositoryId, repository]));
  if (names.size < 2) return;
  const known = [...names.values()].map((name) => name ?? 'none').toSorted();
  throw new Fault('cli.usage', `Several repositories of this ledger have ${what}: ${known.join(', ')}`, {
    next: 'Name one of them: --repository OWNER/NAME.',
  });
}
