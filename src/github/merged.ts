import { fromRfc3339, type Instant } from '../base/clock.ts';
import type { Api } from './api.ts';
import { readOid } from './facts/commits.ts';
import { requireWhole } from './graphql-answer.ts';
import { type Place, sameRepository } from './place.ts';
import type { Reader } from './reader.ts';

/** A pull request that was merged. The shape of app/ports.ts, MergedChange. */
export interface MergedChange {
  readonly number: number;
  readonly base: string;
  /** What was proposed, and judged. */
  readonly head: string;
  /** What it became on the base: the merge commit, the squashed one, or the last of those that were rebased. */
  readonly commit: string;
}

const PAGE = 50;
/** A thousand merges; who looks back further than that knows of the rest from elsewhere. */
const MOST_PAGES = 20;

/** Pull requests that were merged since then, or a little before, the one that was touched last first. */
export async function readMerged(
  api: Api,
  { id, owner, name }: Place['repository'],
  since: Instant,
): Promise<readonly MergedChange[]> {
  const found: MergedChange[] = [];
  let after: string | null = null;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const variables: Record<string, unknown> = { owner, name, ...(after === null ? {} : { after }) };
    const data = requireWhole(await api.graphql(queryText(after !== null), variables), 'merged pull requests');
    const repository = sameRepository(data.at('repository'), id);
    const list = repository.at('pullRequests');
    const nodes = list.at('nodes').list();
    found.push(...nodes.flatMap(readChange));
    const page = list.at('pageInfo');
    const oldest = nodes.at(-1);
    if (!page.at('hasNextPage').flag() || oldest === undefined || touchedAt(oldest) < since) break;
    after = page.at('endCursor').text();
  }
  return found;
}

const queryText = (isLater: boolean): string => `query Merged($owner: String!, $name: String!
    ${isLater ? ', $after: String!' : ''}) {
  repository(owner: $owner, name: $name) {
    databaseId
    pullRequests(states: [MERGED], first: ${PAGE}${isLater ? ', after: $after' : ''},
        orderBy: { field: UPDATED_AT, direction: DESC }) {
      pageInfo { hasNextPage endCursor }
      nodes { number baseRefName headRefOid updatedAt mergeCommit { oid } }
    }
  }
}`;

function touchedAt(change: Reader): Instant {
  const at = fromRfc3339(change.at('updatedAt').text());
  if (at === null) throw change.fault('has no time');
  return at;
}

/** Of one whose merge left no commit (an empty one, long ago) nothing can be said. */
function readChange(change: Reader): readonly MergedChange[] {
  const commit = change.at('mergeCommit').maybe((merged) => readOid(merged.at('oid')));
  if (commit === null) return [];
  return [
    {
      number: change.at('number').count(),
      base: change.at('baseRefName').text(),
      head: readOid(change.at('headRefOid')),
      commit,
    },
  ];
}
