import { type Instant, SECOND } from '../base/clock.ts';

/** A request as it goes out; its route is a template and holds no names or ids. */
export interface SentRequest {
  /** Null: in the app's own name. */
  readonly installation: number | null;
  /** `GET /repos/{owner}/{repo}/pulls`. */
  readonly route: string;
}

export interface RequestEnd {
  /** Null: there was no answer. */
  readonly status: number | null;
  /** What GitHub says is left; null: it did not. */
  readonly budget: {
    readonly resource: string;
    readonly remaining: number;
    readonly limit: number;
    readonly resetAt: Instant;
  } | null;
}

/** Around each request, retries included one by one: for figures and traces. It hands on what `send` gives or throws. */
export type RequestWatch = <T>(
  request: SentRequest,
  send: (ended: (end: RequestEnd) => void) => Promise<T>,
) => Promise<T>;

export const unwatched: RequestWatch = (_, send) => send(() => undefined);

/** Sends, and tells the watch how that ended. */
export async function watched<T extends Answer>(
  watch: RequestWatch,
  request: SentRequest,
  send: () => Promise<T>,
): Promise<T> {
  return await watch(request, async (ended) => {
    try {
      const answer = await send();
      ended(endOf(answer));
      return answer;
    } catch (error) {
      ended(endOf(answerOf(error)));
      throw error;
    }
  });
}

interface Answer {
  readonly status: number;
  readonly headers: object;
}

/** Octokit's errors carry the answer where there was one. */
function answerOf(error: unknown): Answer | null {
  if (typeof error !== 'object' || error === null || !('response' in error)) return null;
  const { response } = error;
  if (typeof response !== 'object' || response === null) return null;
  if (!('status' in response) || typeof response.status !== 'number') return null;
  const headers = 'headers' in response && typeof response.headers === 'object' ? response.headers : null;
  return { status: response.status, headers: headers ?? {} };
}

function endOf(answer: Answer | null): RequestEnd {
  return answer === null
    ? { status: null, budget: null }
    : { status: answer.status, budget: budgetOf(new Map(Object.entries(answer.headers))) };
}

function budgetOf(headers: ReadonlyMap<string, unknown>): RequestEnd['budget'] {
  const resource = headers.get('x-ratelimit-resource');
  const [remaining, limit, reset] = ['remaining', 'limit', 'reset'].map((name) => headers.get(`x-ratelimit-${name}`));
  // Figures are named by it: a proxy's odd header must not make a new one each time.
  if (typeof resource !== 'string' || !/^[a-z_]{1,40}$/.test(resource)) return null;
  const numbers = [remaining, limit, reset].map((value) =>
    typeof value === 'string' && /^\d{1,12}$/.test(value) ? Number(value) : null,
  );
  const [left = null, most = null, at = null] = numbers;
  if (left === null || most === null || at === null) return null;
  return { resource, remaining: left, limit: most, resetAt: at * SECOND };
}

/** Octokit's template, or a word for an address that GitHub gave us, which holds ids. */
export function routeOf({ method, url }: { readonly method: string; readonly url: string }): string {
  if (url.endsWith('/graphql')) return `${method} /graphql`;
  return url.startsWith('/') ? `${method} ${url}` : `${method} (next page)`;
}
