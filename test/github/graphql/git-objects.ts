import type { GitCommit, GitObject, GitTreeEntry } from '../git-contract.ts';
import { nodeIdInRepository } from '../node-id.ts';
import { repositoryHtmlUrl } from '../shapes/repository.ts';
import type { Repository } from '../world.ts';
import type { Context, RefSource, Resolvers } from './context.ts';
import { connection, type PageArguments, Typed } from './value.ts';

export interface CommitSource {
  readonly repository: Repository;
  readonly commit: GitCommit;
}

interface PlainObject {
  readonly repository: Repository;
  readonly object: GitObject;
}

const SHOWN_BYTES = 512_000;
const kinds = { blob: 'Blob', tree: 'Tree', tag: 'Tag' } as const;

/** The object as `GitObject`, or null when the repository does not have it. */
export async function objectValue({ world }: Context, repository: Repository, oid: string): Promise<Typed | null> {
  const commit = await world.git.readCommit(repository.gitDir, oid);
  if (commit !== null) return new Typed('Commit', { repository, commit });
  const object = await world.git.readObject(repository.gitDir, oid);
  return object === null || object.type === 'commit' ? null : new Typed(kinds[object.type], { repository, object });
}

export async function commitValue(
  { world }: Context,
  repository: Repository,
  oid: string | null,
): Promise<Typed | null> {
  const commit = oid === null ? null : await world.git.readCommit(repository.gitDir, oid);
  return commit === null ? null : new Typed('Commit', { repository, commit });
}

export async function commitValues(
  { world }: Context,
  repository: Repository,
  oids: readonly string[],
): Promise<(Typed | null)[]> {
  const commits = await world.git.readCommits(repository.gitDir, oids);
  return commits.map((commit) => (commit === null ? null : new Typed('Commit', { repository, commit })));
}

/** `<revision>` or `<revision>:<path>`, as `git rev-parse` understands them. */
export async function findByExpression(
  context: Context,
  repository: Repository,
  expression: string,
): Promise<Typed | null> {
  const colon = expression.indexOf(':');
  const revision = colon < 0 ? expression : expression.slice(0, colon);
  const oid = await context.world.git.resolve(repository.gitDir, revision);
  if (oid === null) return null;
  if (colon < 0) return objectValue(context, repository, oid);
  const entry = await context.world.git.findEntry(
    repository.gitDir,
    oid,
    expression.slice(colon + 1).replace(/\/$/, ''),
  );
  return entry === null ? null : objectValue(context, repository, entry.oid);
}

/** Fields that every kind of object has. */
export function shared(oidOf: (source: CommitSource & PlainObject) => string): Resolvers<CommitSource & PlainObject> {
  return {
    id: (source) => nodeIdInRepository('gitObject', source.repository.id, oidOf(source)),
    oid: oidOf,
    abbreviatedOid: (source) => oidOf(source).slice(0, 7),
    repository: ({ repository }) => new Typed('Repository', repository),
    commitUrl: (source, _args, { world }) => `${repositoryHtmlUrl(world, source.repository)}/commit/${oidOf(source)}`,
  };
}

export const blob: Resolvers<PlainObject> = {
  ...shared((source) => source.object.oid),
  byteSize: ({ object }) => object.bytes.length,
  isBinary: ({ object }) => isBinary(object.bytes),
  isTruncated: ({ object }) => object.bytes.length > SHOWN_BYTES,
  text: ({ object: { bytes } }) => (isBinary(bytes) ? null : bytes.toString('utf8', 0, SHOWN_BYTES)),
};

/** As git guesses: a zero byte among the first 8,000. */
function isBinary(bytes: Buffer): boolean {
  return bytes.subarray(0, 8_000).includes(0);
}

export const tree: Resolvers<PlainObject> = {
  ...shared((source) => source.object.oid),
  entries: async ({ repository, object }, _args, { world }) => {
    const entries = (await world.git.listTree(repository.gitDir, object.oid)) ?? [];
    return entries.map((entry) => new Typed('TreeEntry', { repository, entry }));
  },
};

export const tag: Resolvers<PlainObject> = {
  ...shared((source) => source.object.oid),
  name: ({ object }) => /^tag (.*)$/m.exec(object.bytes.toString('utf8'))?.[1] ?? '',
  target: ({ repository, object }, _args, context) =>
    objectValue(context, repository, object.bytes.toString('latin1', 7, 47)),
};

interface EntrySource {
  readonly repository: Repository;
  readonly entry: GitTreeEntry;
}

export const treeEntry: Resolvers<EntrySource> = {
  mode: ({ entry }) => Number.parseInt(entry.mode, 8),
  type: ({ entry }) => entry.type,
  oid: ({ entry }) => entry.oid,
  path: ({ entry }) => entry.path,
  name: ({ entry }) => entry.path.split('/').at(-1),
  size: ({ entry }) => entry.size ?? 0,
  repository: ({ repository }) => new Typed('Repository', repository),
  object: ({ repository, entry }, _args, context) => objectValue(context, repository, entry.oid),
};

export const ref: Resolvers<RefSource> = {
  id: ({ repository, name }) => nodeIdInRepository('ref', repository.id, name),
  name: ({ name }) => name.slice(prefixOf(name).length),
  prefix: ({ name }) => prefixOf(name),
  repository: ({ repository }) => new Typed('Repository', repository),
  target: ({ repository, oid }, _args, context) => objectValue(context, repository, oid),
  compare: async ({ repository, oid }, { headRef }: { headRef: string }, { world }) => {
    const head = await world.git.resolve(repository.gitDir, headRef);
    return head === null ? null : new Typed('Comparison', { repository, base: oid, head });
  },
};

/** `refs/heads/` of `refs/heads/a/b`. */
function prefixOf(name: string): string {
  return /^refs\/[^/]+\//.exec(name)?.[0] ?? 'refs/';
}

interface ComparisonSource {
  readonly repository: Repository;
  readonly base: string;
  readonly head: string;
}

export const comparison: Resolvers<ComparisonSource> = {
  aheadBy: async (source, _args, context) => (await count(context, source)).ahead,
  behindBy: async (source, _args, context) => (await count(context, source)).behind,
  status: async (source, _args, context) => {
    const { ahead, behind } = await count(context, source);
    if (ahead > 0 && behind > 0) return 'DIVERGED';
    return ahead > 0 ? 'AHEAD' : behind > 0 ? 'BEHIND' : 'IDENTICAL';
  },
  baseTarget: ({ repository, base }, _args, context) => objectValue(context, repository, base),
  headTarget: ({ repository, head }, _args, context) => objectValue(context, repository, head),
  commits: async ({ repository, base, head }, args: PageArguments, context) => {
    const listed = await context.world.git.listCommits(repository.gitDir, [head], [base]);
    return connection(listed.toReversed(), args, { node: (oid) => commitValue(context, repository, oid) });
  },
};

function count(
  { world }: Context,
  { repository, base, head }: ComparisonSource,
): Promise<{ ahead: number; behind: number }> {
  return world.git.countAheadBehind(repository.gitDir, base, head);
}
