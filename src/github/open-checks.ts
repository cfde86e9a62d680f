import { fromRfc3339, type Instant } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import type { Api } from './api.ts';
import { readOid } from './facts/commits.ts';
import { requireWhole } from './graphql-answer.ts';
import type { Place } from './place.ts';
import type { Reader } from './reader.ts';

/** An open pull request and what this app's checks say of its head. The shape of app/ports.ts, OpenCheck. */
export interface OpenCheck {
  readonly number: number;
  readonly base: string;
  readonly head: string;
  readonly isQueued: boolean;
  /** The newest of each name. */
  readonly runs: readonly OpenRun[];
}

export interface OpenRun {
  readonly runId: number;
  readonly name: string;
  /** As GitHub's REST API words it; null: it is not completed. */
  readonly conclusion: string | null;
  readonly startedAt: Instant | null;
}

interface Wanted {
  readonly appId: number;
  /** Where the page begins; null: with the newest pull request. */
  readonly after: string | null;
}

/** 50 pull requests cost four points, 100 would cost eight and take GitHub twice as long. */
const PAGE = 50;

/** A page of a repository's open pull requests, newest first; `next` null: the last one. */
export async function readOpenChecks(
  api: Api,
  { id, owner, name }: Place['repository'],
  { appId, after }: Wanted,
): Promise<{ readonly changes: readonly OpenCheck[]; readonly next: string | null }> {
  const variables = { owner, name, appId, ...(after === null ? {} : { after }) };
  const data = requireWhole(await api.graphql(queryText(after !== null), variables), 'open pull requests');
  const repository = data.at('repository');
  // Names are given away again.
  if (repository.isNothing || repository.at('databaseId').count() !== id)
    throw new Fault('github.not-found', 'the name belongs to another repository now');
  const list = repository.at('pullRequests');
  const page = list.at('pageInfo');
  return {
    changes: list.at('nodes').list().flatMap(readChange),
    next: page.at('hasNextPage').flag() ? page.at('endCursor').text() : null,
  };
}

const queryText = (isLater: boolean): string => `query OpenChecks($owner: String!, $name: String!, $appId: Int!
    ${isLater ? ', $after: String!' : ''}) {
  repository(owner: $owner, name: $name) {
    databaseId
    pullRequests(states: [OPEN], first: ${PAGE}${isLater ? ', after: $after' : ''},
        orderBy: { field: CREATED_AT, direction: DESC }) {
      pageInfo { hasNextPage endCursor }
      nodes {
        number baseRefName headRefOid isInMergeQueue
        commits(last: 1) { nodes { commit {
          oid
          checkSuites(first: 3, filterBy: { appId: $appId }) { nodes {
            checkRuns(first: 20, filterBy: { checkType: LATEST }) { nodes {
              databaseId name status conclusion startedAt
            } }
          } }
        } } }
      }
    }
  }
}`;

/** Of a head that moved while GitHub answered nothing is known: its own webhook is on the way. */
function readChange(change: Reader): readonly OpenCheck[] {
  const head = readOid(change.at('headRefOid'));
  const [last] = change.at('commits').at('nodes').list();
  const commit = last?.at('commit');
  if (commit === undefined || readOid(commit.at('oid')) !== head) return [];
  const suites = commit.at('checkSuites').maybe((list) => list.at('nodes').list()) ?? [];
  const runs = suites.flatMap((suite) =>
    (suite.at('checkRuns').maybe((list) => list.at('nodes').list()) ?? []).map(readRun),
  );
  const newest = new Map(runs.toSorted((a, b) => a.runId - b.runId).map((run) => [run.name, run]));
  return [
    {
      number: change.at('number').count(),
      base: change.at('baseRefName').text(),
      head,
      isQueued: change.at('isInMergeQueue').flag(),
      runs: [...newest.values()],
    },
  ];
}

function readRun(run: Reader): OpenRun {
  const isCompleted = run.at('status').text() === 'COMPLETED';
  return {
    runId: run.at('databaseId').count(),
    name: run.at('name').text(),
    conclusion: isCompleted ? (run.at('conclusion').maybe((word) => word.text().toLowerCase()) ?? null) : null,
    startedAt: run.at('startedAt').maybe((at) => fromRfc3339(at.text())),
  };
}
