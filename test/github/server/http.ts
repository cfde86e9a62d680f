/** The stand-in's one HTTP server: REST, GraphQL, git and control on one port. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { answerControl } from '../control/control.ts';
import { reviewQueues, settleQueues } from '../merge-queue/work.ts';
import type { Identity } from './authentication.ts';
import { applyAfter, applyBefore, type Disturbance } from './disturb.ts';
import { GitHubError, notFound } from './github-error.ts';
import { answerGraphql, readGraphql } from './graphql.ts';
import { answerRest, toAnswer } from './rest.ts';
import type { Answer } from './route.ts';
import type { Match, Router } from './router.ts';
import { answerGit, isGitPath } from './smart-http.ts';
import type { Stage } from './stage.ts';

export interface ServerParts {
  readonly stage: Stage;
  readonly router: Router;
  /** Puts an empty GitHub in the place of this one. */
  readonly renew: () => Promise<void>;
}

const RENEW = '/_control/renew';

export function createStandInServer(parts: () => ServerParts): Server {
  const server = createServer({ keepAliveTimeout: 30_000 }, (request, response) => {
    const current = parts();
    void handle(current, request, response).catch((error: unknown) => {
      current.stage.stats.addProblem(
        error instanceof Error ? `${request.method} ${request.url}: ${error.stack}` : String(error),
      );
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end('The stand-in failed; see its problems.');
    });
  });
  server.requestTimeout = 0;
  return server;
}

/** Merge queues see to what a request changed before the next one is answered. */
async function handle(parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url === RENEW) {
    await parts.renew();
    send(response, { status: 200, body: {} });
    return;
  }
  const { world } = parts.stage;
  await settleQueues(world);
  try {
    await respond(parts, request, response);
  } finally {
    reviewQueues(world);
  }
}

async function respond(parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { stage } = parts;
  const url = new URL(request.url ?? '/', stage.world.baseUrl);
  if (isGitPath(url.pathname)) {
    stage.stats.countGit();
    await answerGit(stage, { url, request, response });
    return;
  }
  const body = await readBody(request);
  if (url.pathname.startsWith('/_control/')) {
    send(response, await answerControl(stage, url.pathname.slice('/_control/'.length), body));
    return;
  }
  await answerApi(parts, { url, request, response, body });
}

interface ApiRequest {
  readonly url: URL;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Buffer;
}

async function answerApi({ stage, router }: ServerParts, api: ApiRequest): Promise<void> {
  const { url, request, response, body } = api;
  const method = request.method ?? 'GET';
  const graphql = method === 'POST' && url.pathname === '/graphql' ? readGraphql(body) : null;
  const match = graphql === null ? findRoute(router, method, url.pathname) : undefined;
  const names = graphql?.names ?? [match?.name ?? `${method} ${url.pathname}`];
  stage.stats.count(names[0] ?? '');
  const text = graphql === null ? `${url.pathname} ${body.toString('utf8')}` : JSON.stringify(graphql.variables ?? {});
  const hits = [
    ...stage.faults.take({ names: ['*', ...names], text }),
    ...stage.weather.strike(names, graphql?.variables),
  ];
  const disturbance: Disturbance = { stage, response, hits };
  if ((await applyBefore(disturbance)) === 'answered') return;
  let answer: Answer;
  let headers: Readonly<Record<string, string>> = {};
  try {
    const identity = stage.authentication.identify(request.headers.authorization);
    const limited = spend(stage, identity, { method, graphql: graphql?.isMutation ?? null });
    headers = limited.headers;
    const settle = async (): Promise<Answer> => {
      if (limited.answer !== null) return limited.answer;
      if (graphql !== null) return answerGraphql(stage, { identity, request: graphql });
      if (match === undefined) throw unknownRoute(stage, method, url.pathname);
      const flat = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      return answerRest(stage, { match, method, url, headers: flat, body, identity });
    };
    answer = await settle();
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    answer = toAnswer(error);
  }
  stage.stats.countStatus(statusName(answer, graphql !== null));
  // By our own clock, as the times of resets are.
  const date = new Date(stage.world.now()).toUTCString();
  const final = { ...answer, headers: { date, ...headers, ...answer.headers } };
  if ((await applyAfter(disturbance, final)) === 'answered') return;
  send(response, final);
}

function findRoute(router: Router, method: string, pathname: string): Match | undefined {
  try {
    return router.find(method, pathname);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

function unknownRoute(stage: Stage, method: string, pathname: string): GitHubError {
  stage.stats.addUnimplemented(`${method} ${pathname}`);
  return notFound();
}

interface Spent {
  readonly answer: Answer | null;
  readonly headers: Readonly<Record<string, string>>;
}

function spend(
  { limits, world }: Stage,
  identity: Identity,
  { method, graphql }: { method: string; graphql: boolean | null },
): Spent {
  if (identity.kind !== 'actor') return { answer: null, headers: {} };
  const resource = graphql === null ? 'core' : 'graphql';
  const isWrite = graphql ?? !['GET', 'HEAD', 'OPTIONS'].includes(method);
  const beyond = limits.spend({ actor: identity.actor, resource, points: isWrite ? 5 : 1 });
  const headers = limits.headers(identity.actor, resource);
  const state = limits.state(identity.actor, resource);
  if (beyond === null) return { answer: null, headers };
  return { answer: limitAnswer(beyond, resource, Math.ceil((state.resetAt - world.now()) / 1000)), headers };
}

export function limitAnswer(which: 'primary' | 'secondary', resource: 'core' | 'graphql', seconds: number): Answer {
  if (which === 'secondary') {
    const message = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
    const body = {
      message,
      documentation_url:
        'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits',
    };
    return { status: 403, body, headers: { 'retry-after': '60' } };
  }
  const message = 'API rate limit exceeded for installation.';
  if (resource === 'graphql') return { status: 200, body: { errors: [{ type: 'RATE_LIMITED', message }] } };
  return {
    status: 403,
    body: { message, documentation_url: 'https://docs.github.com/rest' },
    headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + seconds) },
  };
}

function statusName(answer: Answer, isGraphql: boolean): string {
  const withErrors = isGraphql && typeof answer.body === 'object' && answer.body !== null && 'errors' in answer.body;
  return `${isGraphql ? 'GRAPHQL ' : ''}${answer.status}${withErrors ? ' with errors' : ''}`;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const body = Buffer.concat(parts);
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
}

export function send(response: ServerResponse, { status, body, headers = {}, raw }: Answer): void {
  const bytes = raw ?? (body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body)));
  response.writeHead(status, {
    ...(status === 204
      ? {}
      : { 'content-type': 'application/json; charset=utf-8', 'content-length': String(bytes.length) }),
    'x-github-media-type': 'github.v3; format=json',
    'x-github-request-id': 'STAND:IN',
    ...headers,
  });
  response.end(status === 204 ? undefined : bytes);
}
