import type { Needs } from '../policy/needs.ts';
import { commitFields, signatureFields } from './facts/commits.ts';
import { memberFields } from './facts/directory.ts';
import { fileFields } from './facts/files.ts';
import { personFields } from './facts/person.ts';
import { policyFileFields } from './facts/policy-file.ts';
import { reviewFields } from './facts/reviews.ts';

/** Which lists a query asks for, and after which cursor each; `undefined`: not asked for, null: from its beginning. */
export interface Lists {
  readonly commits?: string | null | undefined;
  readonly files?: string | null | undefined;
  readonly reviews?: string | null | undefined;
}

export interface Query {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** How `user(login)` and `team(slug)` are called in a query: by position, since names may hold anything. */
export const userAlias = (index: number): string => `user${index}`;
export const teamAlias = (index: number): string => `team${index}`;

/** Only accounts without brackets: GraphQL's `user` does not find a bot. */
export const isBotLogin = (login: string): boolean => login.endsWith('[bot]');

/** GitHub caps a page at 100. */
const PAGE = 'first: 100';
const PAGE_INFO = 'totalCount pageInfo { hasNextPage endCursor }';

const texts = new Map<string, string>();

/** Everything in one query. The text depends only on the shape of the needs, so that it is built once per shape. */
export function firstQuery(request: {
  readonly place: { readonly owner: string; readonly name: string };
  readonly number: number;
  readonly floor: { readonly owner: string; readonly name: string };
  readonly needs: Needs;
}): Query {
  const { place, number, floor, needs } = request;
  const users = needs.users.filter((login) => !isBotLogin(login));
  const lists: Lists = {
    commits: needs.commits || needs.signatures ? null : undefined,
    files: needs.files ? null : undefined,
    reviews: needs.reviews ? null : undefined,
  };
  const shape = JSON.stringify([
    Object.values(lists).map((list) => list === null),
    needs.signatures,
    users.length,
    needs.teams.length,
  ]);
  const text = remember(shape, () => firstText({ lists, signatures: needs.signatures, users, teams: needs.teams }));
  return {
    text,
    variables: {
      owner: place.owner,
      name: place.name,
      number,
      floorOwner: floor.owner,
      floorName: floor.name,
      ...Object.fromEntries(users.map((login, index) => [userAlias(index), login])),
      ...teamVariables(needs.teams.map((team, index) => ({ team, index }))),
    },
  };
}

/** The next page of each list that has one, all in one query; the head comes along, to see whether it moved. */
export function nextQuery(request: {
  readonly place: { readonly owner: string; readonly name: string };
  readonly number: number;
  readonly lists: Lists;
  readonly signatures: boolean;
  readonly teams: readonly { readonly team: string; readonly index: number; readonly cursor: string }[];
}): Query {
  const { place, number, lists, teams } = request;
  const asked = Object.entries(lists).filter(([, cursor]) => cursor !== undefined);
  const cursors = [
    ...asked.map(([list, cursor]) => [`${list}After`, cursor]),
    ...teams.map(({ index, cursor }) => [`${teamAlias(index)}After`, cursor]),
  ];
  const declared = cursors.map(([name]) => `$${name}: String!`).join(' ');
  const text = `query Next($owner: String!, $name: String!, $number: Int! ${declared} ${declareTeams(teams)}) {
    repository(owner: $owner, name: $name) {
      pullRequest(number: $number) { headRefOid ${listTexts(lists, request.signatures)} }
    }
    ${teams.map(({ index }) => teamText(index, `, after: $${teamAlias(index)}After`)).join(' ')}
  }`;
  return {
    text,
    variables: {
      owner: place.owner,
      name: place.name,
      number,
      ...Object.fromEntries(cursors),
      ...teamVariables(teams),
    },
  };
}

interface FirstShape {
  readonly lists: Lists;
  readonly signatures: boolean;
  readonly users: readonly string[];
  readonly teams: readonly string[];
}

function firstText(shape: FirstShape): string {
  const teams = shape.teams.map((team, index) => ({ team, index }));
  const users = shape.users.map((_, index) => `$${userAlias(index)}: String!`).join(' ');
  return `query Collect($owner: String!, $name: String!, $number: Int!, $floorOwner: String!, $floorName: String!
      ${users} ${declareTeams(teams)}) {
    repository(owner: $owner, name: $name) {
      databaseId isPrivate name owner { login }
      pullRequest(number: $number) { ${changeFields} ${listTexts(shape.lists, shape.signatures)} }
    }
    floor: repository(owner: $floorOwner, name: $floorName) {
      databaseId defaultBranchRef { target { oid ... on Commit { ${policyFileFields} } } }
    }
    ${shape.users.map((_, index) => userText(index)).join(' ')}
    ${teams.map(({ index }) => teamText(index, '')).join(' ')}
  }`;
}

const changeFields = `
  title body state merged isDraft isCrossRepository baseRefName baseRefOid headRefName headRefOid changedFiles
  author { ${personFields} }
  headRef { name }
  headRepository { databaseId }
  headRepositoryOwner { __typename login ... on User { databaseId } ... on Organization { databaseId } }
  baseRef { target { oid ... on Commit { ${policyFileFields} } } }
  tip: commits(last: 1) { totalCount nodes { commit { oid tree { oid } } } }
  baseChanges: timelineItems(last: 1, itemTypes: [
    BASE_REF_CHANGED_EVENT BASE_REF_FORCE_PUSHED_EVENT AUTOMATIC_BASE_CHANGE_SUCCEEDED_EVENT
  ]) { nodes {
    ... on BaseRefChangedEvent { createdAt }
    ... on BaseRefForcePushedEvent { createdAt }
    ... on AutomaticBaseChangeSucceededEvent { createdAt }
  } }`;

function listTexts(lists: Lists, signatures: boolean): string {
  const commit = signatures ? `${commitFields} ${signatureFields}` : commitFields;
  return [
    listText('commits', lists.commits, `commit { ${commit} }`),
    listText('files', lists.files, fileFields),
    listText('reviews', lists.reviews, reviewFields),
  ].join(' ');
}

function listText(name: string, cursor: string | null | undefined, fields: string): string {
  if (cursor === undefined) return '';
  return `${name}(${PAGE}${cursor === null ? '' : `, after: $${name}After`}) { ${PAGE_INFO} nodes { ${fields} } }`;
}

const userText = (index: number): string =>
  `${userAlias(index)}: user(login: $${userAlias(index)}) { __typename login databaseId }`;

/** `membership` is left at its default, ALL: members of child teams are members. */
const teamText = (index: number, after: string): string =>
  `${teamAlias(index)}: organization(login: $${teamAlias(index)}Org) {
    team(slug: $${teamAlias(index)}Slug) {
      databaseId members(${PAGE}${after}) { ${PAGE_INFO} nodes { ${memberFields} } }
    }
  }`;

function declareTeams(teams: readonly { readonly index: number }[]): string {
  return teams.map(({ index }) => `$${teamAlias(index)}Org: String! $${teamAlias(index)}Slug: String!`).join(' ');
}

function teamVariables(teams: readonly { readonly team: string; readonly index: number }[]) {
  return Object.fromEntries(
    teams.flatMap(({ team, index }) => {
      const [organization = '', slug = ''] = team.split('/');
      return [
        [`${teamAlias(index)}Org`, organization],
        [`${teamAlias(index)}Slug`, slug],
      ];
    }),
  );
}

function remember(shape: string, make: () => string): string {
  const existing = texts.get(shape);
  if (existing !== undefined) return existing;
  const made = make();
  texts.set(shape, made);
  return made;
}
