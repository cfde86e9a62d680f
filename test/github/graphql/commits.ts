import type { GitCommit, GitPerson } from '../git-contract.ts';
import { repositoryHtmlUrl } from '../shapes/repository.ts';
import { verifyCommit } from '../signing/verify.ts';
import { type Repository, toGitHubTime } from '../world.ts';
import { userValue } from './accounts.ts';
import { type Context, type Resolvers, userByEmail } from './context.ts';
import { refusal } from './error.ts';
import { type CommitSource, commitValue, commitValues, objectValue, shared } from './git-objects.ts';
import { rollupValue } from './machines.ts';
import { connection, Fields, type PageArguments, Typed } from './value.ts';

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
  statusCheckRollup: ({ repository, commit: { oid } }, _args, context) => rollupValue(context, repository, oid),
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
