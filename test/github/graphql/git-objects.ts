import type { GitCommit, GitObject, GitPerson, GitTreeEntry } from '../git-contract.ts';
import { nodeIdInRepository } from '../node-id.ts';
import { repositoryHtmlUrl } from '../shapes/repository.ts';
import { verifyCommit } from '../signing/verify.ts';
import { type Repository, toGitHubTime } from '../world.ts';
import { userValue } from './accounts.ts';
import { type Context, type RefSource, type Resolvers, userByEmail } from './context.ts';
import { refusal } from './error.ts';
import { connection, Fields, type PageArguments, Typed } from './value.ts';

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

function shared(oidOf: (source: CommitSource & PlainObject) => string): Resolvers<CommitSource & PlainObject> {
  return {
    id: (source) => nodeIdInRepository('gitObject', source.repository.id, oidOf(source)),
    oid: oidOf,
    abbreviatedOid: (source) => oidOf(source).slice(0, 7),
    repository: ({ repository }) => new Typed('Repository', repository),
    commitUrl: (source, _args, { world }) => `${repositoryHtmlUrl(world, source.repository)}/commit/${oidOf(source)}`,
  };
}

const headlineOf = (message: string): string => (message.split('\n', 1)[0] ?? '').trimEnd();

export const commit: Resolvers<CommitSource> = {
  ...shared((source) => source.commit.oid),
  url: (source, _args, { world }) => `${repositoryHtmlUrl(world, source.repository)}/commit/${source.commit.oid}`,
  resourcePath: ({ repository, commit: { oid } }) => `/${repository.owner.login}/${repository.name}/commit/${oid}`,
  tree: (source, _args, context) => objectValue(context, source.repository, source.commit.tree),
  parents: async ({ repository, commit: self }, args: PageArguments, context) =>
    connection(await commitValues(context, repository, self.parents), args, { node: (each) => each }),
  message: ({ commit: { message } }) => message,
  messageHeadline: ({ commit: { message } }) => headlineOf(message),
  messageBody: ({ commit: { message } }) => message.slice(message.split('\n', 1)[0]?.length ?? 0).trim(),
  author: ({ commit: { author } }, _args, context) => gitActor(context, author),
  committer: ({ commit: { committer } }, _args, context) => gitActor(context, committer),
  authors: ({ commit: self }, args: PageArguments, context) =>
    connection(authorsOf(self), args, { node: (person) => gitActor(context, person) }),
  authoredDate: ({ commit: { author } }) => toGitHubTime(Date.parse(author.date)),
  committedDate: ({ commit: { committer } }) => toGitHubTime(Date.parse(committer.date)),
  authoredByCommitter: ({ commit: { author, committer } }) => author.email === committer.email,
  committedViaWeb: ({ repository, commit: self }, _args, { world }) => verifyCommit(world, repository, self).byGitHub,
  signature: ({ repository, commit: self }, _args, context) => signatureValue(context, repository, self),
  file: async ({ repository, commit: self }, { path }: { path: string }, { world }) => {
    const entry = await world.git.findEntry(repository.gitDir, self.oid, path);
    return entry === null ? null : new Typed('TreeEntry', { repository, entry });
  },
  history: async ({ repository, commit: self }, args: PageArguments & HistoryFilter, context) => {
    for (const name of ['author', 'since', 'until'] as const) {
      if (args[name] !== undefined && args[name] !== null)
        throw refusal('NOT_IMPLEMENTED', `Commit.history(${name}:) is not implemented`);
    }
    const options = typeof args.path === 'string' ? { path: args.path } : {};
    const listed = await context.world.git.listCommits(repository.gitDir, [self.oid], [], options);
    return connection(listed, args, { node: (oid) => commitValue(context, repository, oid) });
  },
  checkSuites: (
    { repository, commit: { oid } },
    args: PageArguments & { filterBy?: { appId?: number; checkName?: string } | null },
  ) => {
    const { appId, checkName } = args.filterBy ?? {};
    const found = repository.checkSuites.filter(
      (suite) =>
        suite.headSha === oid &&
        (appId === undefined || suite.app.id === appId) &&
        (checkName === undefined || suite.runs.some((run) => run.name === checkName)),
    );
    return connection(found, args, { node: (suite) => new Typed('CheckSuite', suite) });
  },
  associatedPullRequests: ({ repository, commit: { oid } }, args: PageArguments) => {
    const found = repository.pullRequests.filter((each) => each.headOid === oid || each.mergeCommitOid === oid);
    return connection(found, args, { node: (each) => new Typed('PullRequest', each) });
  },
  additions: async (source, _args, context) =>
    (await changesOf(context, source)).reduce((sum, file) => sum + file.additions, 0),
  deletions: async (source, _args, context) =>
    (await changesOf(context, source)).reduce((sum, file) => sum + file.deletions, 0),
  changedFilesIfAvailable: async (source, _args, context) => (await changesOf(context, source)).length,
};

type HistoryFilter = {
  readonly path?: string | null;
  readonly author?: unknown;
  readonly since?: unknown;
  readonly until?: unknown;
};

function changesOf(
  { world }: Context,
  { repository, commit: { oid, parents } }: CommitSource,
): ReturnType<typeof world.git.diff> {
  return world.git.diff(repository.gitDir, parents[0] ?? null, oid);
}

/** The author, then whoever a `Co-authored-by` trailer names. */
function authorsOf({ author, message }: GitCommit): readonly GitPerson[] {
  const named = [...message.matchAll(/^co-authored-by:\s*(.*?)\s*<([^>]*)>\s*$/gim)];
  const people = [
    author,
    ...named.map((match) => ({ name: match[1] ?? '', email: match[2] ?? '', date: author.date })),
  ];
  return people.filter((person, at) => people.findIndex(({ email }) => email === person.email) === at);
}

function gitActor(context: Context, { name, email, date }: GitPerson): Fields {
  return new Fields({
    name,
    email,
    date,
    user: () => userValue(userByEmail(context, email)),
    avatarUrl: () => `${context.world.baseUrl}/avatars/u/e?email=${encodeURIComponent(email)}`,
  });
}

const signatureTypes = {
  ssh: 'SshSignature',
  gpg: 'GpgSignature',
  smime: 'SmimeSignature',
  unknown: 'UnknownSignature',
} as const;

function signatureValue({ world }: Context, repository: Repository, self: GitCommit): Typed | null {
  const result = verifyCommit(world, repository, self);
  if (result.kind === null) return null;
  const fields = {
    state: result.state,
    isValid: result.state === 'VALID',
    signer: userValue(result.signer),
    email: self.committer.email,
    payload: self.payload.toString('utf8'),
    signature: self.signature,
    wasSignedByGitHub: result.byGitHub,
    verifiedAt: result.verifiedAt === null ? null : toGitHubTime(result.verifiedAt),
    keyId: result.keyId,
    keyFingerprint: result.fingerprint === null ? null : hexOf(result.fingerprint),
  };
  return new Typed(signatureTypes[result.kind], new Fields(fields));
}

/** GraphQL's description says hexadecimal, where `ssh-keygen -l` prints `SHA256:` and base64. */
function hexOf(fingerprint: string): string {
  return Buffer.from(fingerprint.replace(/^SHA256:/, ''), 'base64').toString('hex');
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
