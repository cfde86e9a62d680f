import { assertMeant } from '../../ledger/trace/meant.ts';
import { byRepository, ofRepository } from '../../ledger/trace/one-repository.ts';
import { type Asked, findScope, type Scope } from '../../ledger/trace/scope.ts';
import type { StoryLine } from '../../ledger/trace/story.ts';
import { tellEach } from '../../ledger/trace/tell-each.ts';
import type { TracedEntry } from '../../ledger/trace/traced-entry.ts';
import type { EntryFiles } from '../ledger/entry-files.ts';
import { LinkedEntries } from './linked-entries.ts';

export interface ReadStory {
  readonly lines: readonly StoryLine[];
  /** How many entries that may belong to it are no statements in JSON. */
  readonly unreadable: number;
}

/** Throws Fault `cli.usage` where several commits or several repositories could be meant. */
export async function readStory(files: EntryFiles, asked: Asked, repository: string | null): Promise<ReadStory> {
  const linked = await LinkedEntries.read(files, asked.is === 'ticket' ? [JSON.stringify(asked.key)] : []);
  await linked.add(beginOf(asked));
  const known = (): readonly TracedEntry[] => ofRepository(linked.all(), repository);
  assertMeant(asked, known());
  for (let added = -1; added !== 0; ) {
    added = 0;
    for (const entries of byRepository(known())) added += await linked.add(findScope(asked, entries));
  }
  return { lines: tellEach(asked, known()), unreadable: linked.unreadable() };
}

/** What is known of it before anything was read. */
function beginOf(asked: Asked): Scope {
  return {
    changes: new Set(asked.is === 'change' ? [asked.number] : []),
    commits: new Set(asked.is === 'commit' ? [asked.prefix] : []),
    decisions: new Set(),
  };
}
