import { type Known, known, type Person, type TeamFacts, type Unknown } from '../policy/facts.ts';
import type { Needs } from '../policy/needs.ts';
import type { Api } from './api.ts';
import { readMembers, readTeam } from './facts/directory.ts';
import { MOST_FILES } from './facts/files.ts';
import { type Failures, sortFailures } from './failures.ts';
import { nextQuery, teamAlias } from './query.ts';
import type { Reader } from './reader.ts';
import { failureWhy, hasNext, incomplete, joinSections, readSection, type SectionOrWhy } from './section.ts';

const listNames = ['commits', 'files', 'reviews', 'labels', 'checks', 'workflows'] as const;
type ListName = (typeof listNames)[number];

/** What is longer is unknown instead of read for minutes. */
const most: Readonly<Record<ListName, number>> = {
  commits: 10_000,
  files: MOST_FILES,
  reviews: 5_000,
  labels: 1_000,
  checks: 2_000,
  workflows: 1_000,
};
const words: Readonly<Record<ListName, string>> = {
  commits: 'commits',
  files: 'files',
  reviews: 'reviews',
  labels: 'labels',
  checks: 'checks',
  workflows: 'workflow runs',
};
const MOST_MEMBERS = 10_000;

export interface Lists extends Readonly<Record<ListName, SectionOrWhy>> {
  /** By `org/slug`. */
  readonly teams: Readonly<Record<string, Known<TeamFacts>>>;
}

interface ListsRequest {
  readonly place: { readonly owner: string; readonly name: string };
  /** Null: a bare commit, which has nothing but checks and workflow runs. */
  readonly number: number | null;
  readonly needs: Needs;
  readonly head: string;
  /** Of a merge group, or the bare commit: its checks and workflow runs are read instead of the head's. */
  readonly groupHead: string | null;
  /** The first answer. */
  readonly data: Reader;
  readonly failures: Failures;
}

interface Team {
  readonly name: string;
  readonly organization: Reader;
  readonly failure: string | null;
  readonly members: SectionOrWhy;
}

/** The lists of the first answer, and all their further pages: one more query for each page of the longest. */
export async function readLists(api: Api, request: ListsRequest): Promise<Lists> {
  const { data, failures, needs } = request;
  const parts: Parts = {
    change: data.at('repository').at('pullRequest'),
    commit: firstCommit(data.at('repository'), request.groupHead),
    isGroup: request.groupHead !== null,
    failures,
  };
  const asked: Readonly<Record<ListName, boolean>> = {
    commits: needs.commits || needs.signatures,
    files: needs.files,
    reviews: needs.reviews,
    labels: needs.labels,
    checks: needs.checks,
    workflows: needs.workflows,
  };
  let lists = mapLists((list) => (asked[list] ? firstPage(parts, list) : notNeeded(list)));
  let teams = needs.teams.map((name, index) => firstMembers(data, { name, index, failures }));
  while (listNames.some((list) => hasNext(lists[list])) || teams.some((team) => hasNext(team.members))) {
    const { data: page, parts: next } = await askNext(api, request, { lists, teams });
    const before = lists;
    lists = mapLists((list) => nextPage(before[list], list, next));
    teams = teams.map((team, index) =>
      nextMembers(team, { page: page.at(teamAlias(index)), failure: next.failures.ofField(teamAlias(index)) }),
    );
  }
  return { ...lists, teams: Object.fromEntries(teams.map((team) => [team.name, teamFacts(team)])) };
}

const mapLists = (read: (list: ListName) => SectionOrWhy): Record<ListName, SectionOrWhy> => ({
  commits: read('commits'),
  files: read('files'),
  reviews: read('reviews'),
  labels: read('labels'),
  checks: read('checks'),
  workflows: read('workflows'),
});

/** What the lists of one answer stand in, and what failed there. */
interface Parts {
  readonly change: Reader;
  /** Whose checks and workflow runs: nothing when GitHub does not show it. */
  readonly commit: Reader;
  /** It is the commit of a merge group. */
  readonly isGroup: boolean;
  readonly failures: Failures;
}

/** A pull request without commits (its branch was reset to the base) has none to look at. */
function firstCommit(repository: Reader, groupHead: string | null): Reader {
  if (groupHead !== null) return repository.at('machines');
  const tip = repository.at('pullRequest').at('tip').at('nodes');
  return tip.maybe((nodes) => nodes.list().at(-1)?.at('commit') ?? null) ?? repository.at('machines');
}

function connectionOf({ change, commit }: Parts, list: ListName): Reader {
  if (list === 'checks') return commit.at('statusCheckRollup').at('contexts');
  return list === 'workflows' ? commit.at('checkSuites') : change.at(list);
}

async function askNext(
  api: Api,
  request: ListsRequest,
  state: { readonly lists: Readonly<Record<ListName, SectionOrWhy>>; readonly teams: readonly Team[] },
) {
  const cursor = (list: ListName): string | undefined => {
    const section = state.lists[list];
    return hasNext(section) ? section.next : undefined;
  };
  const query = nextQuery({
    place: request.place,
    number: request.number,
    signatures: request.needs.signatures,
    commit: request.groupHead ?? request.head,
    lists: Object.fromEntries(listNames.map((list) => [list, cursor(list)])),
    teams: state.teams.flatMap((team, index) =>
      hasNext(team.members) ? [{ team: team.name, index, cursor: team.members.next }] : [],
    ),
  });
  const answer = await api.graphql(query.text, query.variables);
  const failures = sortFailures(answer.errors);
  const repository = answer.data.at('repository');
  const change = repository.at('pullRequest');
  if (request.number !== null && change.at('headRefOid').text() !== request.head)
    throw incomplete('the head moved while the change was read');
  return {
    data: answer.data,
    parts: { change, commit: repository.at('machines'), isGroup: request.groupHead !== null, failures },
  };
}

function firstPage(parts: Parts, list: ListName): SectionOrWhy {
  const failure = parts.failures.ofSection(list);
  if (failure !== null) return { why: failureWhy(failure, words[list]) };
  const isOfCommit = list === 'checks' || list === 'workflows';
  if (isOfCommit && parts.commit.isNothing) {
    // A replica may not have it yet, and a group that fails for that would be thrown out of its queue.
    if (parts.isGroup) throw incomplete('the commit of the merge group is not shown');
    return noCommit(list);
  }
  // Nobody said anything of this commit yet.
  if (list === 'checks' && parts.commit.at('statusCheckRollup').isNothing) return { nodes: [], total: 0, next: null };
  const section = readSection(connectionOf(parts, list), parts.failures);
  // The list of files ends at its limit and counts no further; the pull request itself counts them all.
  const total = list === 'files' ? Math.max(section.total, parts.change.at('changedFiles').count()) : section.total;
  return total > most[list]
    ? { why: { code: 'too-many', detail: `there are ${total} ${words[list]}, more than ${most[list]}` } }
    : section;
}

function nextPage(section: SectionOrWhy, list: ListName, parts: Parts): SectionOrWhy {
  if (!hasNext(section)) return section;
  const failure = parts.failures.ofSection(list);
  if (failure !== null) return { why: failureWhy(failure, words[list]) };
  return joinSections(section, readSection(connectionOf(parts, list), parts.failures));
}

function firstMembers(
  data: Reader,
  team: { readonly name: string; readonly index: number; readonly failures: Failures },
): Team {
  const organization = data.at(teamAlias(team.index));
  const failure = team.failures.ofField(teamAlias(team.index));
  const found = organization.at('team');
  const members =
    failure !== null || found.isNothing ? { nodes: [], total: 0, next: null } : readSection(found.at('members'), null);
  return {
    name: team.name,
    organization,
    failure,
    members: members.total > MOST_MEMBERS ? tooLarge(team.name) : members,
  };
}

/** Any error makes the team unknown: GitHub leaves out the members that it failed to read. */
function nextMembers(team: Team, answer: { readonly page: Reader; readonly failure: string | null }): Team {
  if (!hasNext(team.members)) return team;
  const found = answer.page.at('team');
  if (answer.failure !== null || found.isNothing)
    return { ...team, members: { why: failureWhy(answer.failure ?? 'UNKNOWN', `the team @${team.name}`) } };
  return { ...team, members: joinSections(team.members, readSection(found.at('members'), null)) };
}

function teamFacts(team: Team): Known<TeamFacts> {
  if ('why' in team.members) return { known: false, why: team.members.why };
  if (team.members.nodes.length !== team.members.total) throw incomplete(`the members of a team do not add up`);
  const members: readonly Person[] = readMembers(team.members.nodes.map((node) => node.reader));
  const facts = readTeam(team.organization, { name: team.name, failure: team.failure, members });
  return facts.known ? known(facts.value) : facts;
}

const tooLarge = (name: string): { readonly why: Unknown } => ({
  why: { code: 'too-many', detail: `the team @${name} has more than ${MOST_MEMBERS} members` },
});

const notNeeded = (list: ListName): { readonly why: Unknown } => ({
  why: { code: 'not-needed', detail: `no rule asks for ${words[list]}` },
});

const noCommit = (list: ListName): { readonly why: Unknown } => ({
  why: { code: 'not-needed', detail: `there is no commit that could have ${words[list]}` },
});
