import { listDeployed } from './deployed.ts';
import { LandedChain } from './landed-chain.ts';
import {
  type CoveredGroup,
  commitsOf,
  isDecision,
  isDeploymentEvent,
  isLanded,
  type LandedSaid,
  type Telling,
  type TracedEntry,
} from './traced-entry.ts';

/** What a story begins with. */
export type Asked =
  /** The beginning of an object id, lower-case hex. */
  | { readonly is: 'commit'; readonly prefix: string }
  | { readonly is: 'change'; readonly number: number }
  /** GitHub's number of it. */
  | { readonly is: 'deployment'; readonly id: number }
  | { readonly is: 'ticket'; readonly key: string };

/** What a story is about. Entries that name one of these belong to it. */
export interface Scope {
  /** Numbers of pull requests. */
  readonly changes: ReadonlySet<number>;
  /** Heads that were proposed, and commits that landed. */
  readonly commits: ReadonlySet<string>;
  /** Ids of entries with decisions. */
  readonly decisions: ReadonlySet<string>;
}

/** The same while it grows. */
interface Growing extends Scope {
  readonly changes: Set<number>;
  readonly commits: Set<string>;
  readonly decisions: Set<string>;
}

/**
 * Follows the links of one repository's entries in both directions: pull request, decisions, what landed. All landings and
 * deployments have to be among the entries; of the others as many as are known: where the scope then names more,
 * those are to be read, and it is asked again.
 */
export function findScope(asked: Asked, entries: readonly TracedEntry[]): Scope {
  const scope: Growing = { changes: new Set(), commits: new Set(), decisions: new Set() };
  begin(scope, asked, entries);
  const groups = entries.filter(isLanded).flatMap(({ says }) => says.covered);
  const proposed = entries.filter(isDecision).filter(({ says }) => says.about === 'pull_request');
  for (let size = -1; size !== sizeOf(scope); ) {
    size = sizeOf(scope);
    for (const group of groups) if (isGroupOf(scope, group)) addGroup(scope, group);
    for (const decision of proposed) if (isNamedBy(scope, decision)) addDecision(scope, decision);
  }
  return scope;
}

const sizeOf = ({ changes, commits, decisions }: Scope): number => changes.size + commits.size + decisions.size;

function begin(scope: Growing, asked: Asked, entries: readonly TracedEntry[]): void {
  if (asked.is === 'change') scope.changes.add(asked.number);
  else if (asked.is === 'commit') for (const commit of commitsFrom(asked.prefix, entries)) scope.commits.add(commit);
  else if (asked.is === 'deployment') beginWithDeployment(scope, asked.id, entries);
  else {
    for (const { tickets, changes, commit } of entries) {
      if (!tickets.includes(asked.key)) continue;
      for (const change of changes) scope.changes.add(change);
      if (commit !== null) scope.commits.add(commit);
    }
  }
}

/** Full ids of the commits that begin so and that an entry tells of. */
export function commitsFrom(prefix: string, entries: readonly TracedEntry[]): ReadonlySet<string> {
  const all = entries.flatMap((entry) => {
    const own = entry.commit === null ? [] : [entry.commit];
    return isLanded(entry) ? [...own, ...commitsOf(entry), ...(entry.says.late?.commits ?? [])] : own;
  });
  return new Set(all.filter((commit) => commit.startsWith(prefix)));
}

/** All that it brought to its environment; of one that never succeeded, its commit. */
function beginWithDeployment(scope: Growing, id: number, entries: readonly TracedEntry[]): void {
  for (const entry of entries) if (isOfDeployment(entry, id) && entry.commit !== null) scope.commits.add(entry.commit);
  const all = listDeployed(entries);
  const at = all.findIndex((deployed) => deployed.id === id);
  const own = all[at];
  if (own === undefined) return;
  const before = all.slice(0, at).findLast(({ environment }) => environment === own.environment);
  const chain = new LandedChain(entries);
  const brought = before === undefined ? null : chain.between(before.commit, own.commit);
  for (const { says } of brought ?? chain.of(own.commit)) {
    for (const group of says.covered) addGroup(scope, group);
    for (const commit of says.uncovered) scope.commits.add(commit);
  }
}

/** Does this entry tell of the deployment with this number? */
export function isOfDeployment(entry: TracedEntry, id: number): boolean {
  if (isDecision(entry)) return entry.says.deployment === id;
  return isDeploymentEvent(entry) && entry.says.deployment?.id === id;
}

/** A merge group's decision covers others' pull requests too: where a group names its own, that one decides. */
export function isGroupOf(
  { changes, commits, decisions }: Scope,
  { change, commits: own, decision }: CoveredGroup,
): boolean {
  const isNamed = change === null ? decisions.has(decision) : changes.has(change);
  return isNamed || own.some((commit) => commits.has(commit));
}

/** Does this landing bring something of it, cover something of it afterwards, or give it a tag? */
export function isLandingOf(scope: Scope, { says, commit }: Telling<LandedSaid>): boolean {
  if (says.isTag) return commit !== null && scope.commits.has(commit);
  const others = [...says.uncovered, ...(says.late?.commits ?? [])];
  return says.covered.some((group) => isGroupOf(scope, group)) || others.some((oid) => scope.commits.has(oid));
}

function addGroup(scope: Growing, { change, commits, decision }: CoveredGroup): void {
  scope.decisions.add(decision);
  if (change !== null) scope.changes.add(change);
  for (const commit of commits) scope.commits.add(commit);
}

/** About a pull request: of a merge group neither its commit nor its other pull requests belong to the story of one of them. */
function addDecision(scope: Growing, { changes, commit, id }: TracedEntry): void {
  for (const change of changes) scope.changes.add(change);
  if (commit !== null) scope.commits.add(commit);
  if (id !== null) scope.decisions.add(id);
}

/** Is the entry about a pull request or a commit of the scope, or one of its decisions? */
export function isNamedBy({ changes, commits, decisions }: Scope, entry: TracedEntry): boolean {
  return (
    entry.changes.some((change) => changes.has(change)) ||
    (entry.commit !== null && commits.has(entry.commit)) ||
    (entry.id !== null && decisions.has(entry.id))
  );
}
