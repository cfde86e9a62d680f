import { byEnvironment, type Deployed, listDeployed } from './deployed.ts';
import { LandedChain } from './landed-chain.ts';
import { type Asked, findScope, isLandingOf, isNamedBy, isOfDeployment, type Scope } from './scope.ts';
import { isAlert, isDecision, isDeploymentEvent, isLanded, type TracedEntry } from './traced-entry.ts';

/** One entry of a story. */
export interface StoryLine {
  readonly entry: TracedEntry;
  /** A deployment that took what the story is about out of its environment. */
  readonly isReplacement: boolean;
}

/**
 * Everything that the entries of one repository tell of what was asked about, in their order: what was decided, what
 * landed, where it was deployed first, when it was gone there again, and alerts about any of these. Which
 * entries have to be given, `findScope` says. `known`: commits that hold something of it although the landings which lead
 * there are not among the entries.
 */
export function tellStory(
  asked: Asked,
  entries: readonly TracedEntry[],
  known: ReadonlySet<string> = new Set(),
): readonly StoryLine[] {
  const scope = findScope(asked, entries);
  const told = new Map<TracedEntry, StoryLine>();
  const tell = (entry: TracedEntry, isReplacement = false): void => {
    if (!told.has(entry)) told.set(entry, { entry, isReplacement });
  };
  for (const entry of entries) if (isPartOf(scope, asked, entry)) tell(entry);
  const held = new Set([...findHeld(scope, entries), ...known]);
  for (const { entry, isReplacement } of tellDeployments(held, asked, entries)) tell(entry, isReplacement);
  const ids = new Set([...told.keys()].map(({ id }) => id));
  for (const entry of entries.toSorted((a, b) => a.index - b.index)) {
    if (!isAlert(entry) || !(entry.says.from.some((id) => ids.has(id)) || ids.has(entry.says.opened))) continue;
    tell(entry);
    ids.add(entry.id);
  }
  return [...told.values()].toSorted((a, b) => a.entry.index - b.entry.index);
}

/** Kinds that tell of the ledger and of policies, not of what happened to a change. */
const ELSEWHERE: ReadonlySet<string | null> = new Set(['policy', 'gap', 'ledger', 'alert']);

/** All but deployments and alerts. */
function isPartOf(scope: Scope, asked: Asked, entry: TracedEntry): boolean {
  if (!entry.isReadable || ELSEWHERE.has(entry.kind)) return false;
  if (asked.is === 'ticket' && entry.tickets.includes(asked.key)) return true;
  if (isLanded(entry)) return isLandingOf(scope, entry);
  if (isDeploymentEvent(entry) || (isDecision(entry) && entry.says.about === 'deployment')) return false;
  return isNamedBy(scope, entry);
}

/** Commits that hold something of it, whose deployment brings it. */
function findHeld(scope: Scope, entries: readonly TracedEntry[]): ReadonlySet<string> {
  const chain = new LandedChain(entries);
  const landings = chain.all().filter((landing) => isLandingOf(scope, landing));
  return new Set([...scope.commits, ...landings.flatMap((landing) => [...chain.holding(landing)])]);
}

/** What an environment ran before it held it and after it did is of no account; what it was asked for until then is. */
function tellDeployments(
  held: ReadonlySet<string>,
  asked: Asked,
  entries: readonly TracedEntry[],
): readonly StoryLine[] {
  const own = asked.is === 'deployment' ? listOwn(asked.id, entries) : [];
  const all = listDeployed(entries);
  const first = new Map<string, Deployed>();
  const turns = byEnvironment(all).flatMap((group) => {
    const turn = turnsOf(held, group);
    const [begin] = turn;
    if (begin !== undefined) first.set(begin.environment, begin);
    return [...turn, ...nextOf(asked, group)];
  });
  const until = entries.filter((entry) => isBefore(held, first, entry));
  return [
    ...turns.map(({ entry, commit }) => ({ entry, isReplacement: !held.has(commit) })),
    ...[...own, ...until].map((entry) => ({ entry, isReplacement: false })),
  ];
}

/** What tells of one deployment: a decision may know its run only, then an event names the decision. */
function listOwn(id: number, entries: readonly TracedEntry[]): readonly TracedEntry[] {
  const own = entries.filter((entry) => isOfDeployment(entry, id));
  const decisions = new Set(own.filter(isDeploymentEvent).map(({ says }) => says.deployment?.decision ?? null));
  return [...own, ...entries.filter((entry) => entry.id !== null && decisions.has(entry.id))];
}

/** The deployments with which an environment began to hold it, or ceased to. */
function turnsOf(held: ReadonlySet<string>, group: readonly Deployed[]): readonly Deployed[] {
  return group.filter(({ commit }, at) => held.has(commit) !== held.has(group[at - 1]?.commit ?? ''));
}

/** What took the place of the deployment that was asked about. */
function nextOf(asked: Asked, group: readonly Deployed[]): readonly Deployed[] {
  if (asked.is !== 'deployment') return [];
  const at = group.findLastIndex(({ id }) => id === asked.id);
  return at < 0 ? [] : group.slice(at + 1, at + 2);
}

/** Decisions and events about deploying it: those that led to the first success, and those of an environment that had none. */
function isBefore(held: ReadonlySet<string>, first: ReadonlyMap<string, Deployed>, entry: TracedEntry): boolean {
  const isAbout = isDeploymentEvent(entry) || (isDecision(entry) && entry.says.about === 'deployment');
  const { commit, environment, index } = entry;
  if (!isAbout || commit === null || environment === null || !held.has(commit)) return false;
  const begin = first.get(environment);
  return begin === undefined || index <= begin.entry.index || (begin.id !== null && isOfDeployment(entry, begin.id));
}
