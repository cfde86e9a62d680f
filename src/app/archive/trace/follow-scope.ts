import { changeTerm, commitTerm, term } from '../../../ledger/entry-terms.ts';
import { deploymentTerm, namingTerm } from '../../../ledger/trace/entry-links.ts';
import { isAbout } from '../../../ledger/trace/meant.ts';
import { byRepository } from '../../../ledger/trace/one-repository.ts';
import { type Asked, findScope, isLandingOf, isNamedBy, type Scope } from '../../../ledger/trace/scope.ts';
import { isDeploymentEvent, isLanded, type TracedEntry } from '../../../ledger/trace/traced-entry.ts';
import type { KnownEntries } from './known-entries.ts';

/** Reads the entries that speak of the very thing that is asked about. */
export async function readAbout(known: KnownEntries, asked: Asked): Promise<void> {
  await known.named([termOf(asked)], (entry) => isAbout(asked, entry));
  // A decision may know the run of a deployment only; then an event names the decision.
  if (asked.is !== 'deployment') return;
  const events = known.all().filter(isDeploymentEvent);
  await known.withIds(events.flatMap(({ says }) => says.deployment?.decision ?? []));
}

function termOf(asked: Asked): number {
  if (asked.is === 'change') return changeTerm(asked.number);
  if (asked.is === 'commit') return commitTerm(asked.prefix);
  return asked.is === 'deployment' ? deploymentTerm(asked.id) : term('ticket', asked.key);
}

/** Reads what leads on from there, pull request, decisions and landings, until nothing does. */
export async function followScope(known: KnownEntries, asked: Asked): Promise<void> {
  const asks = { changes: new Set<number>(), commits: new Set<string>(), decisions: new Set<string>() };
  for (let isMore = true; isMore; ) {
    const scopes = byRepository(known.all()).map((group) => findScope(asked, group));
    const scope: Scope = {
      changes: lacking(
        asks.changes,
        scopes.map(({ changes }) => changes),
      ),
      commits: lacking(
        asks.commits,
        scopes.map(({ commits }) => commits),
      ),
      decisions: lacking(
        asks.decisions,
        scopes.map(({ decisions }) => decisions),
      ),
    };
    isMore = scope.changes.size + scope.commits.size + scope.decisions.size > 0;
    await known.withIds([...scope.decisions]);
    await known.named(termsOf(scope), (entry) => isOf(scope, entry));
  }
}

/** What of these was never asked for; from now on it was. */
function lacking<T>(asked: Set<T>, wanted: readonly ReadonlySet<T>[]): ReadonlySet<T> {
  const found = new Set(wanted.flatMap((each) => [...each]).filter((item) => !asked.has(item)));
  for (const item of found) asked.add(item);
  return found;
}

function termsOf({ changes, commits, decisions }: Scope): readonly number[] {
  return [...[...changes].map(changeTerm), ...[...commits].map(commitTerm), ...[...decisions].map(namingTerm)];
}

function isOf(scope: Scope, entry: TracedEntry): boolean {
  return isNamedBy(scope, entry) || (isLanded(entry) && isLandingOf(scope, entry));
}
