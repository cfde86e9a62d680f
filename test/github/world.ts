/**
 * The state of the stand-in GitHub: plain mutable records, and one class that makes, numbers and finds them. Nothing in
 * this file talks to git, to the network or to a template; rules about what may happen live in the modules that do it.
 */
import type { Instant } from '../../src/base/clock.ts';
import type { Git } from './git-contract.ts';
import type { MergeQueue } from './merge-queue/records.ts';
import type {
  App,
  CheckRun,
  CheckSuite,
  Delivery,
  Installation,
  IssueComment,
  Organization,
  Owner,
  PullRequest,
  Repository,
  Review,
  Ruleset,
  Team,
  User,
} from './model.ts';
import { parseNodeId } from './node-id.ts';
import { makePgpKeyPair, type PgpKeyPair } from './signing/openpgp.ts';

export type * from './git-contract.ts';
export type * from './model.ts';

/** Accounts that exist on the real GitHub and keep their ids here. */
export const ghostId = 10_137;
export const webFlowId = 19_864_447;
export const mergeQueueBotId = 118_344_674;

/** Something that webhooks tell. Apps that are installed there and subscribed get it; `body` is only built for them. */
export interface Announcement {
  readonly event: string;
  readonly action: string | null;
  readonly repository: Repository | null;
  readonly organization: Organization | null;
  readonly sender: User;
  /** Only this app hears of it (its own check runs, its own installation). */
  readonly onlyApp?: App;
  readonly installation?: Installation;
  /** The fields of the payload besides action, repository, organization, installation and sender. */
  readonly body: () => Promise<Readonly<Record<string, unknown>>>;
}

export interface WorldOptions {
  readonly git: Git;
  /** The directory below which bare repositories are made. */
  readonly directory: string;
  /** Scheme, host and port, without a trailing slash; serves REST, GraphQL and git alike. */
  readonly baseUrl: string;
}

export type NodeTarget =
  | { readonly kind: 'user'; readonly user: User }
  | { readonly kind: 'organization'; readonly organization: Organization }
  | { readonly kind: 'team'; readonly team: Team }
  | { readonly kind: 'app'; readonly app: App }
  | { readonly kind: 'repository'; readonly repository: Repository }
  | { readonly kind: 'pullRequest'; readonly pullRequest: PullRequest }
  | { readonly kind: 'review'; readonly review: Review }
  | { readonly kind: 'comment'; readonly comment: IssueComment }
  | { readonly kind: 'checkSuite'; readonly checkSuite: CheckSuite }
  | { readonly kind: 'checkRun'; readonly checkRun: CheckRun }
  | { readonly kind: 'ruleset'; readonly ruleset: Ruleset }
  | { readonly kind: 'ref'; readonly repository: Repository; readonly name: string }
  | { readonly kind: 'gitObject'; readonly repository: Repository; readonly oid: string };

export class World {
  readonly git: Git;
  readonly directory: string;
  readonly baseUrl: string;

  readonly users = new Map<number, User>();
  readonly organizations = new Map<number, Organization>();
  readonly teams = new Map<number, Team>();
  readonly repositories = new Map<number, Repository>();
  readonly apps = new Map<number, App>();
  readonly installations = new Map<number, Installation>();
  readonly pullRequests = new Map<number, PullRequest>();
  readonly reviews = new Map<number, Review>();
  readonly comments = new Map<number, IssueComment>();
  readonly checkSuites = new Map<number, CheckSuite>();
  readonly checkRuns = new Map<number, CheckRun>();
  readonly rulesets = new Map<number, Ruleset>();
  readonly mergeQueues: MergeQueue[] = [];
  readonly deliveries: Delivery[] = [];

  /** GitHub's own account: it commits and signs what is made through its pages and its API. */
  readonly webFlow: User;
  readonly webFlowKey: PgpKeyPair;
  /** It builds, merges and removes what is queued. */
  readonly mergeQueueBot: User;
  /** The account that stands for deleted ones in REST answers. */
  readonly ghost: User;

  /** Set by the webhooks' module. Resolves when the payload is queued, not when it is delivered. */
  announce: (announcement: Announcement) => Promise<void> = async () => undefined;
  /** Set by the server: bugs of the stand-in itself (an answer or payload that GitHub's description refuses). */
  reportProblem: (problem: string) => void = (problem) => {
    throw new Error(problem);
  };

  /** Texts that push protection takes for secrets. */
  secretTexts: readonly string[] = [];

  /** Added to the system's clock; tests move it forward. */
  clockOffset = 0;

  /** What merge queues still have to do, one after another. See merge-queue/work.ts. */
  queueWork: Promise<unknown> = Promise.resolve();

  readonly #owners = new Map<string, Owner>();
  readonly #repositoriesByName = new Map<string, Repository>();
  readonly #locks = new Map<number, Promise<unknown>>();
  #lastId = 1_000;

  constructor(options: WorldOptions) {
    this.git = options.git;
    this.directory = options.directory;
    this.baseUrl = options.baseUrl;
    this.ghost = this.addUser(account(ghostId, 'ghost', 'Deleted user'));
    this.webFlow = this.addUser({
      ...account(webFlowId, 'web-flow', 'GitHub Web Flow'),
      emails: [{ email: 'noreply@github.com', verified: true }],
    });
    this.mergeQueueBot = this.addUser({
      ...account(mergeQueueBotId, 'github-merge-queue[bot]', 'github-merge-queue'),
      type: 'Bot',
      emails: [{ email: `${mergeQueueBotId}+github-merge-queue@users.noreply.github.com`, verified: true }],
    });
    this.webFlowKey = makePgpKeyPair('GitHub (web-flow commit signing) <noreply@github.com>', 1_500_000_000);
    const { armouredPublicKey, fingerprint, keyId } = this.webFlowKey;
    const key = {
      id: 1,
      kind: 'gpg' as const,
      publicKey: armouredPublicKey,
      fingerprint,
      keyId,
      canSign: true,
      expiresAt: null,
    };
    this.webFlow.signingKeys.push(key);
  }

  /** Runs `work` when nobody else works on this repository's refs. Not re-entrant. */
  async exclusively<T>(repository: Repository, work: () => Promise<T>): Promise<T> {
    const before = this.#locks.get(repository.id) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.#locks.set(
      repository.id,
      mine.catch(() => undefined),
    );
    return mine;
  }

  now(): Instant {
    return Date.now() + this.clockOffset;
  }

  /** One sequence for everything: an id is never two things, so a mixed-up id never works by accident. */
  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  addUser(user: User): User {
    this.users.set(user.id, user);
    this.#claimLogin(user);
    return user;
  }

  addOrganization(organization: Organization): Organization {
    this.organizations.set(organization.id, organization);
    this.#claimLogin(organization);
    return organization;
  }

  addRepository(repository: Repository): Repository {
    const key = fullName(repository).toLowerCase();
    if (this.#repositoriesByName.has(key)) throw new Error(`repository ${key} exists already`);
    this.repositories.set(repository.id, repository);
    this.#repositoriesByName.set(key, repository);
    return repository;
  }

  removeRepository(repository: Repository): void {
    this.repositories.delete(repository.id);
    this.#repositoriesByName.delete(fullName(repository).toLowerCase());
  }

  renameRepository(repository: Repository, name: string): void {
    this.#repositoriesByName.delete(fullName(repository).toLowerCase());
    repository.name = name;
    this.#repositoriesByName.set(fullName(repository).toLowerCase(), repository);
  }

  /** The account stays for numeric ids that others hold, but nobody finds it, and what it wrote belongs to nobody. */
  deleteUser(user: User): void {
    user.deleted = true;
    this.#owners.delete(user.login.toLowerCase());
  }

  findOwner(login: string): Owner | undefined {
    return this.#owners.get(login.toLowerCase());
  }

  findUser(login: string): User | undefined {
    const owner = this.findOwner(login);
    return owner === undefined || owner.type === 'Organization' ? undefined : owner;
  }

  findOrganization(login: string): Organization | undefined {
    const owner = this.findOwner(login);
    return owner?.type === 'Organization' ? owner : undefined;
  }

  findRepository(owner: string, name: string): Repository | undefined {
    return this.#repositoriesByName.get(`${owner}/${name}`.toLowerCase());
  }

  findTeam(organization: Organization, slug: string): Team | undefined {
    return organization.teams.find((team) => team.slug === slug.toLowerCase());
  }

  /** The account that a commit's e-mail address belongs to: GitHub maps commits to people by nothing else. */
  findUserByEmail(email: string): User | undefined {
    const wanted = email.toLowerCase();
    for (const user of this.users.values()) {
      if (!user.deleted && user.emails.some((entry) => entry.email.toLowerCase() === wanted)) return user;
    }
    return undefined;
  }

  /** What a GraphQL node id stands for, or undefined. Does not ask whether the git object or ref exists. */
  findNode(nodeId: string): NodeTarget | undefined {
    const parsed = parseNodeId(nodeId);
    if (parsed === undefined) return undefined;
    if (parsed.kind === 'ref' || parsed.kind === 'gitObject') {
      const repository = this.repositories.get(parsed.repositoryId);
      if (repository === undefined) return undefined;
      return parsed.kind === 'ref'
        ? { kind: 'ref', repository, name: parsed.name }
        : { kind: 'gitObject', repository, oid: parsed.name };
    }
    return this.#findNumbered(parsed.kind, parsed.id);
  }

  #findNumbered(kind: Exclude<NodeTarget['kind'], 'ref' | 'gitObject'>, id: number): NodeTarget | undefined {
    switch (kind) {
      case 'user':
        return wrap(this.users.get(id), (user) => ({ kind, user }));
      case 'organization':
        return wrap(this.organizations.get(id), (organization) => ({ kind, organization }));
      case 'team':
        return wrap(this.teams.get(id), (team) => ({ kind, team }));
      case 'app':
        return wrap(this.apps.get(id), (app) => ({ kind, app }));
      case 'repository':
        return wrap(this.repositories.get(id), (repository) => ({ kind, repository }));
      case 'pullRequest':
        return wrap(this.pullRequests.get(id), (pullRequest) => ({ kind, pullRequest }));
      case 'review':
        return wrap(this.reviews.get(id), (review) => ({ kind, review }));
      case 'comment':
        return wrap(this.comments.get(id), (comment) => ({ kind, comment }));
      case 'checkSuite':
        return wrap(this.checkSuites.get(id), (checkSuite) => ({ kind, checkSuite }));
      case 'checkRun':
        return wrap(this.checkRuns.get(id), (checkRun) => ({ kind, checkRun }));
      case 'ruleset':
        return wrap(this.rulesets.get(id), (ruleset) => ({ kind, ruleset }));
    }
  }

  #claimLogin(owner: Owner): void {
    const key = owner.login.toLowerCase();
    if (this.#owners.has(key)) throw new Error(`login ${owner.login} is taken`);
    this.#owners.set(key, owner);
  }
}

export function fullName(repository: Repository): string {
  return `${repository.owner.login}/${repository.name}`;
}

/** GitHub's timestamps have whole seconds: two things in one second cannot be told apart by time. */
export function toGitHubTime(at: Instant): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

function account(id: number, login: string, name: string): User {
  return { id, login, type: 'User', name, emails: [], signingKeys: [], createdAt: 1_200_000_000_000, deleted: false };
}

function wrap<T>(found: T | undefined, make: (found: T) => NodeTarget): NodeTarget | undefined {
  return found === undefined ? undefined : make(found);
}
