import { type Known, known, type Person, type TeamFacts, unknown } from '../../policy/facts.ts';
import type { Reader } from '../reader.ts';
import { readPerson } from './person.ts';

/** GraphQL, on a team's member. */
export const memberFields = '__typename login databaseId';

/** @param failure the type of the error that GitHub gave for this name; null: none */
export function readUser(user: Reader, login: string, failure: string | null): Known<Person> {
  if (failure === 'NOT_FOUND') return unknown('nobody', `nobody on GitHub is called @${login}`);
  const person = failure === null ? readPerson(user) : null;
  return person === null ? unknown('unavailable', `GitHub failed to look up @${login}`) : known(person);
}

/** What a team is, once its members are collected; the reasons why it is not known otherwise. */
export function readTeam(
  organization: Reader,
  team: { readonly name: string; readonly failure: string | null; readonly members: readonly Person[] },
): Known<TeamFacts> {
  const { name, failure, members } = team;
  if (failure !== null && failure !== 'NOT_FOUND' && failure !== 'FORBIDDEN') {
    return unknown('unavailable', `GitHub failed to read the team @${name}`);
  }
  const found = organization.at('team');
  // GitHub answers alike for a team that does not exist, one that is secret, and a missing permission: never 'nobody'.
  if (failure !== null || found.isNothing) {
    return unknown('forbidden', `the app does not see a team @${name}: it does not exist, or Members may not be read`);
  }
  return known({ id: found.at('databaseId').count(), members });
}

/** A member whose account has no number any more is nobody. */
export function readMembers(nodes: readonly Reader[]): readonly Person[] {
  return nodes.map((node) => readPerson(node)).filter((person) => person !== null);
}
