import { fromRfc3339, type Instant } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import type { Api, GraphqlError } from './api.ts';
import { readOid } from './facts/commits.ts';
import { graphqlFault } from './fault.ts';
import type { Place } from './place.ts';
import type { Reader } from './reader.ts';

/** A page of a repository's open pull requests. The shape of app/ports.ts, OpenPage. */
export interface OpenPage {
  /** Newest first. */
  readonly changes: readonly OpenCheck[];
  /** Null: the last page. */
  readonly next: string | null;
  /** The default branch, and those that these pull requests want to reach. */
  readonly branches: readonly Branch[];
  /** When anybody pushed anything last; null: never. */
  readonly pushedAt: Instant | null;
}

export interface Branch {
  readonly name: string;
  readonly tip: string;
  readonly isDefault: boolean;
}

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
/** Of each of several repositories, of which most have fewer: ten repositories cost as much as one page. */
const FIRST_PAGE = 5;

/** One repository's page; throws `github.not-found` where there is none. */
export async function readOpenChecks(api: Api, names: Place['repository'], wanted: Wanted): Promise<OpenPage> {
  const [page] = await readPages(api, [names], { ...wanted, size: PAGE });
  if (page === undefined || page === null)
    throw new Fault('github.not-found', 'the name belongs to another repository now');
  return page;
}

/** The first pages of several repositories of one installation in one query, in their order; null: it is not there. */
export async function readFirstChecks(
  api: Api,
  names: readonly Place['repository'][],
  appId: number,
): Promise<readonly (OpenPage | null)[]> {
  return await readPages(api, names, { appId, after: null, size: FIRST_PAGE });
}

interface Asked extends Wanted {
  readonly size: number;
}

async function readPages(
  api: Api,
  names: readonly Place['repository'][],
  { appId, after, size }: Asked,
): Promise<readonly (OpenPage | null)[]> {
  const named = names.flatMap(({ owner, name }, at) => [
    [`owner${at}`, owner],
    [`name${at}`, name],
  ]);
  const variables = { ...Object.fromEntries(named), appId, ...(after === null ? {} : { after }) };
  const { data, errors } = await api.graphql(queryText(names.length, size, after !== null), variables);
  const rest = errors.filter((error) => !isMissing(error));
  if (rest.length > 0) throw graphqlFault(rest, {}, 'open pull requests');
  return names.map(({ id }, at) => readPage(data.at(aliasOf(at)), id));
}

const aliasOf = (at: number): string => `r${at}`;

/** One repository of them is not there, or no longer shown to us. */
function isMissing({ type, path }: GraphqlError): boolean {
  return path.length === 1 && type === 'NOT_FOUND';
}

/** Null also where the name belongs to another repository by now: names are given away again. */
function readPage(repository: Reader, id: number): OpenPage | null {
  if (repository.isNothing || repository.at('databaseId').count() !== id) return null;
  const list = repository.at('pullRequests');
  const page = list.at('pageInfo');
  const nodes = list.at('nodes').list();
  const main = repository.at('defaultBranchRef').maybe((ref) => readBranch(ref, true));
  const bases = nodes.flatMap((change) => change.at('baseRef').maybe((ref) => [readBranch(ref, false)]) ?? []);
  const branches = [...bases, ...(main === null ? [] : [main])];
  return {
    changes: nodes.flatMap(readChange),
    next: page.at('hasNextPage').flag() ? page.at('endCursor').text() : null,
    branches: [...new Map(branches.map((branch) => [branch.name, branch])).values()],
    pushedAt: repository.at('pushedAt').maybe((at) => fromRfc3339(at.text())),
  };
}

function readBranch(ref: Reader, isDefault: boolean): Branch {
  return { name: ref.at('name').text(), tip: readOid(ref.at('target').at('oid')), isDefault };
}

const texts = new Map<string, string>();

function queryText(count: number, size: number, isLater: boolean): string {
  const key = `${count}/${size}/${isLater}`;
  const known = texts.get(key);
  if (known !== undefined) return known;
  const places = Array.from({ length: count }, (_, at) => at);
  const text = `query OpenChecks($appId: Int! ${isLater ? '$after: String!' : ''}
      ${places.map((at) => `$owner${at}: String! $name${at}: String!`).join(' ')}) {
    ${places.map((at) => `${aliasOf(at)}: repository(owner: $owner${at}, name: $name${at}) { ...Open }`).join('\n')}
  }
  ${pageText(size, isLater)}`;
  texts.set(key, text);
  return text;
}

const pageText = (size: number, isLater: boolean): string => `fragment Open on Repository {
  databaseId pushedAt
  defaultBranchRef { ...Tip }
  pullRequests(states: [OPEN], first: ${size}${isLater ? ', after: $after' : ''},
      orderBy: { field: CREATED_AT, direction: DESC }) {
    pageInfo { hasNextPage endCursor }
    nodes {
      number baseRefName headRefOid isInMergeQueue
      baseRef { ...Tip }
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
fragment Tip on Ref { name target { oid } }`;

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
