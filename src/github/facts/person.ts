import type { Person } from '../../policy/facts.ts';
import type { Reader } from '../reader.ts';

/** GraphQL: whoever did it (an Actor, in GitHub's words). */
export const personFields = `__typename login
  ... on User { databaseId } ... on Bot { databaseId } ... on Mannequin { databaseId } ... on Organization { databaseId }`;

/** GraphQL: whoever was assigned. A union, not an Actor: each kind names its fields itself. */
export const assigneeFields = `__typename ... on User { login databaseId } ... on Bot { login databaseId }
  ... on Mannequin { login databaseId } ... on Organization { login databaseId }`;

/** From a GraphQL object with `__typename`, `login`, `databaseId`. Null: the account was deleted, or has no number. */
export function readPerson(actor: Reader): Person | null {
  if (actor.isNothing) return null;
  const id = actor.at('databaseId').maybe((value) => value.count());
  if (id === null) return null;
  return makePerson(id, actor.at('login').text(), actor.at('__typename').text());
}

/** From a REST or webhook object with `type`, `login`, `id`. */
export function readRestPerson(user: Reader): Person {
  return makePerson(user.at('id').count(), user.at('login').text(), user.at('type').text());
}

/**
 * GitHub's kinds of account. One that we do not know counts as a bot, that is for nothing. GraphQL drops the `[bot]`
 * that REST writes behind a bot's login; here it always stands there, so that one account has one name.
 */
function makePerson(id: number, login: string, kind: string): Person {
  const type = kinds[kind.toLowerCase()] ?? 'bot';
  if (type !== 'bot') return { id, login, type: login.endsWith('[bot]') ? 'bot' : type };
  return { id, login: login.endsWith('[bot]') ? login : `${login}[bot]`, type };
}

const kinds: Readonly<Record<string, Person['type']>> = {
  user: 'user',
  bot: 'bot',
  mannequin: 'mannequin',
  organization: 'organization',
};
