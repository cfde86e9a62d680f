import type { Attribution, CommitFacts, Facts, Person, SubjectKind, Unknown } from '../facts.ts';

/** Who cannot approve because of their part in the change. */
export type Part = 'author' | 'committers' | 'coauthors' | 'pushers' | 'deployer';

export const parts: readonly Part[] = ['author', 'committers', 'coauthors', 'pushers', 'deployer'];

export function defaultParts(kind: SubjectKind): readonly Part[] {
  return kind === 'deployment' ? parts : parts.filter((part) => part !== 'deployer');
}

export interface Exclusions {
  readonly people: ReadonlyMap<number, { readonly person: Person; readonly as: readonly Part[] }>;
  /** Somebody took this part and nobody knows who: it may have been any reviewer, so none can count. */
  readonly unattributed: readonly Unattributed[];
  /** Parts that could not be read. */
  readonly unknown: readonly { readonly as: Part; readonly why: Unknown }[];
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
}

export function collectExclusions(wanted: readonly Part[], facts: Facts): Exclusions {
  const people = new Map<number, { person: Person; as: readonly Part[] }>();
  const unattributed: Unattributed[] = [];
  const unknown: { as: Part; why: Unknown }[] = [];
  for (const { as, who, commit } of wanted.flatMap((part) => findTaken(part, facts))) {
    if (who === null) unattributed.push({ commit, as });
    else if ('code' in who) unknown.push({ as, why: who });
    else {
      const before = people.get(who.id)?.as ?? [];
      people.set(who.id, { person: who, as: before.includes(as) ? before : [...before, as] });
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
  const { commits, change } = facts;
  const opener: readonly Taken[] =
    part === 'author' && change.number !== null ? [{ as: part, who: change.author, commit: null }] : [];
  if (!commits.known) return [...opener, { as: part, who: commits.why, commit: null }];
  return [
    ...opener,
    ...commits.value.flatMap((commit) => takenBy(part, commit).map((who) => ({ as: part, who, commit: commit.oid }))),
  ];
}

/** Only deployments are deployed by somebody; these facts do not say by whom. */
function findDeployer({ kind }: Facts): readonly Taken[] {
  if (kind !== 'deployment') return [];
  return [{ as: 'deployer', who: { code: 'not-recorded', detail: 'it is not recorded who deploys' }, commit: null }];
}

function takenBy(
  part: 'author' | 'committers' | 'coauthors',
  commit: CommitFacts,
): readonly (Person | null | Unknown)[] {
  if (part === 'author') return [commit.author.person];
  return part === 'committers' ? findCommitter(commit) : commit.coauthors.map(({ person }: Attribution) => person);
}

/** Of what GitHub itself committed and signed, the author is the person behind it: there is no committer to look for. */
function findCommitter({ committer, signature }: CommitFacts): readonly (Person | null | Unknown)[] {
  if (committer.person !== null) return [committer.person];
  if (!signature.known) return [signature.why];
  const isGitHub = signature.value.state === 'valid' && signature.value.byGitHub;
  return isGitHub ? [] : [null];
}
