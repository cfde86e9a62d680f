import { fromRfc3339, type Instant } from '../base/clock.ts';
import { Fault, isFault } from '../base/fault.ts';
import { type Known, known, type Person, unknown } from '../policy/facts.ts';
import type { Api } from './api.ts';
import { readOid } from './facts/commits.ts';
import { readRestPerson } from './facts/person.ts';
import { readList, readShortList } from './paging.ts';
import type { Place } from './place.ts';
import type { Reader } from './reader.ts';

type Names = Place['repository'];

/** A branch that was moved more often is not followed back to its beginning. */
const MOST_MOVEMENTS = 1_000;
const MOST_ACTIVITY_PAGES = MOST_MOVEMENTS / 100;

export interface OpenChange {
  readonly number: number;
  readonly base: string;
  readonly head: string;
}

/** The shape of app/ports.ts, Movement. */
export interface Movement {
  readonly before: string;
  readonly after: string;
  readonly actor: Person | null;
  readonly at: Instant;
}

/** Open pull requests onto this branch (all when null), newest first. */
export async function listOpen(api: Api, names: Names, base: string | null): Promise<readonly OpenChange[]> {
  const open = await readList(api, {
    route: 'GET /repos/{owner}/{repo}/pulls',
    parameters: {
      owner: names.owner,
      repo: names.name,
      state: 'open',
      sort: 'created',
      direction: 'desc',
      ...(base === null ? {} : { base }),
    },
    items: (body) => body.list(),
    read: readOpenChange,
  });
  // A pull request that is opened while the pages are read moves the others down: some come twice.
  return [...new Map(open.map((change) => [change.number, change])).values()];
}

/** One open pull request; null: it is closed. */
export async function readOpen(api: Api, { id, owner, name }: Names, number: number): Promise<OpenChange | null> {
  const { body } = await api.rest('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
    owner,
    repo: name,
    pull_number: number,
  });
  // Names are given away again.
  if (body.at('base').at('repo').at('id').count() !== id)
    throw new Fault('github.not-found', 'the name belongs to another repository now');
  return body.at('state').text() === 'open' ? readOpenChange(body) : null;
}

/**
 * Open pull requests into this repository with this head. GitHub's own list for a commit is asked first; it may not know
 * commits of forks, so an empty one is no answer, and the open pull requests are searched.
 */
export async function listWithHead(api: Api, names: Names, head: string): Promise<readonly number[]> {
  const named = await listOfCommit(api, names, head);
  if (named.length > 0) return named;
  const open = await listOpen(api, names, null);
  return open.filter((change) => change.head === head).map((change) => change.number);
}

/** Who moved a branch since then, newest first. */
export async function readMovements(
  api: Api,
  names: Names,
  { ref, since }: { readonly ref: string; readonly since: Instant },
): Promise<Known<readonly Movement[]>> {
  try {
    const found: Movement[] = [];
    let answer = await api.rest('GET /repos/{owner}/{repo}/activity', {
      owner: names.owner,
      repo: names.name,
      ref,
      direction: 'desc',
      per_page: 100,
    });
    for (;;) {
      const page = answer.body.list().map(readMovement);
      found.push(...page.filter(({ at }) => at >= since));
      if (answer.next === null || page.some(({ at }) => at < since) || found.length >= MOST_MOVEMENTS)
        return known(found);
      answer = await api.rest(`GET ${answer.next}`);
    }
  } catch (error) {
    const isClosed = isFault(error, 'github.forbidden') || isFault(error, 'github.not-found');
    if (isClosed) return unknown('forbidden', 'the app may not read who moved the branch');
    throw error;
  }
}

/** Who moved a branch, newest first: everybody who ever did, or unknown. */
export async function readActivity(api: Api, names: Names, ref: string): Promise<Known<readonly Movement[]>> {
  try {
    const movements = await readShortList(api, {
      route: 'GET /repos/{owner}/{repo}/activity',
      parameters: { owner: names.owner, repo: names.name, ref, direction: 'desc' },
      items: (body) => body.list(),
      read: readMovement,
      pages: MOST_ACTIVITY_PAGES,
    });
    return movements === null
      ? unknown('too-many', `the branch was moved more than ${MOST_MOVEMENTS} times`)
      : known(movements);
  } catch (error) {
    const isClosed = isFault(error, 'github.forbidden') || isFault(error, 'github.not-found');
    if (isClosed) return unknown('forbidden', 'the app may not read who moved the branch');
    throw error;
  }
}

async function listOfCommit(api: Api, names: Names, head: string): Promise<readonly number[]> {
  try {
    const listed = await readList(api, {
      route: 'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls',
      parameters: { owner: names.owner, repo: names.name, commit_sha: head },
      items: (body) => body.list(),
      read: (change) => ({
        ...readOpenChange(change),
        isOpen: change.at('state').text() === 'open',
        repository: change.at('base').at('repo').at('id').count(),
      }),
    });
    return listed
      .filter((change) => change.isOpen && change.repository === names.id && change.head === head)
      .map((change) => change.number);
  } catch (error) {
    if (isFault(error, 'github.not-found') || isFault(error, 'github.invalid')) return [];
    throw error;
  }
}

const readOpenChange = (change: Reader): OpenChange => ({
  number: change.at('number').count(),
  base: change.at('base').at('ref').text(),
  head: readOid(change.at('head').at('sha')),
});

function readMovement(movement: Reader): Movement {
  const at = fromRfc3339(movement.at('timestamp').text());
  if (at === null) throw movement.fault('has no time');
  return {
    before: readOid(movement.at('before')),
    after: readOid(movement.at('after')),
    actor: movement.at('actor').maybe(readRestPerson),
    at,
  };
}
