import { Fault, isFault } from '../base/fault.ts';
import type { Api } from './api.ts';
import { readOid } from './facts/commits.ts';
import { requireWhole } from './graphql-answer.ts';
import { readShortList } from './paging.ts';
import { type Place, sameRepository } from './place.ts';
import type { Reader } from './reader.ts';

/** What a movement of a branch brought. The shape of app/ports.ts, Landing. */
export interface Landing {
  /** Oldest first. */
  readonly commits: readonly LandedCommit[];
  /** How many the branch had before and has no more. */
  readonly removed: number;
}

export interface LandedCommit {
  readonly oid: string;
  readonly tree: string;
  readonly parents: readonly string[];
  /** Merged pull requests into this branch that became this commit. */
  readonly changes: readonly LandedChange[];
}

export interface LandedChange {
  readonly number: number;
  readonly head: string;
  /**
   * How much of what landed has the content that was proposed: this `commit`,
   * `all` since the branch was where it was before, or `nothing`: somebody else may have written what it holds.
   */
  readonly brings: 'commit' | 'all' | 'nothing';
}

interface Moved {
  readonly branch: string;
  /** Null: there was no such branch. */
  readonly before: string | null;
  readonly after: string;
}

/** Of a push that brought more, nothing is said. */
const MOST_COMMITS = 10_000;
const COMMITS_IN_PAGE = 100;
/** Commits in one query. */
const BATCH = 25;
/** Of so many that the branch itself was at, GitHub is asked what became them; of older ones it is not. */
const MOST_ASKED = 500;

/** Null: one of the commits is gone, the two share no history, or there are too many. */
export async function readLanded(api: Api, names: Place['repository'], moved: Moved): Promise<Landing | null> {
  const { branch, before, after } = moved;
  if (before === null) {
    const [tip] = await readCommits(api, names, { branch, oids: [after] });
    return tip === undefined ? null : { commits: [{ ...tip, changes: [] }], removed: 0 };
  }
  const range = await listRange(api, names, { ...moved, before });
  if (range === null) {
    await requireSame(api, names);
    return null;
  }
  const isByGitHub = range.removed === 0 && (await wasMergedByGitHub(api, names, moved));
  const known = new Map(range.commits.map((commit) => [commit.oid, commit]));
  const oids: string[] = [];
  for (let at = known.get(after); at !== undefined && oids.length < MOST_ASKED; at = known.get(at.parents[0] ?? ''))
    oids.push(at.oid);
  for (let at = 0; at < oids.length; at += BATCH)
    for (const commit of await readCommits(api, names, { branch, oids: oids.slice(at, at + BATCH) }))
      known.set(commit.oid, await compareContent(api, names, { known, moved, isByGitHub, commit }));
  return { commits: [...known.values()], removed: range.removed };
}

interface Comparing {
  readonly known: ReadonlyMap<string, LandedCommit>;
  readonly moved: Moved;
  readonly isByGitHub: boolean;
  readonly commit: Read;
}

/** A commit as GitHub tells of it, and what it says of the pull requests that became it. */
interface Read extends Omit<LandedCommit, 'changes'> {
  readonly changes: readonly (Omit<LandedChange, 'brings'> & { readonly commits: number })[];
}

async function compareContent(api: Api, names: Place['repository'], of: Comparing): Promise<LandedCommit> {
  const { changes, ...commit } = of.commit;
  const compared: LandedChange[] = [];
  for (const { number, head, commits } of changes) {
    const brings = await compareOne(api, names, { ...of, change: { number, head, commits } });
    compared.push({ number, head, brings });
  }
  return { ...commit, changes: compared };
}

interface ComparingOne extends Comparing {
  readonly change: Read['changes'][number];
}

/**
 * What GitHub merged itself has the content that it computed of the proposal. A signature of GitHub's would say less: it
 * signs whatever is edited on its pages or written through its API. Of what somebody pushed, the files are compared. Equal
 * trees alone prove nothing: on a newer base the old tree takes back what landed meanwhile.
 */
async function compareOne(
  api: Api,
  names: Place['repository'],
  { known, moved, isByGitHub, commit, change }: ComparingOne,
): Promise<LandedChange['brings']> {
  if (isByGitHub) return 'all';
  const { oid, parents } = commit;
  const isMerge = parents.length > 1;
  const from = isMerge ? parents[0] : moved.before;
  if (from === undefined || from === null) return 'nothing';
  if (!(await hasSameFiles(api, names, { from, one: oid, other: change.head }))) return 'nothing';
  if (isMerge) return 'commit';
  return countBelow(known, oid) === change.commits ? 'all' : 'nothing';
}

const MERGES: ReadonlySet<string> = new Set(['pr_merge', 'merge_queue_merge']);
const PAGE = 100;

/** Did GitHub itself move the branch, for a pull request? As its activity says, where the app may read it. */
async function wasMergedByGitHub(api: Api, { owner, name }: Place['repository'], moved: Moved): Promise<boolean> {
  try {
    const ref = `refs/heads/${moved.branch}`;
    const parameters = { owner, repo: name, ref, direction: 'desc', per_page: PAGE };
    const { body } = await api.rest('GET /repos/{owner}/{repo}/activity', parameters);
    return body
      .list()
      .some(
        (one) =>
          one.at('before').text() === moved.before &&
          one.at('after').text() === moved.after &&
          MERGES.has(one.at('activity_type').text()),
      );
  } catch (error) {
    if (isFault(error, 'github.forbidden') || isFault(error, 'github.not-found')) return false;
    throw error;
  }
}

/** Commits that landed up to this one, along first parents. */
function countBelow(known: ReadonlyMap<string, LandedCommit>, oid: string): number {
  let count = 0;
  for (let at = known.get(oid); at !== undefined; at = known.get(at.parents[0] ?? '')) count += 1;
  return count;
}

interface Ranges {
  readonly from: string;
  readonly one: string;
  readonly other: string;
}

/** GitHub lists no more files of a comparison: of what is longer, nothing is said. */
const MOST_FILES = 300;

/**
 * Did both change the same files to the same content, each since it left `from`, and nobody else any of these files
 * meanwhile? Where somebody did, the same content takes that back. Modes of files are not compared.
 */
async function hasSameFiles(api: Api, names: Place['repository'], { from, one, other }: Ranges): Promise<boolean> {
  const here = await readFiles(api, names, { from, to: one });
  const there = await readFiles(api, names, { from, to: other });
  const meanwhile = await readFiles(api, names, { from: other, to: from });
  if (here === null || there === null || meanwhile === null || here.size !== there.size) return false;
  return [...here].every(([path, content]) => there.get(path) === content && !meanwhile.has(path));
}

/** Path → what became of it; null: nobody can say. */
async function readFiles(
  api: Api,
  { owner, name }: Place['repository'],
  { from, to }: { readonly from: string; readonly to: string },
): Promise<ReadonlyMap<string, string> | null> {
  try {
    const parameters = { owner, repo: name, basehead: `${from}...${to}`, per_page: 1 };
    const { body } = await api.rest('GET /repos/{owner}/{repo}/compare/{basehead}', parameters);
    const files = body.at('files').list();
    if (files.length >= MOST_FILES) return null;
    return new Map(files.map((file) => [file.at('filename').text(), contentOf(file)]));
  } catch (error) {
    if (isFault(error, 'github.not-found') || isFault(error, 'github.invalid')) return null;
    throw error;
  }
}

function contentOf(file: Reader): string {
  const before = file.at('previous_filename').maybe((path) => path.text()) ?? '';
  return `${file.at('status').text()} ${file.at('sha').maybe((sha) => sha.text()) ?? ''} ${before}`;
}

interface Range {
  readonly commits: readonly LandedCommit[];
  readonly removed: number;
}

async function listRange(
  api: Api,
  { owner, name }: Place['repository'],
  { before, after }: { readonly before: string; readonly after: string },
): Promise<Range | null> {
  const of = { removed: 0, total: 0 };
  try {
    const commits = await readShortList(api, {
      route: 'GET /repos/{owner}/{repo}/compare/{basehead}',
      parameters: { owner, repo: name, basehead: `${before}...${after}` },
      pages: MOST_COMMITS / COMMITS_IN_PAGE,
      items: (body) => {
        of.removed = body.at('behind_by').count();
        of.total = body.at('total_commits').count();
        return body.at('commits').list();
      },
      read: (commit) => ({
        oid: readOid(commit.at('sha')),
        tree: readOid(commit.at('commit').at('tree').at('sha')),
        parents: commit
          .at('parents')
          .list()
          .map((parent) => readOid(parent.at('sha'))),
        changes: [],
      }),
    });
    if (commits === null) return null;
    if (commits.length !== of.total) throw new Fault('github.incomplete', 'a comparison does not add up');
    return { commits, removed: of.removed };
  } catch (error) {
    if (isFault(error, 'github.not-found')) return null;
    throw error;
  }
}

interface Batch {
  readonly branch: string;
  readonly oids: readonly string[];
}

async function readCommits(api: Api, names: Place['repository'], batch: Batch): Promise<readonly Read[]> {
  const { owner, name, id } = names;
  const data = requireWhole(await api.graphql(queryText(batch.oids), { owner, name }), 'commits that landed');
  const repository = sameRepository(data.at('repository'), id);
  return batch.oids.map((oid, at) => readCommit(repository.at(`c${at}`), { oid, branch: batch.branch, id }));
}

/** Not found may mean the commits, or everything. */
async function requireSame(api: Api, { owner, name, id }: Place['repository']): Promise<void> {
  const query = 'query Same($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { databaseId } }';
  const data = requireWhole(await api.graphql(query, { owner, name }), 'repository');
  sameRepository(data.at('repository'), id);
}

const queryText = (oids: readonly string[]): string => `query Landed($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    databaseId
    ${oids.map((oid, at) => `c${at}: object(oid: "${oid}") { ...Landed }`).join('\n    ')}
  }
}
fragment Landed on Commit {
  oid
  tree { oid }
  parents(first: 100) { nodes { oid } }
  associatedPullRequests(first: 10) {
    nodes {
      number merged baseRefName headRefOid
      baseRepository { databaseId }
      mergeCommit { oid }
      commits(first: 1) { totalCount }
    }
  }
}`;

interface Expected {
  readonly oid: string;
  readonly branch: string;
  /** Of the repository. */
  readonly id: number;
}

function readCommit(commit: Reader, { oid, branch, id }: Expected): Read {
  if (commit.isNothing) throw new Fault('github.incomplete', `GitHub does not show the commit ${oid} yet`);
  const changes = commit
    .at('associatedPullRequests')
    .at('nodes')
    .list()
    .filter((change) => isInto(change, { branch, id }))
    .flatMap((change) => {
      const merged = change.at('mergeCommit').maybe((made) => readOid(made.at('oid')));
      if (merged !== oid) return [];
      const head = readOid(change.at('headRefOid'));
      return [{ number: change.at('number').count(), head, commits: change.at('commits').at('totalCount').count() }];
    });
  const parents = commit
    .at('parents')
    .at('nodes')
    .list()
    .map((parent) => readOid(parent.at('oid')));
  const tree = readOid(commit.at('tree').at('oid'));
  return { oid, tree, parents, changes };
}

function isInto(change: Reader, { branch, id }: Pick<Expected, 'branch' | 'id'>): boolean {
  const repository = change.at('baseRepository').maybe((base) => base.at('databaseId').count());
  return change.at('merged').flag() && change.at('baseRefName').text() === branch && repository === id;
}
