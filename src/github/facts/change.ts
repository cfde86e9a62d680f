import {
  type Assignment,
  type ChangeFacts,
  type Known,
  known,
  type RepositoryFacts,
  unknown,
} from '../../policy/facts.ts';
import type { Reader } from '../reader.ts';
import { incomplete } from '../section.ts';
import { readOid, readTime } from './commits.ts';
import { readPerson } from './person.ts';

export function readRepository(repository: Reader): RepositoryFacts {
  return {
    id: repository.at('databaseId').count(),
    owner: repository.at('owner').at('login').text(),
    name: repository.at('name').text(),
    private: repository.at('isPrivate').flag(),
  };
}

export function readChange(change: Reader, number: number, headTree: string): ChangeFacts {
  const base = change.at('baseRef');
  return {
    number,
    title: change.at('title').text(),
    body: change.at('body').text(),
    author: readPerson(change.at('author')),
    open: change.at('state').text() === 'OPEN',
    merged: change.at('merged').flag(),
    draft: change.at('isDraft').flag(),
    base: change.at('baseRefName').text(),
    // Without its branch (only a closed pull request can be so) the last base that GitHub compared with has to do.
    baseTip: readOid(base.isNothing ? change.at('baseRefOid') : base.at('target').at('oid')),
    headName: change.at('headRefName').text(),
    head: readOid(change.at('headRefOid')),
    headTree,
    mergeBase: unknown('not-needed', 'no approval of other commits had to be compared'),
    baseChangedAt: known(change.at('baseChanges').at('nodes').list().at(-1)?.at('createdAt').maybe(readTime) ?? null),
    assignments: readAssignments(change.at('assignments')),
    fork: readFork(change),
    group: null,
  };
}

/** The tree of the head, when the list of commits ends in it; null: there are no commits. */
export function readTipTree(change: Reader): string | null {
  const tip = change.at('tip').at('nodes').list().at(-1)?.at('commit');
  if (tip === undefined) return null;
  if (tip.at('oid').text() !== change.at('headRefOid').text()) throw incomplete('the last commit is not the head');
  return readOid(tip.at('tree').at('oid'));
}

/** Where the head branch lives; null: the branch or its repository is gone. */
export function readHeadRef(change: Reader): { readonly repository: number; readonly ref: string } | null {
  const repository = change.at('headRepository');
  if (repository.isNothing || change.at('headRef').isNothing) return null;
  return { repository: repository.at('databaseId').count(), ref: `refs/heads/${change.at('headRefName').text()}` };
}

/** Associations of people whom somebody here has let in. */
const INSIDE: ReadonlySet<string> = new Set(['OWNER', 'MEMBER', 'COLLABORATOR']);

/** Opened by somebody whom nobody here has let in. An app can open one only where it is installed. */
export function isFromOutside(change: Reader): boolean {
  if (readPerson(change.at('author'))?.type === 'bot') return false;
  const association = change.at('authorAssociation').maybe((word) => word.text());
  return association === null || !INSIDE.has(association);
}

/** Whoever wants to approve what an agent wrote could take the assignment back; so the events count, not what is left. */
function readAssignments(events: Reader): Known<readonly Assignment[]> {
  if (events.at('pageInfo').at('hasNextPage').flag())
    return unknown('too-many', 'more than 100 people were assigned to the pull request');
  return known(
    events
      .at('nodes')
      .list()
      .map((event) => ({ assignee: readPerson(event.at('assignee')), by: readPerson(event.at('actor')) })),
  );
}

function readFork(change: Reader): ChangeFacts['fork'] {
  const isOwn = !change.at('isCrossRepository').flag() && !change.at('headRepository').isNothing;
  return isOwn ? null : { owner: readPerson(change.at('headRepositoryOwner')) };
}
