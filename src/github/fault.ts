import { SECOND } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import type { FaultCode } from '../base/fault-codes.ts';
import { isJsonObject } from '../base/json.ts';
import type { GraphqlError } from './api.ts';
import { Reader } from './reader.ts';

type Headers = Readonly<Record<string, unknown>>;

/** GitHub's advice where it names no time: at least a minute. */
const DEFAULT_WAIT = 60 * SECOND;
const SHOWN_CHARACTERS = 300;

/** What GitHub answered, as far as a fault needs it. */
interface Refusal {
  readonly status: number;
  readonly headers: Headers;
  readonly message: string;
  readonly what: string;
}

/**
 * The Fault for whatever octokit throws. The original is not kept as cause: it holds the request with its headers and
 * its body, and causes get logged.
 */
export function toFault(error: unknown, what: string): Fault {
  if (error instanceof Fault) return error;
  const response = isJsonObject(error) ? (error as { readonly response?: unknown }).response : undefined;
  const message = error instanceof Error ? error.message : String(error);
  if (!isJsonObject(response)) return new Fault('github.unavailable', `${what}: ${reasonOf(error)}`);
  const status = typeof response['status'] === 'number' ? response['status'] : 0;
  const headers = isJsonObject(response['headers']) ? response['headers'] : {};
  return faultOf({ status, headers, message, what });
}

/** The Fault for an HTTP status, when the answer is one that GitHub's API would not give on success. */
export function faultOf(refusal: Refusal): Fault {
  const { status, headers, what } = refusal;
  const message = `${what}: ${status} ${shorten(refusal.message)}`;
  const details = { status, ...pick(headers, 'x-github-request-id', 'requestId') };
  if (status === 429 || (status === 403 && isRateLimit(refusal))) {
    return new Fault('github.rate-limited', message, { details: { ...details, retryAfter: waitOf(headers) } });
  }
  if (isTakenForSecret(refusal.message)) return new Fault('github.content-refused', message, { details });
  const accepted = pick(headers, 'x-accepted-github-permissions', 'acceptedPermissions');
  return new Fault(codeOf(status), message, { details: { ...details, ...(status === 403 ? accepted : {}) } });
}

/** The Fault for errors inside a GraphQL answer (HTTP status 200), by the gravest of them. */
export function graphqlFault(errors: readonly GraphqlError[], headers: Headers, what: string): Fault {
  const messages = errors.map((error) => shorten(error.message)).join('; ');
  const message = `${what}: ${messages === '' ? 'an answer without data' : messages}`;
  const types = [...new Set(errors.map((error) => error.type ?? 'none'))];
  const limited = errors.some((error) => error.type?.startsWith('RATE_LIMIT') || secondaryLimit.test(error.message));
  if (limited) {
    return new Fault('github.rate-limited', message, { details: { types, retryAfter: waitOf(headers) } });
  }
  // Also where GitHub gives it a type of another meaning, or none.
  const isSecret = errors.some((error) => isTakenForSecret(error.message));
  const code = isSecret
    ? 'github.content-refused'
    : (graphqlCodes.find(([type]) => types.includes(type))?.[1] ?? 'github.unavailable');
  return new Fault(code, message, { details: { types, ...pick(headers, 'x-github-request-id', 'requestId') } });
}

/** A reader of GitHub's own answer: what is missing there makes the answer incomplete, which is worth another try. */
export function answerReader(value: unknown, what: string): Reader {
  return new Reader(value, what, (message) => new Fault('github.incomplete', message));
}

const secondaryLimit = /secondary rate limit|abuse detection/i;

/**
 * Push protection has no type or status of its own: "Secret detected in content" is what createCommitOnBranch and the
 * endpoint for blobs (409) say, "Push cannot contain secrets" what a moved ref is refused with.
 */
function isTakenForSecret(message: string): boolean {
  return /secret detected in content|cannot contain secrets|push protection/i.test(message);
}

const graphqlCodes: readonly (readonly [string, FaultCode])[] = [
  ['STALE_DATA', 'ledger.stale-head'],
  ['NOT_FOUND', 'github.not-found'],
  ['FORBIDDEN', 'github.forbidden'],
  ['INSUFFICIENT_SCOPES', 'github.forbidden'],
  ['UNPROCESSABLE', 'github.invalid'],
];

function codeOf(status: number): FaultCode {
  if (status === 401) return 'github.unauthorized';
  if (status === 403 || status === 451) return 'github.forbidden';
  if (status === 404 || status === 410) return 'github.not-found';
  // 409: an empty repository, or two writes at once; the same request may succeed later.
  if (status === 409 || status === 408 || status >= 500 || status < 400) return 'github.unavailable';
  return 'github.invalid';
}

function isRateLimit(refusal: Refusal): boolean {
  const { headers, message } = refusal;
  return (
    headers['x-ratelimit-remaining'] === '0' ||
    headers['retry-after'] !== undefined ||
    secondaryLimit.test(message) ||
    /rate limit exceeded/i.test(message)
  );
}

/**
 * Milliseconds to wait. The reset time is compared with the Date header of the same answer, so that a wrong clock on
 * this machine does not matter.
 */
function waitOf(headers: Headers): number {
  const after = Number(headers['retry-after'] ?? Number.NaN);
  if (Number.isFinite(after) && after >= 0) return Math.max(after * SECOND, SECOND);
  const reset = Number(headers['x-ratelimit-reset'] ?? Number.NaN) * SECOND;
  const now = Date.parse(typeof headers['date'] === 'string' ? headers['date'] : '');
  if (headers['x-ratelimit-remaining'] !== '0' || !Number.isFinite(reset) || Number.isNaN(now)) return DEFAULT_WAIT;
  return Math.max(reset - now, SECOND);
}

/** Node's own errors tell in their causes what happened to the connection. */
function reasonOf(error: unknown): string {
  const chain: string[] = [];
  for (let at: unknown = error; isJsonObject(at) && chain.length < 4; at = (at as { cause?: unknown }).cause) {
    const { name, message, code } = at as { name?: unknown; message?: unknown; code?: unknown };
    const prefix = typeof name === 'string' && name !== 'Error' ? `${name}: ` : '';
    const suffix = typeof code === 'string' ? ` (${code})` : '';
    if (typeof message === 'string') chain.push(`${prefix}${shorten(message)}${suffix}`);
  }
  return chain.length === 0 ? 'no answer' : [...new Set(chain)].join(' < ');
}

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > SHOWN_CHARACTERS ? `${line.slice(0, SHOWN_CHARACTERS)}…` : line;
}

function pick(headers: Headers, from: string, to: string): Readonly<Record<string, string>> {
  const value = headers[from];
  return typeof value === 'string' ? { [to]: value } : {};
}
