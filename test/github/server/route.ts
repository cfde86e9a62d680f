/** What a REST route is: GitHub's own name for it, who may call it, and what it does. */
import { canSee, may, mayInOrganization } from '../access.ts';
import type { Actor, App, Organization, PullRequest, Repository } from '../world.ts';
import { forbidden, GitHubError, notFound } from './github-error.ts';
import type { Stage } from './stage.ts';

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The answer is not JSON (raw media types): sent as it is, not validated. */
  readonly raw?: Buffer;
}

export interface Call {
  readonly stage: Stage;
  /** Path parameters, decoded; query values, turned into what GitHub's description says they are. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: Readonly<Record<string, unknown>>;
  readonly accept: string;
  /** Absolute, without the query. */
  readonly url: string;
  readonly token: string | null;
}

export interface ActorCall extends Call {
  readonly actor: Actor;
}

export interface AppCall extends Call {
  readonly app: App;
}

export interface RepositoryCall extends ActorCall {
  readonly repository: Repository;
}

export interface OrganizationCall extends ActorCall {
  readonly organization: Organization;
}

type Need = readonly [permission: string, level: 'read' | 'write'];

export type Route =
  | { readonly name: string; readonly by: 'anybody'; readonly answer: (call: Call) => Promise<Answer> }
  | { readonly name: string; readonly by: 'app'; readonly answer: (call: AppCall) => Promise<Answer> }
  | { readonly name: string; readonly by: 'actor'; readonly answer: (call: ActorCall) => Promise<Answer> };

export function forAnybody(name: string, answer: (call: Call) => Promise<Answer>): Route {
  return { name, by: 'anybody', answer };
}

/** Called with a JSON Web Token of the app. */
export function forApp(name: string, answer: (call: AppCall) => Promise<Answer>): Route {
  return { name, by: 'app', answer };
}

export function forActor(name: string, answer: (call: ActorCall) => Promise<Answer>): Route {
  return { name, by: 'actor', answer };
}

/** Inside a repository. @param needs the App permission that GitHub documents for the route; `[name, level]` */
export function forRepository(name: string, needs: Need, answer: (call: RepositoryCall) => Promise<Answer>): Route {
  return forActor(name, async (call) => {
    const { owner = '', repo = '' } = call.path;
    const repository = call.stage.world.findRepository(owner, repo);
    if (repository === undefined || !canSee(call.actor, repository)) throw notFound();
    // GitHub does not tell people that there is something to administer.
    if (!may(call.actor, repository, ...needs))
      throw call.actor.kind === 'user' && needs[0] === 'administration' ? notFound() : forbidden();
    if (needs[1] === 'write' && repository.archived)
      throw new GitHubError(403, 'Repository was archived so is read-only.');
    return answer({ ...call, repository });
  });
}

export function forOrganization(name: string, needs: Need, answer: (call: OrganizationCall) => Promise<Answer>): Route {
  return forActor(name, async (call) => {
    const organization = call.stage.world.findOrganization(call.path['org'] ?? '');
    if (organization === undefined) throw notFound();
    if (needs[0] !== 'metadata' && !mayInOrganization(call.actor, organization, ...needs)) throw forbidden();
    return answer({ ...call, organization });
  });
}

export function findPullRequest({ repository, path }: RepositoryCall): PullRequest {
  const number = Number(path['pull_number'] ?? path['issue_number']);
  const found = repository.pullRequests.find((one) => one.number === number);
  if (found === undefined) throw notFound();
  return found;
}

/** A text of a body or query, or undefined. */
export function textOf(values: Readonly<Record<string, unknown>>, key: string): string | undefined {
  const value = values[key];
  return typeof value === 'string' ? value : undefined;
}

export function ok(body: unknown, status = 200): Answer {
  return { status, body };
}

/** One page of a list, with GitHub's `Link` header. @param limit more than these are never listed, paging or not */
export function page<T>(
  call: Call,
  items: readonly T[],
  wrap: (items: readonly T[]) => unknown = (list) => list,
): Answer {
  const size = Number(call.query['per_page'] ?? 30);
  const number = Math.max(1, Number(call.query['page'] ?? 1));
  const last = Math.max(1, Math.ceil(items.length / size));
  const link = (to: number, rel: string): string => {
    const query = new URLSearchParams(
      Object.entries(call.query).map(([name, value]): [string, string] => [name, String(value)]),
    );
    query.set('per_page', String(size));
    query.set('page', String(to));
    return `<${call.url}?${query.toString()}>; rel="${rel}"`;
  };
  const links = [
    ...(number > 1 ? [link(number - 1, 'prev')] : []),
    ...(number < last ? [link(number + 1, 'next'), link(last, 'last')] : []),
    ...(number > 1 ? [link(1, 'first')] : []),
  ];
  return {
    status: 200,
    body: wrap(items.slice((number - 1) * size, number * size)),
    ...(links.length > 0 ? { headers: { link: links.join(', ') } } : {}),
  };
}
