/** A small organisation on real git, for the tests of GraphQL: one repository, one app, three people with keys. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { noSecurity } from '../alerts/records.ts';
import { createApp, installApp } from '../behaviour/installations.ts';
import { openPullRequest } from '../behaviour/pull-requests.ts';
import { createGit } from '../git/git.ts';
import { makeSshKeyPair, type SshKeyPair, signWithSsh } from '../signing/ssh.ts';
import {
  type Actor,
  type App,
  type Organization,
  type PullRequest,
  type Repository,
  type User,
  World,
} from '../world.ts';
import { executeGraphql, type GraphqlResult } from './execute.ts';

export interface Person {
  readonly user: User;
  readonly actor: Actor;
  readonly key: SshKeyPair;
}

export interface Sample {
  readonly world: World;
  readonly organization: Organization;
  readonly repository: Repository;
  readonly app: App;
  /** The app, through its installation. */
  readonly installation: Extract<Actor, { kind: 'installation' }>;
  readonly ann: Person;
  readonly bob: Person;
  readonly cat: Person;
  ask(query: string, variables?: Readonly<Record<string, unknown>>, viewer?: Actor): Promise<GraphqlResult>;
  close(): Promise<void>;
}

const permissions = {
  contents: 'write',
  pull_requests: 'write',
  checks: 'write',
  members: 'read',
  issues: 'write',
  merge_queues: 'read',
};

export async function makeSample(): Promise<Sample> {
  const directory = mkdtempSync(path.join(tmpdir(), 'graphql-'));
  const git = createGit();
  const world = new World({ git, directory, baseUrl: 'http://github.test' });
  const [ann, bob, cat] = [addPerson(world, 'ann'), addPerson(world, 'bob'), addPerson(world, 'cat')];
  const organization = world.addOrganization({
    id: world.nextId(),
    login: 'acme',
    type: 'Organization',
    name: 'Acme',
    createdAt: world.now(),
    members: new Map([
      [ann.user.id, 'admin'],
      [bob.user.id, 'member'],
      [cat.user.id, 'member'],
    ]),
    teams: [],
    rulesets: [],
  });
  const repository = await addRepository(world, organization, 'shop');
  const app = createApp(world, {
    slug: 'countersign',
    owner: organization,
    publicKey: '',
    webhookUrl: null,
    webhookSecret: null,
    permissions,
    events: ['push'],
  });
  const installed = await installApp(world, app, { account: organization, repositories: null, sender: ann.user });
  const installation = { kind: 'installation', installation: installed, permissions, repositoryIds: null } as const;
  return {
    world,
    organization,
    repository,
    app,
    installation,
    ann,
    bob,
    cat,
    ask: (query, variables = {}, viewer = installation) => executeGraphql(world, { viewer, query, variables }),
    close: async () => {
      await git.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export function addPerson(world: World, login: string): Person {
  const key = makeSshKeyPair(login);
  const user = world.addUser({
    id: world.nextId(),
    login,
    type: 'User',
    name: login.toUpperCase(),
    emails: [{ email: `${login}@example.com`, verified: true }],
    signingKeys: [
      {
        id: world.nextId(),
        kind: 'ssh',
        publicKey: key.publicKey,
        fingerprint: key.fingerprint,
        keyId: null,
        canSign: true,
        expiresAt: null,
      },
    ],
    createdAt: world.now(),
    deleted: false,
  });
  return { user, key, actor: { kind: 'user', user } };
}

export async function addRepository(
  world: World,
  owner: Organization | User,
  name: string,
  parent: Repository | null = null,
): Promise<Repository> {
  const gitDir = path.join(world.directory, owner.login, `${name}.git`);
  if (parent === null) await world.git.create(gitDir, 'main');
  else await world.git.fork(parent.gitDir, gitDir);
  return world.addRepository({
    id: world.nextId(),
    owner,
    name,
    private: true,
    archived: false,
    defaultBranch: 'main',
    gitDir,
    parent,
    collaborators: new Map(),
    basePermission: 'write',
    rulesets: [],
    activities: [],
    ruleSuites: [],
    pullRequests: [],
    comments: [],
    labels: [],
    checkSuites: [],
    statuses: [],
    workflows: [],
    environments: [],
    deployments: [],
    artifacts: [],
    attestations: [],
    security: noSecurity(),
    properties: new Map(),
    verifiedAt: new Map(),
    allowMergeCommit: true,
    allowSquashMerge: true,
    allowRebaseMerge: true,
    nextNumber: 1,
    createdAt: world.now(),
    pushedAt: world.now(),
  });
}

export interface NewCommit {
  readonly repository: Repository;
  readonly branch: string;
  readonly by: Person;
  readonly message?: string;
  /** Path → text; null removes. */
  readonly files: Readonly<Record<string, string | null>>;
  /** Where the branch begins when it does not exist yet. */
  readonly from?: string;
  readonly unsigned?: boolean;
}

let commits = 0;

/** A signed commit on a branch, without the webhooks of a push. */
export async function commitTo({ world }: Pick<Sample, 'world'>, request: NewCommit): Promise<string> {
  const { repository, branch, by, files, message = 'change\n', from, unsigned = false } = request;
  const { gitDir } = repository;
  const ref = `refs/heads/${branch}`;
  const tip = (await world.git.readRef(gitDir, ref)) ?? from ?? null;
  const changes = await Promise.all(
    Object.entries(files).map(async ([file, text]) => ({
      path: file,
      mode: '100644',
      oid: text === null ? null : await world.git.writeBlob(gitDir, Buffer.from(text)),
    })),
  );
  commits += 1;
  const date = new Date(1_790_000_000_000 + commits * 1_000).toISOString();
  const person = { name: by.user.name ?? '', email: by.user.emails[0]?.email ?? '', date };
  const oid = await world.git.writeCommit(
    gitDir,
    {
      tree: await world.git.writeTree(gitDir, tip, changes),
      parents: tip === null ? [] : [tip],
      author: person,
      committer: person,
      message,
    },
    (payload) => (unsigned ? null : signWithSsh(by.key, payload)),
  );
  await world.git.updateRefs(gitDir, [{ ref, after: oid }]);
  return oid;
}

export async function openSample(
  sample: Sample,
  by: Person,
  headBranch: string,
  headRepository = sample.repository,
): Promise<PullRequest> {
  const { world, repository } = sample;
  return openPullRequest(world, by.actor, {
    repository,
    headRepository,
    headBranch,
    baseBranch: 'main',
    title: 'A change',
    body: null,
    draft: false,
  });
}
