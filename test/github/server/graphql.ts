/** `POST /graphql`: who asks, what for, and what the executor says. */
import { runGraphql } from '../graphql/execute.ts';
import type { Identity } from './authentication.ts';
import { GitHubError } from './github-error.ts';
import type { Answer } from './route.ts';
import type { Stage } from './stage.ts';

export interface GraphqlRequest {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  readonly operationName: string | undefined;
  /** First the counted one (`GRAPHQL query Facts`), then those by which faults may call it. */
  readonly names: readonly string[];
  readonly isMutation: boolean;
}

export function readGraphql(body: Buffer): GraphqlRequest {
  let parsed: Readonly<Record<string, unknown>> = {};
  try {
    parsed = JSON.parse(body.toString('utf8')) as Readonly<Record<string, unknown>>;
  } catch {
    // An unreadable body is an empty query, and refused as such.
  }
  const query = typeof parsed['query'] === 'string' ? parsed['query'] : '';
  const head = /^\s*(query|mutation)?\s*([A-Za-z_]\w*)?/.exec(query);
  const isMutation = head?.[1] === 'mutation';
  const counted = `GRAPHQL ${isMutation ? 'mutation' : 'query'} ${head?.[2] ?? ''}`.trimEnd();
  const words = query.match(/[A-Za-z_]\w*/g) ?? [];
  return {
    query,
    variables: parsed['variables'] as GraphqlRequest['variables'],
    operationName: parsed['operationName'] as string | undefined,
    names: [counted, 'GRAPHQL', ...new Set(words.map((word) => `GRAPHQL ${word}`))],
    isMutation,
  };
}

export async function answerGraphql(
  stage: Stage,
  { identity, request }: { identity: Identity; request: GraphqlRequest },
): Promise<Answer> {
  if (identity.kind !== 'actor') throw new GitHubError(401, 'This endpoint requires you to be authenticated.');
  if (request.query === '')
    return { status: 400, body: { message: 'A query attribute must be specified and must be a string.' } };
  const { result } = await runGraphql(stage.world, {
    viewer: identity.actor,
    query: request.query,
    variables: request.variables ?? null,
    operationName: request.operationName ?? null,
    rateLimit: stage.limits.state(identity.actor, 'graphql'),
  });
  for (const { type, message, path } of result.errors ?? []) {
    if (type === 'NOT_IMPLEMENTED') stage.stats.addUnimplemented(`GRAPHQL ${message}`);
    if (type === 'INTERNAL') stage.stats.addProblem(`GraphQL ${path?.join('.') ?? ''}: ${message}`);
  }
  return { status: 200, body: result };
}
