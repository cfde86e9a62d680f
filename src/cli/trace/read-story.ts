import { Fault } from '../../base/fault.ts';
import { type Asked, commitsFrom, findScope, isOfDeployment, type Scope } from '../../ledger/trace/scope.ts';
import { type StoryLine, tellStory } from '../../ledger/trace/story.ts';
import type { TracedEntry } from '../../ledger/trace/traced-entry.ts';
import type { EntryFiles } from '../ledger/entry-files.ts';
import { LinkedEntries } from './linked-entries.ts';
import { assertOne, byRepository, ofRepository } from './one-repository.ts';
import { nameAsked } from './read-asked.ts';

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
  // An alert may be told with several.
  const told = byRepository(known()).flatMap((entries) => tellStory(asked, entries));
  const lines = [...new Map(told.map((line) => [line.entry.index, line])).values()];
  return { lines: lines.toSorted((a, b) => a.entry.index - b.entry.index), unreadable: linked.unreadable() };
}

/** What is known of it before anything was read. */
function beginOf(asked: Asked): Scope {
  return {
    changes: new Set(asked.is === 'change' ? [asked.number] : []),
    commits: new Set(asked.is === 'commit' ? [asked.prefix] : []),
    decisions: new Set(),
  };
}

/** A ticket may be about several repositories, anything else is of one. */
function assertMeant(asked: Asked, entries: readonly TracedEntry[]): void {
  if (asked.is === 'ticket') return;
  if (asked.is === 'commit') assertOneCommit(asked.prefix, entries);
  const about = entries.filter(({ kind }) => kind !== 'alert').filter((entry) => isAbout(asked, entry));
  assertOne(about, nameAsked(asked));
}

/** The whole id of the only commit that begins so; null: none does. Throws Fault `cli.usage` where several do. */
export function assertOneCommit(prefix: string, entries: readonly TracedEntry[]): string | null {
  const [commit = null, another] = commitsFrom(prefix, entries);
  if (another === undefined) return commit;
  throw new Fault('cli.usage', `Several commits begin with ${prefix}: ${commit} and ${another}`, {
    next: 'Give more of its digits.',
  });
}

function isAbout(asked: Exclude<Asked, { readonly is: 'ticket' }>, entry: TracedEntry): boolean {
  if (asked.is === 'deployment') return isOfDeployment(entry, asked.id);
  if (asked.is === 'commit') return commitsFrom(asked.prefix, [entry]).size > 0;
  return entry.changes.includes(asked.number);
}
