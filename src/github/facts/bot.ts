import { isFault } from '../../base/fault.ts';
import { type Known, known, type Person, unknown } from '../../policy/facts.ts';
import type { Api } from '../api.ts';
import { readRestPerson } from './person.ts';

/** The account of an app, `<slug>[bot]`: only REST finds it by name. One request. */
export async function findBot(api: Api, login: string): Promise<Known<Person>> {
  try {
    const { body } = await api.rest('GET /users/{username}', { username: login });
    return known(readRestPerson(body));
  } catch (error) {
    if (isFault(error, 'github.not-found')) return unknown('nobody', `nobody on GitHub is called ${login}`);
    throw error;
  }
}
