/** Control commands that make commits and move refs without a clone: quick, and as strict as a push. */
import type { GitPerson } from '../git-contract.ts';
import { followMove, type MoveOutcome, moveRefs } from '../refs.ts';
import { judgeSuite } from '../rule-suites.ts';
import type { Stage } from '../server/stage.ts';
import { makeSshKeyPair, signWithSsh } from '../signing/ssh.ts';
import { personOf, writeWebFlowCommit } from '../web-flow.ts';
import { type Repository, toGitHubTime, type User } from '../world.ts';
import { actAs, doer, repositoryOf, userOf } from './find.ts';

/** Path → text, bytes, or null to remove it. */
export type Files = Readonly<
  Record<string, string | { readonly base64: string; readonly executable?: boolean } | null>
>;

export interface Person {
  readonly name?: string;
  readonly email?: string;
  /** ISO 8601. */
  readonly date?: string;
}

export interface CommitRequest {
  readonly files?: Files;
  /** Old path → new path, content unchanged. */
  readonly renames?: Readonly<Record<string, string>>;
  readonly message?: string;
  /** A login, or a name and address of anybody's choice. The pusher, when not given. */
  readonly author?: string | Person;
  /** The author, when not given. */
  readonly committer?: string | Person;
  /** With the committer's key (`true`), with somebody else's, with one that nobody has registered, or by GitHub itself. */
  readonly sign?: boolean | 'unknown-key' | 'github' | { readonly as: string };
  /** Object ids; the branch's tip, when not given; `[]` makes a root commit. */
  readonly parents?: readonly string[];
  /** Start from this commit's files instead of the first parent's. */
  readonly tree?: string;
}

export interface PushRequest {
  readonly repository: string;
  /** Short branch name; it is made, from the default branch, when it does not exist. */
  readonly branch: string;
  readonly as?: string;
  /** Moves the branch although it is not a fast-forward. */
  readonly force?: boolean;
  /** Rules are not asked. */
  readonly bypassRules?: boolean;
}

export interface Pushed {
  readonly oid: string;
  /** The branch's tip before, or null. */
  readonly before: string | null;
  /** Every commit that was made, oldest first. */
  readonly oids: readonly string[];
}

export const pushCommands = {
  pushCommit: async (stage: Stage, args: PushRequest & CommitRequest): Promise<Pushed> => push(stage, args, [args]),

  /** Several commits in one push. */
  pushCommits: async (
    stage: Stage,
    args: PushRequest & { readonly commits: readonly CommitRequest[] },
  ): Promise<Pushed> => push(stage, args, args.commits),

  /** A commit that no ref points at. */
  createCommit: async (
    stage: Stage,
    args: { readonly repository: string; readonly as?: string } & CommitRequest,
  ): Promise<{ oid: string }> => {
    const repository = repositoryOf(stage, args.repository);
    const request = { ...args, parents: args.parents ?? [] };
    return { oid: await makeCommit(stage, { repository, pusher: doer(stage, args.as, repository.owner), request }) };
  },

  /** Points a ref at a commit; null deletes it. */
  moveRef: async (
    stage: Stage,
    args: { repository: string; ref: string; oid: string | null; as?: string; bypassRules?: boolean },
  ): Promise<void> => {
    await move(stage, {
      repository: repositoryOf(stage, args.repository),
      ref: args.ref,
      after: args.oid,
      as: args.as,
      bypassRules: args.bypassRules ?? false,
    });
  },

  /** An object from its bytes, however odd. */
  writeObject: async (
    stage: Stage,
    args: { repository: string; type: 'commit' | 'tree' | 'blob' | 'tag'; base64: string },
  ): Promise<{ oid: string }> => {
    const { gitDir } = repositoryOf(stage, args.repository);
    return {
      oid: await stage.world.git.writeRaw(gitDir, args.type, Buffer.from(args.base64, 'base64'), { unchecked: true }),
    };
  },
} as const;

/** Somebody without any standing moves a branch; rules do not stop them (the fault is that it happened). */
export async function pushAsStranger(
  stage: Stage,
  args: { repository: string; branch: string; files: Files },
): Promise<Pushed> {
  const { world } = stage;
  if (world.findUser('stranger') === undefined) {
    const id = world.nextId();
    const emails = [{ email: 'stranger@example.com', verified: true }];
    world.addUser({
      id,
      login: 'stranger',
      type: 'User',
      name: 'A Stranger',
      emails,
      signingKeys: [],
      createdAt: world.now(),
      deleted: false,
    });
  }
  return push(stage, { ...args, as: 'stranger', bypassRules: true }, [
    { files: args.files, message: 'A stranger was here' },
  ]);
}

async function push(stage: Stage, args: PushRequest, commits: readonly CommitRequest[]): Promise<Pushed> {
  const { git } = stage.world;
  const repository = repositoryOf(stage, args.repository);
  const pusher = doer(stage, args.as, repository.owner);
  const ref = `refs/heads/${args.branch}`;
  const before = await git.readRef(repository.gitDir, ref);
  const start = before ?? (await git.readRef(repository.gitDir, `refs/heads/${repository.defaultBranch}`));
  const oids: string[] = [];
  for (const commit of commits) {
    const tip = oids.at(-1) ?? start;
    const request = { ...commit, parents: commit.parents ?? (tip === null ? [] : [tip]) };
    oids.push(await makeCommit(stage, { repository, pusher, request }));
  }
  const after = oids.at(-1);
  if (after === undefined) throw new Error('a push needs a commit');
  const forced = before !== null && !(await git.isAncestor(repository.gitDir, before, after));
  if (forced && args.force !== true) throw new Error('not a fast-forward, and force was not asked for');
  await move(stage, { repository, ref, after, before, as: args.as, bypassRules: args.bypassRules ?? false });
  return { oid: after, before, oids };
}

interface Move {
  readonly repository: Repository;
  readonly ref: string;
  readonly after: string | null;
  readonly before?: string | null;
  readonly as: string | undefined;
  readonly bypassRules: boolean;
}

async function move(stage: Stage, { repository, ref, after, before, as, bypassRules }: Move): Promise<void> {
  const { world } = stage;
  const actor = actAs(stage, as, repository.owner);
  if (bypassRules) {
    await world.exclusively(repository, async () => {
      const current = await world.git.readRef(repository.gitDir, ref);
      const suite = await judgeSuite(world, { repository, actor, change: { ref, before: current, after } });
      if (suite !== null) repository.ruleSuites.push(suite);
      await world.git.updateRefs(repository.gitDir, [{ ref, after }]);
      await followMove(world, { repository, actor }, [{ ref, before: current, after }]);
    });
    return;
  }
  const outcome = await moveRefs(world, {
    repository,
    actor,
    updates: [{ ref, after, ...(before === undefined ? {} : { before }) }],
  });
  if (outcome.kind !== 'moved') throw new Error(explain(outcome));
}

function explain(outcome: Exclude<MoveOutcome, { kind: 'moved' }>): string {
  return outcome.kind === 'refused' ? outcome.message : `${outcome.ref}: ${outcome.kind}`;
}

interface CommitWork {
  readonly repository: Repository;
  readonly pusher: User;
  readonly request: CommitRequest & { readonly parents: readonly string[] };
}

async function makeCommit(stage: Stage, { repository, pusher, request }: CommitWork): Promise<string> {
  const { git } = stage.world;
  const { gitDir } = repository;
  const from = request.tree ?? request.parents[0];
  const base = from === undefined ? null : await git.readCommit(gitDir, from);
  const changes = [
    ...(await fileChanges(stage, repository, request.files ?? {})),
    ...(await renameChanges(stage, repository, { from, renames: request.renames ?? {} })),
  ];
  const tree =
    changes.length === 0 && base !== null ? base.tree : await git.writeTree(gitDir, base?.tree ?? null, changes);
  const message = request.message ?? 'A change\n';
  if (request.sign === 'github')
    return writeWebFlowCommit(stage.world, repository, { tree, parents: request.parents, author: pusher, message });
  const author = personFor(stage, request.author, pusher);
  const committer = request.committer === undefined ? author : personFor(stage, request.committer, pusher);
  return git.writeCommit(gitDir, { tree, parents: request.parents, author, committer, message }, (payload) =>
    signatureFor(stage, { request, pusher, payload }),
  );
}

async function fileChanges(
  { world }: Stage,
  { gitDir }: Repository,
  files: Files,
): Promise<readonly { path: string; mode: string; oid: string | null }[]> {
  const changes = [];
  for (const [path, content] of Object.entries(files)) {
    const bytes =
      content === null
        ? null
        : typeof content === 'string'
          ? Buffer.from(content)
          : Buffer.from(content.base64, 'base64');
    const executable = content !== null && typeof content === 'object' && content.executable === true;
    changes.push({
      path,
      mode: executable ? '100755' : '100644',
      oid: bytes === null ? null : await world.git.writeBlob(gitDir, bytes),
    });
  }
  return changes;
}

async function renameChanges(
  { world }: Stage,
  { gitDir }: Repository,
  { from, renames }: { from: string | undefined; renames: Readonly<Record<string, string>> },
): Promise<readonly { path: string; mode: string; oid: string | null }[]> {
  const changes = [];
  for (const [oldPath, newPath] of Object.entries(renames)) {
    const entry = from === undefined ? null : await world.git.findEntry(gitDir, from, oldPath);
    if (entry === null) throw new Error(`there is no file ${oldPath} to rename`);
    changes.push({ path: oldPath, mode: entry.mode, oid: null }, { path: newPath, mode: entry.mode, oid: entry.oid });
  }
  return changes;
}

function personFor(stage: Stage, who: string | Person | undefined, pusher: User): GitPerson {
  if (who === undefined) return primary(stage, pusher);
  if (typeof who === 'string') return primary(stage, userOf(stage, who));
  return { ...primary(stage, pusher), ...who };
}

function primary({ world }: Stage, user: User): GitPerson {
  const email = user.emails[0]?.email;
  return email === undefined
    ? personOf(world, user)
    : { name: user.name ?? user.login, email, date: toGitHubTime(world.now()) };
}

function signatureFor(
  stage: Stage,
  { request, pusher, payload }: { request: CommitRequest; pusher: User; payload: Buffer },
): string | null {
  const { sign, committer, author } = request;
  if (sign === undefined || sign === false) return null;
  if (sign === 'unknown-key') return signWithSsh(makeSshKeyPair('nobody'), payload);
  const byDefault = [committer, author].find((one): one is string => typeof one === 'string');
  const login = typeof sign === 'object' ? sign.as : (byDefault ?? pusher.login);
  const pair = stage.keys.get(userOf(stage, login).id);
  if (pair === undefined) throw new Error(`${login} has no key here`);
  return signWithSsh(pair, payload);
}
