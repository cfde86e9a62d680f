import type { Needs } from '../policy/needs.ts';
import {
  branchPolicy,
  declareTeams,
  isBotLogin,
  machineTexts,
  type Query,
  teamText,
  teamVariables,
  userAlias,
  userText,
} from './query.ts';

interface CommitQuestion {
  readonly place: { readonly owner: string; readonly name: string };
  readonly commit: string;
  readonly floor: { readonly owner: string; readonly name: string };
  readonly needs: Needs;
  /** Null: the default branch. */
  readonly policyBranch: string | null;
}

/** A commit that wants to go somewhere, the policy that holds for it, and who the names of the policy are. */
export function commitQuery({ place, commit, floor, needs, policyBranch }: CommitQuestion): Query {
  const users = needs.users.filter((login) => !isBotLogin(login));
  const teams = needs.teams.map((team, index) => ({ team, index }));
  const machines = machineTexts({
    checks: needs.checks ? null : undefined,
    workflows: needs.workflows ? null : undefined,
  });
  const declared = users.map((_, index) => `$${userAlias(index)}: String!`).join(' ');
  const text = `query CollectCommit($owner: String!, $name: String!, $commit: GitObjectID!
      $floorOwner: String!, $floorName: String! ${policyBranch === null ? '' : '$policyRef: String!'}
      ${declared} ${declareTeams(teams)}) {
    repository(owner: $owner, name: $name) {
      databaseId isPrivate name owner { login }
      machines: object(oid: $commit) { __typename ... on Commit { oid tree { oid } ${machines} } }
      base: defaultBranchRef { name target { oid } }
      policy: ${policyBranch === null ? 'defaultBranchRef' : 'ref(qualifiedName: $policyRef)'} { ${branchPolicy} }
    }
    floor: repository(owner: $floorOwner, name: $floorName) {
      databaseId defaultBranchRef { ${branchPolicy} }
    }
    ${users.map((_, index) => userText(index)).join(' ')}
    ${teams.map(({ index }) => teamText(index, '')).join(' ')}
  }`;
  return {
    text,
    variables: {
      owner: place.owner,
      name: place.name,
      commit,
      floorOwner: floor.owner,
      floorName: floor.name,
      ...(policyBranch === null ? {} : { policyRef: `refs/heads/${policyBranch}` }),
      ...Object.fromEntries(users.map((login, index) => [userAlias(index), login])),
      ...teamVariables(teams),
    },
  };
}
