import type { Needs } from '../policy/needs.ts';
import { type Cursor, connectionText, PAGE, PAGE_INFO } from './connection.ts';
import { checkFields } from './facts/checks.ts';
import { commitFields, signatureFields } from './facts/commits.ts';
import { memberFields } from './facts/directory.ts';
import { fileFields } from './facts/files.ts';
import { labelFields } from './facts/labels.ts';
import { assigneeFields, personFields } from './facts/person.ts';
import { policyFileFields } from './facts/policy-file.ts';
import { requiredCheckFields } from './facts/required-checks.ts';
import { reviewFields } from './facts/reviews.ts';
import { workflowFields } from './facts/workflows.ts';

/** Which lists a query asks for, and after which cursor each; `undefined`: not asked for, null: from its beginning. */
export interface Lists {
  readonly commits?: Cursor;
  readonly files?: Cursor;
  readonly reviews?: Cursor;
  readonly labels?: Cursor;
  /** Of a commit, as are `workflows`: the pull request's head, or a merge group's. */
  readonly checks?: Cursor;
  readonly workflows?: Cursor;
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

const texts = new Map<string, string>();

/** Everything in one query. The text depends only on the shape of the needs, so that it is built once per shape. */
export function firstQuery(request: {
  readonly place: { readonly owner: string; readonly name: string };
  readonly number: number;
  readonly floor: { readonly owner: string; readonly name: string };
  readonly needs: Needs;
  readonly policyBranch: string | null;
  readonly groupHead: string | null;
}): Query {
  const { place, number, floor, needs, policyBranch, groupHead } = request;
  const users = needs.users.filter((login) => !isBotLogin(login));
  const lists: Lists = {
    commits: needs.commits || needs.signatures ? null : undefined,
    files: needs.files ? null : undefined,
    reviews: needs.reviews ? null : undefined,
    labels: needs.labels ? null : undefined,
    checks: needs.checks ? null : undefined,
    workflows: needs.workflows ? null : undefined,
  };
  const shape: FirstShape = {
    lists,
    signatures: needs.signatures,
    users: users.length,
    teams: needs.teams.length,
    hasBranch: policyBranch !== null,
    hasGroup: groupHead !== null && (needs.checks || needs.workflows),
  };
  const text = remember(JSON.stringify(shape), () => firstText(shape));
  return {
    text,
    variables: {
      owner: place.owner,
      name: place.name,
      number,
      floorOwner: floor.owner,
      floorName: floor.name,
      ...(shape.hasBranch ? { policyRef: `refs/heads/${policyBranch}` } : {}),
      ...(shape.hasGroup ? { commit: groupHead } : {}),
      ...Object.fromEntries(users.map((login, index) => [userAlias(index), login])),
      ...teamVariables(needs.teams.map((team, index) => ({ team, index }))),
    },
  };
}

/**
 * The next page of each list that has one, all in one query; the head comes along, to see whether it moved.
 *
 * @param request.commit whose checks and workflow runs
 */
export function nextQuery(request: {
  readonly place: { readonly owner: string; readonly name: string };
  /** Null: there is none, and only the commit is asked about. */
  readonly number: number | null;
  readonly lists: Lists;
  readonly commit: string;
  readonly signatures: boolean;
  readonly teams: readonly { readonly team: string; readonly index: number; readonly cursor: string }[];
}): Query {
  const { place, number, lists, teams } = request;
  const machines = machineTexts(lists);
  const asked = Object.entries(lists).filter(([, cursor]) => cursor !== undefined);
  const cursors = [
    ...asked.map(([list, cursor]) => [`${list}After`, cursor]),
    ...teams.map(({ index, cursor }) => [`${teamAlias(index)}After`, cursor]),
  ];
  const declared = cursors.map(([name]) => `$${name}: String!`).join(' ');
  const commit = machines === '' ? {} : { commit: request.commit };
  const change =
    number === null ? '' : `pullRequest(number: $number) { headRefOid ${listTexts(lists, request.signatures)} }`;
  const text = `query Next($owner: String!, $name: String! ${number === null ? '' : '$number: Int!'}
      ${machines === '' ? '' : '$commit: GitObjectID!'} ${declared} ${declareTeams(teams)}) {
    repository(owner: $owner, name: $name) {
      databaseId ${change}
      ${machines === '' ? '' : commitText(machines)}
    }
    ${teams.map(({ index }) => teamText(index, `, after: $${teamAlias(index)}After`)).join(' ')}
  }`;
  return {
    text,
    variables: {
      owner: place.owner,
      name: place.name,
      ...(number === null ? {} : { number }),
      ...commit,
      ...Object.fromEntries(cursors),
      ...teamVariables(teams),
    },
  };
}

interface FirstShape {
  readonly lists: Lists;
  readonly signatures: boolean;
  /** How many of each. */
  readonly users: number;
  readonly teams: number;
  readonly hasBranch: boolean;
  readonly hasGroup: boolean;
}

function firstText(shape: FirstShape): string {
  const users = Array.from({ length: shape.users }, (_, index) => index);
  const teams = Array.from({ length: shape.teams }, (_, index) => ({ index }));
  const machines = machineTexts(shape.lists);
  return `query Collect($owner: String!, $name: String!, $number: Int!, $floorOwner: String!, $floorName: String!
      ${shape.hasBranch ? '$policyRef: String!' : ''} ${shape.hasGroup ? '$commit: GitObjectID!' : ''}
      ${users.map((index) => `$${userAlias(index)}: String!`).join(' ')} ${declareTeams(teams)}) {
    repository(owner: $owner, name: $name) {
      databaseId isPrivate name owner { login }
      pullRequest(number: $number) {
        ${changeFields} ${listTexts(shape.lists, shape.signatures)}
        tip: commits(last: 1) { totalCount nodes { commit { oid tree { oid } ${shape.hasGroup ? '' : machines} } } }
      }
      ${shape.hasBranch ? `policy: ref(qualifiedName: $policyRef) { ${branchPolicy} }` : ''}
      ${shape.hasGroup ? commitText(machines) : ''}
    }
    floor: repository(owner: $floorOwner, name: $floorName) {
      databaseId defaultBranchRef { target { oid ... on Commit { ${policyFileFields} } } }
    }
    ${users.map(userText).join(' ')}
    ${teams.map(({ index }) => teamText(index, '')).join(' ')}
  }`;
}

export const branchPolicy = `target { oid ... on Commit { ${policyFileFields} } }`;

const changeFields = `
  title body state merged isDraft isCrossRepository baseRefName baseRefOid headRefName headRefOid changedFiles
  author { ${personFields} } authorAssociation
  headRef { name }
  headRepository { databaseId }
  headRepositoryOwner { __typename login ... on User { databaseId } ... on Organization { databaseId } }
  baseRef { ${requiredCheckFields} ${branchPolicy} }
  baseChanges: timelineItems(last: 1, itemTypes: [
    BASE_REF_CHANGED_EVENT BASE_REF_FORCE_PUSHED_EVENT AUTOMATIC_BASE_CHANGE_SUCCEEDED_EVENT
  ]) { nodes {
    ... on BaseRefChangedEvent { createdAt }
    ... on BaseRefForcePushedEvent { createdAt }
    ... on AutomaticBaseChangeSucceededEvent { createdAt }
  } }
  assignments: timelineItems(${PAGE}, itemTypes: [ASSIGNED_EVENT]) { pageInfo { hasNextPage } nodes {
    ... on AssignedEvent { actor { ${personFields} } assignee { ${assigneeFields} } }
  } }`;

function listTexts(lists: Lists, signatures: boolean): string {
  const commit = signatures ? `${commitFields} ${signatureFields}` : commitFields;
  return [
    connectionText('commits', { name: 'commits', cursor: lists.commits }, `commit { ${commit} }`),
    connectionText('files', { name: 'files', cursor: lists.files }, fileFields),
    connectionText('reviews', { name: 'reviews', cursor: lists.reviews }, reviewFields),
    connectionText('labels', { name: 'labels', cursor: lists.labels }, labelFields),
  ].join(' ');
}

/** On a Commit; empty when neither is asked for. */
export function machineTexts({ checks, workflows }: Lists): string {
  const contexts = connectionText('contexts', { name: 'checks', cursor: checks }, checkFields);
  const suites = connectionText('checkSuites', { name: 'workflows', cursor: workflows }, workflowFields);
  return [contexts === '' ? '' : `statusCheckRollup { ${contexts} }`, suites].join(' ').trim();
}

const commitText = (machines: string): string => `machines: object(oid: $commit) { ... on Commit { ${machines} } }`;

export const userText = (index: number): string =>
  `${userAlias(index)}: user(login: $${userAlias(index)}) { __typename login databaseId }`;

/** `membership` is left at its default, ALL: members of child teams are members. */
export const teamText = (index: number, after: string): string =>
  `${teamAlias(index)}: organization(login: $${teamAlias(index)}Org) {
    team(slug: $${teamAlias(index)}Slug) {
      databaseId members(${PAGE}${after}) { ${PAGE_INFO} nodes { ${memberFields} } }
    }
  }`;

export function declareTeams(teams: readonly { readonly index: number }[]): string {
  return teams.map(({ index }) => `$${teamAlias(index)}Org: String! $${teamAlias(index)}Slug: String!`).join(' ');
}

export function teamVariables(teams: readonly { readonly team: string; readonly index: number }[]) {
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
