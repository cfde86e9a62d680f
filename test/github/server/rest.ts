/** One REST request: found, checked against GitHub's description, answered, and the answer checked as well. */
import type { Complaint } from '../contract/validators.ts';
import type { Identity } from './authentication.ts';
import { forbidden, GitHubError, invalid, notFound } from './github-error.ts';
import type { Answer, Call, Route } from './route.ts';
import type { Match } from './router.ts';
import type { Stage } from './stage.ts';

export interface RestRequest {
  readonly match: Match;
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  readonly identity: Identity;
}

const versions = new Set(['2022-11-28', '2026-03-10']);
const documentation = 'https://docs.github.com/rest';

export async function answerRest(stage: Stage, request: RestRequest): Promise<Answer> {
  try {
    return await answerOrThrow(stage, request);
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    const answer = toAnswer(error);
    reportWrongRefusal(stage, request.match.name, answer);
    return answer;
  }
}

/** Refusals are checked too, but sent as they are: the caller shall see them. */
function reportWrongRefusal(stage: Stage, name: string, answer: Answer): void {
  const complaints = stage.contract.checkResponse(name, answer.status, answer.body) ?? [];
  if (complaints.length === 0 || answer.status === 500) return;
  stage.stats.addProblem(
    `${name} ${answer.status}: ${complaints.map(({ path, message }) => `${path} ${message}`).join('; ')}`,
  );
}

export function toAnswer(error: GitHubError): Answer {
  const errors = error.errors === undefined ? {} : { errors: error.errors };
  return {
    status: error.status,
    body: { message: error.message, ...errors, documentation_url: documentation, status: String(error.status) },
  };
}

async function answerOrThrow(stage: Stage, request: RestRequest): Promise<Answer> {
  const { match, headers } = request;
  const { name, path, route } = match;
  if (route === undefined) {
    stage.stats.addUnimplemented(name);
    throw notFound();
  }
  const version = headers['x-github-api-version'];
  if (version !== undefined && !versions.has(version))
    throw new GitHubError(400, `"${version}" is not a supported version. (x-github-api-version)`);
  refuse(stage.contract.checkParameters(name, 'path', coerce(stage, name, 'path', path)), 'path parameter');
  const query = readQuery(stage, name, request.url);
  const call: Call = {
    stage,
    path,
    query,
    body: readBody(stage, name, request),
    accept: headers['accept'] ?? '',
    url: `${stage.world.baseUrl}${request.url.pathname}`,
    token: request.identity.kind === 'actor' ? request.identity.token : null,
  };
  const answer = await run(route, call, request.identity);
  checkAnswer(stage, name, answer);
  return answer;
}

async function run(route: Route, call: Call, identity: Identity): Promise<Answer> {
  if (route.by === 'anybody') return route.answer(call);
  if (route.by === 'app') {
    if (identity.kind !== 'app') throw new GitHubError(401, 'A JSON web token could not be decoded');
    return route.answer({ ...call, app: identity.app });
  }
  if (identity.kind === 'app') throw forbidden();
  if (identity.kind === 'nobody') throw new GitHubError(401, 'Requires authentication');
  return route.answer({ ...call, actor: identity.actor });
}

function readQuery(stage: Stage, name: string, url: URL): Readonly<Record<string, unknown>> {
  const values = coerce(stage, name, 'query', Object.fromEntries(url.searchParams));
  refuse(stage.contract.checkParameters(name, 'query', values), 'query parameter');
  return values;
}

/** Query and path values are text; the description says which of them are numbers and booleans. */
function coerce(
  stage: Stage,
  name: string,
  where: 'query' | 'path',
  texts: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> {
  const parameters = stage.contract.operation(name)?.parameters ?? [];
  return Object.fromEntries(
    Object.entries(texts).map(([key, text]) => {
      const type = parameters.find((parameter) => parameter.in === where && parameter.name === key)?.schema['type'];
      if (type === 'integer' && /^-?\d+$/.test(text)) return [key, Number(text)];
      if (type === 'boolean' && (text === 'true' || text === 'false')) return [key, text === 'true'];
      return [key, text];
    }),
  );
}

function readBody(stage: Stage, name: string, { method, body }: RestRequest): Readonly<Record<string, unknown>> {
  if (method === 'GET' || method === 'HEAD') return {};
  const described = stage.contract.operation(name)?.body;
  if (body.length === 0 && (described === null || described?.required !== true)) return {};
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw new GitHubError(400, 'Problems parsing JSON');
  }
  refuse(stage.contract.checkBody(name, value), 'request');
  return value as Readonly<Record<string, unknown>>;
}

function refuse(complaints: readonly Complaint[], where: string): void {
  if (complaints.length === 0) return;
  const sentences = complaints.map(({ path, message }) => `${path === '' ? '' : `For '${path.slice(1)}', `}${message}`);
  throw invalid(`Invalid ${where}.\n\n${sentences.join('\n')}`);
}

/** An answer that GitHub could not have given is a bug of the stand-in: it is reported, and the caller gets a 500. */
function checkAnswer(stage: Stage, name: string, answer: Answer): void {
  if (answer.raw !== undefined) return;
  const complaints = stage.contract.checkResponse(name, answer.status, answer.body);
  if (complaints === null && answer.status >= 400) return;
  const found =
    complaints === null
      ? `GitHub never answers ${answer.status}`
      : complaints.map(({ path, message }) => `${path} ${message}`).join('; ');
  if (found === '') return;
  stage.stats.addProblem(`${name}: ${found}`);
  throw new GitHubError(500, `The stand-in's own answer is wrong: ${name}: ${found}`);
}
