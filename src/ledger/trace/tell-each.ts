import { byRepository } from './one-repository.ts';
import type { Asked } from './scope.ts';
import { type StoryLine, tellStory } from './story.ts';
import type { TracedEntry } from './traced-entry.ts';

/** Numeric id of a repository; null: of entries that are about none. */
export type HeldBy = ReadonlyMap<number | null, ReadonlySet<string>>;

/**
 * The stories of all repositories in one, in the order of the ledger. An alert may be told with several. `known`: as for
 * `tellStory`, by repository.
 */
export function tellEach(
  asked: Asked,
  entries: readonly TracedEntry[],
  known: HeldBy = new Map(),
): readonly StoryLine[] {
  const told = byRepository(entries).flatMap((group) => tellStory(asked, group, known.get(repositoryOf(group))));
  const lines = [...new Map(told.map((line) => [line.entry.index, line])).values()];
  return lines.toSorted((a, b) => a.entry.index - b.entry.index);
}

/** Of a group of `byRepository`. */
export function repositoryOf(group: readonly TracedEntry[]): number | null {
  return group.find(({ kind }) => kind !== 'alert')?.repositoryId ?? null;
}
