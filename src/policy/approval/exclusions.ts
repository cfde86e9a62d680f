import type { Attribution, CommitFacts, Facts, Person, SubjectKind, Unknown } from '../facts.ts';

/** Who cannot approve because of their part in the change. */
export type Part = 'author' | 'committers' | 'coauthors' | 'pushers' | 'deployer';

export const parts: readonly Part[] = ['author', 'committers', 'coauthors', 'pushers', 'deployer'];

export function defaultParts(kind: SubjectKind): readonly Part[] {
  return kind === 'deployment' ? parts : parts.filter((part) => part !== 'deployer');
}

export interface Exclusions {
  readonly people: ReadonlyMap<number, Excluded>;
  /** Somebody took this part and nobody knows who: it may have been any reviewer, so none can count. */
  readonly unattributed: readonly Unattributed[];
  /** Parts that could not be read. */
  readonly unknown: readonly { readonly as: Part; readonly why: Unknown }[];
}

export interface Excluded {
  readonly person: Person;
  readonly as: readonly Part[];
  /** The bot or agent that this person set to work; null: an own part in the change. */
  readonly agent: Person | null;
}

/** `commit` null: the pull request itself, whose author's account no longer exists. */
export interface Unattributed {
  readonly commit: string | null;
  readonly as: Part;
}

interface Taken {
  readonly as: Part;
  readonly who: Person | null | Unknown;
  readonly commit: string | null;
  /** The bot that this person set to work. */
  readonly agent: Person | null;
}

export function collectExclusions(wanted: readonly Part[], facts: Facts): Exclusions {
  const people = new Map<number, Excluded>();
  const unattributed: Unattributed[] = [];
  const unknown: { as: Part; why: Unknown }[] = [];
  for (const { as, who, commit, agent } of wanted.flatMap((part) => findTaken(part, facts))) {
    if (who === null) unattributed.push({ commit, as });
    else if ('code' in who) unknown.push({ as, why: who });
    else {
      const before = people.get(who.id);
      const behind = before !== undefined && before.agent === null ? null : agent;
      // Most commits say the same of the same person once more.
      if (before !== undefined && before.as.includes(as) && before.agent === behind) continue;
      people.set(who.id, { person: who, as: [...new Set([...(before?.as ?? []), as])], agent: behind });
    }
  }
  return { people, unattributed, unknown };
}

function findTaken(part: Part, facts: Facts): readonly Taken[] {
  if (part === 'pushers') {
    const { pushers } = facts;
    return (pushers.known ? pushers.value : [pushers.why]).map((who) => toTaken(part, who));
  }
  if (part === 'deployer') return findDeployer(facts);
  const { commits } = facts;
  const taken: Taken[] = part === 'author' ? [...findOpener(facts)] : [];
  if (!commits.known) return [...taken, toTaken(part, commits.why)];
  for (const commit of commits.value) {
    for (const { who, agent } of takenBy(part, commit)) taken.push({ as: part, who, commit: commit.oid, agent });
  }
  return taken;
}

/** In the pull request as a whole. */
function toTaken(as: Part, who: Taken['who'], agent: Person | null = null): Taken {
  return { as, who, commit: null, agent };
}

/**
 * Who opened the pull request, and whoever set an agent to work on it. An agent assigns the person whose order it
 * carries out to the pull request that it opens; to one that is there, a person assigns the agent. Anybody with write
 * access can make the list of assignments too long to be read: wherever an agent wrote, it is missed.
 */
function findOpener({ change: { number, author, assignments }, commits }: Facts): readonly Taken[] {
  if (number === null) return [];
  const isAgents = author !== null && isAgent(author);
  const opener = toTaken('author', author);
  if (!assignments.known) {
    const isMissed = isAgents || (commits.known && commits.value.some(isByAgent));
    return isMissed ? [opener, toTaken('author', assignments.why)] : [opener];
  }
  const behind = assignments.value.flatMap(({ assignee, by }): readonly Taken[] => {
    // A deleted account approves nothing.
    if (assignee === null) return [];
    if (isAgent(assignee)) return by === null || isAgent(by) ? [] : [toTaken('author', by, assignee)];
    return isAgents ? [toTaken('author', assignee, author)] : [];
  });
  return [opener, ...behind];
}

const isAgent = ({ type }: Person): boolean => type === 'bot';

const isByAgent = ({ author, committer }: CommitFacts): boolean =>
  [author, committer].some(({ person }) => person !== null && isAgent(person));

/** Whoever started the run and whoever started this attempt of it. A deleted account approves nothing. */
function findDeployer({ kind, deployment }: Facts): readonly Taken[] {
  if (kind !== 'deployment') return [];
  if (deployment === undefined)
    return [toTaken('deployer', { code: 'incomplete', detail: 'the facts do not say who deploys' })];
  return [deployment.deployer, deployment.starter]
    .filter((person) => person !== null)
    .map((person) => toTaken('deployer', person));
}

function takenBy(
  part: 'author' | 'committers' | 'coauthors',
  commit: CommitFacts,
): readonly Pick<Taken, 'who' | 'agent'>[] {
  const coauthors = commit.coauthors.map(({ person }: Attribution) => ({ who: person, agent: null }));
  if (part === 'coauthors') return coauthors;
  if (part === 'committers') return findCommitter(commit).map((who) => ({ who, agent: null }));
  const { person } = commit.author;
  // An agent names the person whose order it carries out as the co-author of what it commits.
  const behind = person !== null && isAgent(person) ? coauthors.map((each) => ({ ...each, agent: person })) : [];
  return [{ who: person, agent: null }, ...behind];
}

/** Of what GitHub itself committed and signed, the author is the person behind it: there is no committer to look for. */
function findCommitter({ committer, signature }: CommitFacts): readonly (Person | null | Unknown)[] {
  if (committer.person !== null) return [committer.person];
  if (!signature.known) return [signature.why];
  const isGitHub = signature.value.state === 'valid' && signature.value.byGitHub;
  return isGitHub ? [] : [null];
}
