/** Control commands about repositories, their rules, and what is in them. */
import { join } from 'node:path';
import { noSecurity } from '../alerts/records.ts';
import { dropProperty, setProperties } from '../behaviour/properties.ts';
import { changeRepository } from '../behaviour/repositories.ts';
import { findQueueProblems } from '../merge-queue/rule.ts';
import { findUnenforced } from '../required-approvals.ts';
import type { Stage } from '../server/stage.ts';
import { type BypassActor, fullName, type PropertyValue, type Repository, type Rule, type Ruleset } from '../world.ts';
import { doer, organizationOf, repositoryOf } from './find.ts';
import { type Files, pushCommands } from './push.ts';

export interface MadeRepository {
  readonly id: number;
  readonly name: string;
  readonly fullName: string;
  /** Without credentials; add `user:token@`, or send them with an `Authorization` header. */
  readonly cloneUrl: string;
  /** The bare repository on this machine. */
  readonly gitDir: string;
  /** The tip of the default branch, or null. */
  readonly head: string | null;
}

export interface RulesetRequest {
  readonly name: string;
  readonly target?: Ruleset['target'];
  readonly enforcement?: Ruleset['enforcement'];
  /** `refs/heads/main`, patterns, `~DEFAULT_BRANCH`, `~ALL`. */
  readonly include: readonly string[];
  readonly exclude?: readonly string[];
  readonly rules: readonly Rule[];
  readonly bypassActors?: readonly BypassActor[];
}

export const repositoryCommands = {
  /** With `files` (a README by default) there is a first commit on the default branch; with null it is empty. */
  createRepository: async (
    stage: Stage,
    args: {
      owner: string;
      name: string;
      private?: boolean;
      defaultBranch?: string;
      files?: Files | null;
      sign?: boolean;
    },
  ): Promise<MadeRepository> => {
    const repository = await makeRepository(stage, { ...args, parent: null });
    if (args.files === null) return describe(stage, repository);
    const first = {
      files: args.files ?? { 'README.md': `# ${args.name}\n` },
      message: 'Initial commit\n',
      parents: [],
      sign: args.sign === true ? ('github' as const) : false,
    };
    await pushCommands.pushCommit(stage, {
      repository: fullName(repository),
      branch: repository.defaultBranch,
      ...first,
    });
    return describe(stage, repository);
  },

  fork: async (stage: Stage, args: { repository: string; owner: string; name?: string }): Promise<MadeRepository> => {
    const parent = repositoryOf(stage, args.repository);
    const name = args.name ?? parent.name;
    const fork = await makeRepository(stage, {
      owner: args.owner,
      name,
      private: parent.private,
      defaultBranch: parent.defaultBranch,
      parent,
    });
    return describe(stage, fork);
  },

  deleteRepository: async (stage: Stage, { repository: name }: { repository: string }): Promise<void> => {
    const repository = repositoryOf(stage, name);
    for (const one of stage.world.pullRequests.values())
      if (one.headRepository === repository) one.headRepository = null;
    stage.world.removeRepository(repository);
    await stage.world.git.remove(repository.gitDir);
  },

  changeRepository: async (
    stage: Stage,
    args: {
      repository: string;
      name?: string;
      archived?: boolean;
      private?: boolean;
      defaultBranch?: string;
      basePermission?: Repository['basePermission'];
      as?: string;
    },
  ): Promise<void> => {
    const repository = repositoryOf(stage, args.repository);
    const { name, private: isPrivate, defaultBranch } = args;
    const change = {
      ...(name === undefined ? {} : { name }),
      ...(isPrivate === undefined ? {} : { private: isPrivate }),
      ...(defaultBranch === undefined ? {} : { defaultBranch }),
    };
    await changeRepository(stage.world, repository, { change, sender: doer(stage, args.as, repository.owner) });
    repository.archived = args.archived ?? repository.archived;
    repository.basePermission = args.basePermission ?? repository.basePermission;
  },

  /** @param args.values null takes a value away */
  setProperties: async (
    stage: Stage,
    args: { repository: string; values: Readonly<Record<string, PropertyValue>>; as?: string },
  ): Promise<void> => {
    const repository = repositoryOf(stage, args.repository);
    const sender = doer(stage, args.as, repository.owner);
    await setProperties(stage.world, repository, { values: args.values, sender });
  },

  /** The organisation no longer defines it. */
  dropProperty: async (stage: Stage, { repository, name }: { repository: string; name: string }): Promise<void> =>
    dropProperty(repositoryOf(stage, repository), name),

  createLabel: async (
    stage: Stage,
    args: { repository: string; name: string; color?: string; description?: string },
  ): Promise<{ id: number }> => {
    const { name, color = 'ededed', description = null } = args;
    const label = { id: stage.world.nextId(), name, color, description };
    repositoryOf(stage, args.repository).labels.push(label);
    return { id: label.id };
  },

  repository: async (stage: Stage, { repository }: { repository: string }): Promise<MadeRepository> =>
    describe(stage, repositoryOf(stage, repository)),

  /** Of a repository (`owner/name`) or an organisation (`login`). */
  createRuleset: async (stage: Stage, { on, ...request }: { on: string } & RulesetRequest): Promise<{ id: number }> => {
    const source = on.includes('/') ? repositoryOf(stage, on) : organizationOf(stage, on);
    const { world } = stage;
    const { rules, include, target = 'branch' } = request;
    const problems = [...findUnenforced(rules), ...findQueueProblems({ source, target, include, rules })];
    if (problems.length > 0) throw new Error(problems.join(' '));
    const ruleset: Ruleset = {
      id: world.nextId(),
      source,
      name: request.name,
      target: request.target ?? 'branch',
      enforcement: request.enforcement ?? 'active',
      bypassActors: request.bypassActors ?? [],
      include: request.include,
      exclude: request.exclude ?? [],
      rules: request.rules,
      createdAt: world.now(),
      updatedAt: world.now(),
    };
    source.rulesets.push(ruleset);
    world.rulesets.set(ruleset.id, ruleset);
    return { id: ruleset.id };
  },

  deleteRuleset: async ({ world }: Stage, { id }: { id: number }): Promise<void> => {
    const ruleset = world.rulesets.get(id);
    if (ruleset === undefined) throw new Error(`there is no ruleset ${id}`);
    ruleset.source.rulesets.splice(ruleset.source.rulesets.indexOf(ruleset), 1);
    world.rulesets.delete(id);
  },

  /** Full ref name → object id. */
  refs: async (
    stage: Stage,
    { repository, prefix = 'refs/' }: { repository: string; prefix?: string },
  ): Promise<Readonly<Record<string, string>>> => {
    const refs = await stage.world.git.listRefs(repositoryOf(stage, repository).gitDir, prefix);
    return Object.fromEntries(refs.map(({ name, oid }) => [name, oid]));
  },

  /** A file's text at a revision, or null. */
  readFile: async (
    stage: Stage,
    { repository, revision, path }: { repository: string; revision: string; path: string },
  ): Promise<string | null> => {
    const { gitDir } = repositoryOf(stage, repository);
    const { git } = stage.world;
    const oid = await git.resolve(gitDir, revision);
    const entry = oid === null ? null : await git.findEntry(gitDir, oid, path);
    const blob = entry === null ? null : await git.readObject(gitDir, entry.oid);
    return blob === null ? null : blob.bytes.toString('utf8');
  },

  /** Commit ids reachable from a revision, newest first. */
  log: async (
    stage: Stage,
    { repository, revision }: { repository: string; revision: string },
  ): Promise<readonly { oid: string; message: string }[]> => {
    const { gitDir } = repositoryOf(stage, repository);
    const { git } = stage.world;
    const tip = await git.resolve(gitDir, revision);
    const oids = tip === null ? [] : await git.listCommits(gitDir, [tip], []);
    const commits = await git.readCommits(gitDir, oids);
    return commits.flatMap((commit) => (commit === null ? [] : { oid: commit.oid, message: commit.message }));
  },
} as const;

interface RepositoryRequest {
  readonly owner: string;
  readonly name: string;
  readonly private?: boolean;
  readonly defaultBranch?: string;
  readonly parent: Repository | null;
  /** Shares its objects and begins with its branches, without being a fork of it. */
  readonly template?: Repository;
}

export async function makeRepository(stage: Stage, request: RepositoryRequest): Promise<Repository> {
  const { world } = stage;
  const owner = world.findOwner(request.owner);
  if (owner === undefined) throw new Error(`there is no owner ${request.owner}`);
  const id = world.nextId();
  const repository: Repository = {
    id,
    owner,
    name: request.name,
    private: request.private ?? false,
    archived: false,
    defaultBranch: request.defaultBranch ?? 'main',
    gitDir: join(world.directory, `${id}.git`),
    parent: request.parent,
    collaborators: new Map(),
    basePermission: 'read',
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
  };
  const source = request.parent ?? request.template;
  if (source === undefined) await world.git.create(repository.gitDir, repository.defaultBranch);
  else await world.git.fork(source.gitDir, repository.gitDir);
  return world.addRepository(repository);
}

async function describe(stage: Stage, repository: Repository): Promise<MadeRepository> {
  const head = await stage.world.git.readRef(repository.gitDir, `refs/heads/${repository.defaultBranch}`);
  const { id, name, gitDir } = repository;
  return {
    id,
    name,
    fullName: fullName(repository),
    cloneUrl: `${stage.world.baseUrl}/${fullName(repository)}.git`,
    gitDir,
    head,
  };
}
