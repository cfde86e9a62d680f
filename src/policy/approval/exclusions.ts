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
  readonly agent?: Person;
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
      const behind = agent === undefined || (before !== undefined && before.agent === null) ? null : agent;
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
    return pushers.known
      ? pushers.value.map((who) => ({ as: part, who, commit: null }))
      : [{ as: part, who: pushers.why, commit: null }];
  }
  if (part === 'deployer') return findDeployer(facts);
  const { commits } = facts;
  const opener = part === 'author' ? findOpener(facts) : [];
  if (!commits.known) return [...opener, { as: part, who: commits.why, commit: null }];
  return [
    ...opener,
    ...commits.value.flatMap((commit) =>
      takenBy(part, commit).map((taken) => ({ ...taken, as: part, commit: commit.oid })),
    ),
  ];
}

/**
 * Who opened the pull request, and whoever set an agent to work on it. An agent assigns the person whose order it
 * carries out to the pull request that it opens; to one that is there, a person assigns the agent. Anybody with write
 * access can make the list of assignments too long to be read: wherever an agent wrote, it is missed.
 */
function findOpener({ change: { number, author, assignments }, commits }: Facts): readonly Taken[] {
  if (number === null) return [];
  const isAgents = author !== null && isAgent(author);
  const opener: Taken = { as: 'author', who: author, commit: null };
  if (!assignments.known) {
    const isMissed = isAgents || (commits.known && commits.value.some(isByAgent));
    return isMissed ? [opener, { as: 'author', who: assignments.why, commit: null }] : [opener];
  }
  const behind = assignments.value.flatMap(({ assignee, by }): readonly Taken[] => {
    // A deleted account approves nothing.
    if (assignee === null) return [];
    if (isAgent(assignee))
      return by === null || isAgent(by) ? [] : [{ as: 'author', who: by, commit: null, agent: assignee }];
    return isAgents ? [{ as: 'author', who: assignee, commit: null, agent: author }] : [];
  });
  return [opener, ...behind];
}

const isAgent = ({ type }: Person): boolean => type === 'bot';

const isByAgent = ({ author, committer }: CommitFacts): boolean =>
  [author, committer].some(({ person }) => person !== null && isAgent(person));

/** Only deployments are deployed by somebody; these facts do not say by whom. */
function findDeployer({ kind }: Facts): readonly Taken[] {
  if (kind !== 'deployment') return [];
  return [{ as: 'deployer', who: { code: 'not-recorded', detail: 'it is not recorded who deploys' }, commit: null }];
}

function takenBy(
  part: 'author' | 'committers' | 'coauthors',
  commit: CommitFacts,
): readonly Pick<Taken, 'who' | 'agent'>[] {
  const coauthors = commit.coauthors.map(({ person }: Attribution) => ({ who: person }));
  if (part === 'coauthors') return coauthors;
  if (part === 'committers') return findCommitter(commit).map((who) => ({ who }));
  const { person } = commit.author;
  // An agent names the person whose order it carries out as the co-author of what it commits.
  const behind = person !== null && isAgent(person) ? coauthors.map((each) => ({ ...each, agent: person })) : [];
  return [{ who: person }, ...behind];
}

/** Of what GitHub itself committed and signed, the author is the person behind it: there is no committer to look for. */
function findCommitter({ committer, signature }: CommitFacts): readonly (Person | null | Unknown)[] {
  if (committer.person !== null) return [committer.person];
  if (!signature.known) return [signature.why];
  const isGitHub = signature.value.state === 'valid' && signature.value.byGitHub;
  return isGitHub ? [] : [null];
}
