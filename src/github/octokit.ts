import type { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { isJsonObject } from '../base/json.ts';
import type { Log } from '../base/log.ts';
import { fetchText, parseAnswer } from './answer-text.ts';
import { faultOf, toFault } from './fault.ts';
import { type RequestWatch, routeOf, watched } from './request-watch.ts';

const API_VERSION = '2022-11-28';

/** Who speaks on a line, in octokit's terms. */
export interface Speaker {
  readonly auth: { readonly authStrategy?: typeof createAppAuth; readonly auth: unknown };
  /** Whose token is renewed when GitHub no longer takes it; null: an app's own key, or a person's token. */
  readonly installation: number | null;
}

export interface OctokitOptions {
  readonly baseUrl: string;
  readonly log: Log;
  readonly speaker: Speaker;
  /** Milliseconds for one attempt, unless the request brings a signal of its own. */
  readonly timeout: number;
  readonly watch: RequestWatch;
  readonly countRequest: () => void;
  /** The headers of every answer to the speaker itself, refusals included; not of those to requests for its token. */
  readonly note: (headers: object) => void;
}

/**
 * Octokit without Probot's throttling: that puts every GraphQL query into its group of one write a second. Pace and
 * retries are the line's (line.ts).
 */
export function createOctokit(options: OctokitOptions): Octokit {
  const { log, watch, countRequest } = options;
  const { auth, installation } = options.speaker;
  const octokit = new Octokit({
    baseUrl: options.baseUrl,
    userAgent: 'countersign',
    request: { fetch: fetchText, parseSuccessResponseBody: false },
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
      endpoint.request = { ...endpoint.request, signal: AbortSignal.timeout(options.timeout) };
      const response = await watched(
        watch,
        { installation, route: routeOf(endpoint) },
        async () => await request(endpoint),
      ).catch((error: unknown) => {
        noteAnswer(isJsonObject(error) ? error['response'] : undefined);
        throw error;
      });
      noteAnswer(response);
      response.data = parseAnswer(response);
      refuseForeignAnswer(response, `${endpoint.method} ${endpoint.url}`);
      return response;
    };
    const what = `${endpoint.method} ${endpoint.url}`;
    const noteAnswer = (response: unknown): void => {
      const headers = isJsonObject(response) ? response['headers'] : undefined;
      if (isJsonObject(headers) && (installation === null || !isForApp(endpoint.url))) options.note(headers);
    };
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
