import { Fault } from '../../base/fault.ts';
import { assertOne } from './one-repository.ts';
import { type Asked, commitsFrom, isOfDeployment } from './scope.ts';
import type { TracedEntry } from './traced-entry.ts';

/** `#42`, `deployment:1234` … */
export function nameAsked(asked: Asked): string {
  if (asked.is === 'change') return `#${asked.number}`;
  if (asked.is === 'deployment') return `deployment:${asked.id}`;
  return asked.is === 'commit' ? asked.prefix : asked.key;
}

/**
 * Throws Fault `cli.usage` where several commits or several repositories could be meant. A ticket may be about several
 * repositories, anything else is of one.
 */
export function assertMeant(asked: Asked, entries: readonly TracedEntry[]): void {
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

/** Does the entry speak of the very thing that was asked about? */
export function isAbout(asked: Asked, entry: TracedEntry): boolean {
  if (asked.is === 'deployment') return isOfDeployment(entry, asked.id);
  if (asked.is === 'commit') return commitsFrom(asked.prefix, [entry]).size > 0;
  return asked.is === 'change' ? entry.changes.includes(asked.number) : entry.tickets.includes(asked.key);
}
