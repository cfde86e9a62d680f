import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { type Clock, type Instant, SECOND, systemClock } from '../base/clock.ts';
import { Fault, isFault } from '../base/fault.ts';
import type { Log } from '../base/log.ts';
import type { Api, GraphqlAnswer, RestAnswer } from './api.ts';
import { answerReader, faultOf, toFault } from './fault.ts';
import { readGraphqlAnswer } from './graphql-answer.ts';
import { type RequestWatch, routeOf, unwatched, watched } from './request-watch.ts';
import { Turnstile } from './turnstile.ts';
import { webUrlOf } from './web-url.ts';

const API_VERSION = '2022-11-28';
/** GitHub itself kills a request after 10 seconds. */
const REQUEST_TIMEOUT = 10 * SECOND;
/** A fifth of the 100 that GitHub allows for an installation. */
const CONCURRENT_REQUESTS = 20;

/** What every line needs, whoever speaks on it. */
export interface LineOptions {
  /** `https://api.github.com`, `https://<host>/api/v3`, or the stand-in's address. */
  readonly baseUrl: string;
  readonly log: Log;
  readonly clock?: Clock;
  /** Milliseconds. */
  readonly timeout?: number;
  /** For figures and traces. */
  readonly watch?: RequestWatch;
}

export interface ClientOptions extends LineOptions {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
}

/** Who speaks on a line, in octokit's terms. */
interface Speaker {
  readonly auth: { readonly authStrategy?: typeof createAppAuth; readonly auth: unknown };
  /** Whose token is renewed when GitHub no longer takes it; null: an app's own key, or a person's token. */
  readonly installation: number | null;
}

/** Everything that may speak to GitHub. */
export interface Client {
  readonly appId: number;
  /** What people open in a browser, without a trailing slash. */
  readonly webUrl: string;
  /** With the installation's token, which is cached and renewed. */
  installation(id: number): Api;
  /** With the app's own JSON Web Token: for `/app`, `/app/installations`, and which installation holds a repository. */
  app(): Api;
  /** Requests sent since the start, those for tokens included. */
  requests(): number;
}

export function createClient(options: ClientOptions): Client {
  const baseUrl = options.baseUrl.replace(/\/+$/, '');
  const lines = new Map<number | null, Api>();
  let requests = 0;
  const line = (installation: number | null): Api => {
    const existing = lines.get(installation);
    if (existing !== undefined) return existing;
    const { appId, privateKey } = options;
    const credentials = { appId, privateKey, ...(installation === null ? {} : { installationId: installation }) };
    const speaker = { auth: { authStrategy: createAppAuth, auth: credentials }, installation };
    const made = createApi({ ...options, baseUrl }, speaker, () => {
      requests += 1;
    });
    lines.set(installation, made);
    return made;
  };
  return {
    appId: options.appId,
    webUrl: webUrlOf(baseUrl),
    installation: (id) => line(id),
    app: () => line(null),
    requests: () => requests,
  };
}

/** A line with a person's own token, which may do what that person may. */
export function createPersonApi({ token, ...options }: LineOptions & { readonly token: string }): Api {
  const baseUrl = options.baseUrl.replace(/\/+$/, '');
  return createApi({ ...options, baseUrl }, { auth: { auth: token }, installation: null }, () => undefined);
}

function createApi(options: LineOptions, speaker: Speaker, countRequest: () => void): Api {
  const octokit = createOctokit(options, speaker, countRequest);
  const turnstile = new Turnstile(CONCURRENT_REQUESTS);
  const pause = createPause(options.clock ?? systemClock);
  const send = async (route: string, parameters: Readonly<Record<string, unknown>>) =>
    turnstile.pass(async () => {
      pause.refuse();
      try {
        return await octokit.request(route, parameters);
      } catch (error) {
        throw pause.note(toFault(error, route));
      }
    });
  return {
    rest: async (route, parameters = {}): Promise<RestAnswer> => {
      const response = await send(route, parameters);
      return { body: answerReader(response.data, route), next: nextPage(response.headers.link, options.baseUrl) };
    },
    graphql: async (query, variables): Promise<GraphqlAnswer> => {
      const response = await send(graphqlRoute(options.baseUrl), { query, variables });
      try {
        return readGraphqlAnswer(response.data, response.headers);
      } catch (error) {
        throw isFault(error) ? pause.note(error) : error;
      }
    },
  };
}

/**
 * Octokit without Probot's throttling: that puts every GraphQL query into its group of one write a second. Retrying is
 * left to the stages, which know what is worth it.
 */
function createOctokit(options: LineOptions, { auth, installation }: Speaker, countRequest: () => void): Octokit {
  const { log, watch = unwatched } = options;
  const octokit = new Octokit({
    baseUrl: options.baseUrl,
    userAgent: 'countersign',
    ...auth,
    log: {
      debug: () => undefined,
      info: (message: string) => log.debug({ installation }, message),
      warn: (message: string) => log.warn({ installation }, message),
      error: (message: string) => log.debug({ installation }, message),
    },
  });
  // Registered after the authentication's own hook, so it surrounds it; requests for tokens pass through it as well.
  // An inner hook always gets the first options object, whatever an outer one hands on: so it is changed in place.
  octokit.hook.wrap('request', async (request, endpoint) => {
    endpoint.headers['x-github-api-version'] = API_VERSION;
    const attempt = async () => {
      countRequest();
      endpoint.request = { ...endpoint.request, signal: AbortSignal.timeout(options.timeout ?? REQUEST_TIMEOUT) };
      const response = await watched(
        watch,
        { installation, route: routeOf(endpoint) },
        async () => await request(endpoint),
      );
      refuseForeignAnswer(response, `${endpoint.method} ${endpoint.url}`);
      return response;
    };
    const what = `${endpoint.method} ${endpoint.url}`;
    try {
      return await attempt();
    } catch (error) {
      const fault = toFault(error, what);
      if (fault.code === 'github.forbidden') log.warn({ installation, ...fault.details }, 'GitHub refused a request');
      if (fault.code !== 'github.unauthorized' || installation === null || isForApp(endpoint.url)) throw fault;
    }
    // 401 for an installation's token: it was revoked before its hour was over. Nothing was done, so it is safe to ask
    // again, once, with a new one.
    try {
      await octokit.auth({ type: 'installation', refresh: true });
      return await attempt();
    } catch (error) {
      throw toFault(error, what);
    }
  });
  return octokit;
}

/**
 * A proxy's or a maintenance page's HTML with status 200 must not pass for an answer, nor one that broke off: octokit
 * hands on as a text what it could not parse.
 */
function refuseForeignAnswer(response: { status: number; data: unknown; headers: object }, what: string): void {
  const { data, status } = response;
  if (status === 204 || status === 205) return;
  if (typeof data === 'object' && data !== null && !(data instanceof ArrayBuffer)) return;
  const type: unknown = Object.entries(response.headers).find(([name]) => name === 'content-type')?.[1];
  const kind = typeof type === 'string' ? type.split(';')[0] : 'of no type';
  const message = kind === 'application/json' ? 'the answer broke off' : `the answer is not JSON but ${kind}`;
  throw faultOf({ status: 502, headers: {}, message, what });
}

const isForApp = (url: string): boolean =>
  /^(\/api\/v3)?\/app(\/|$)/.test(new URL(url, 'https://api.invalid').pathname);

/** Enterprise Server has REST below /api/v3 and GraphQL at /api/graphql. */
const graphqlRoute = (baseUrl: string): string =>
  `POST ${baseUrl.endsWith('/api/v3') ? baseUrl.replace(/\/v3$/, '/graphql') : '/graphql'}`;

/** The next page of a Link header; one on another host would be sent our token, so it does not count. */
function nextPage(link: unknown, baseUrl: string): string | null {
  if (typeof link !== 'string') return null;
  const url = /<([^>]+)>;\s*rel="next"/.exec(link)?.[1];
  return url?.startsWith(`${baseUrl}/`) ? url : null;
}

/** After "wait", nothing is sent until the wait is over: asking on while limited can get an app blocked. */
function createPause(clock: Clock) {
  let until: Instant = 0;
  return {
    refuse(): void {
      const retryAfter = until - clock.now();
      if (retryAfter > 0) {
        throw new Fault('github.rate-limited', 'GitHub asked to wait', { details: { retryAfter, held: true } });
      }
    },
    note(fault: Fault): Fault {
      const wait = fault.details['retryAfter'];
      if (fault.code === 'github.rate-limited' && typeof wait === 'number' && fault.details['held'] !== true) {
        until = Math.max(until, clock.now() + wait);
      }
      return fault;
    },
  };
}
