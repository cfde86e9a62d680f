import { callOn, type Repository } from './git.ts';
import { readLines } from './lines.ts';
import { streamGit } from './process.ts';

export interface RevListOptions {
  /** Full object id; what is reachable from it is left out. Null: nothing is. */
  readonly from: string | null;
  /** Full object id. */
  readonly to: string;
  /** Only the line of first parents. */
  readonly firstParent?: boolean;
  /** `oldest-first` (parents before their children) is gathered by git before the first one comes. */
  readonly order: 'oldest-first' | 'newest-first';
}

export interface ListedCommit {
  readonly oid: string;
  readonly parents: readonly string[];
}

/** The commits of a range, streamed; children never come on the wrong side of their parents. */
export async function* listCommits(repository: Repository, options: RevListOptions): AsyncGenerator<ListedCommit> {
  const args = [
    'rev-list',
    '--topo-order',
    '--parents',
    ...(options.order === 'oldest-first' ? ['--reverse'] : []),
    ...(options.firstParent === true ? ['--first-parent'] : []),
    options.to,
    ...(options.from === null ? [] : [`^${options.from}`]),
    '--',
  ];
  for await (const line of readLines(streamGit(callOn(repository, args)), '\n')) {
    const [oid = '', ...parents] = line.split(' ');
    yield { oid, parents };
  }
}
