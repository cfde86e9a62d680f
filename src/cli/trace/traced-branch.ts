import { ofRepository } from '../../ledger/trace/one-repository.ts';
import { EntryFiles } from '../ledger/entry-files.ts';
import type { LedgerSource } from '../ledger/source.ts';
import { type Picked, pickEntries } from './pick-entries.ts';
import { readDifference } from './read-difference.ts';
import { readStory } from './read-story.ts';
import type { TracedSource } from './traced-source.ts';

/** Events of deployments, and decisions about them. */
const DEPLOYMENTS = ['"event":"deployment"', '"kind":"deployment"'];

/** A ledger on a branch, which is read once for each answer. */
export async function openTracedBranch(source: LedgerSource): Promise<TracedSource> {
  const files = await EntryFiles.open(source);
  const pick = async (texts: readonly string[], repository: string | null): Promise<Picked> => {
    const { entries, unreadable } = await pickEntries({ files, texts });
    return { entries: ofRepository(entries, repository), unreadable };
  };
  return {
    from: () => files,
    story: async (asked, repository) => await readStory(files, asked, repository),
    difference: async (asked) => await readDifference(files, asked),
    running: async (_asked, repository) => await pick(DEPLOYMENTS, repository),
    shipping: async (shipped, repository) =>
      await pick([shipped.is === 'commit' ? shipped.prefix : shipped.sha256], repository),
    [Symbol.dispose]: () => files[Symbol.dispose](),
  };
}
