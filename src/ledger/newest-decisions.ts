import { type EntryView, viewEntry } from './entry-view.ts';

/** Indexes of the newest decision about each commit of each repository, rising. `entries` begin at index 0. */
export function findNewestDecisions(entries: Iterable<Uint8Array>): readonly number[] {
  const newest = new Map<string, number>();
  let index = 0;
  for (const bytes of entries) {
    const view = viewEntry(index, bytes);
    if (view.kind === 'decision' && view.commit !== null) newest.set(nameCommit(view), index);
    index += 1;
  }
  return [...newest.values()].toSorted((a, b) => a - b);
}

/** A fork has the same commits, and is another repository. */
function nameCommit({ repository, commit }: EntryView): string {
  return `${repository ?? ''} ${commit ?? ''}`;
}
