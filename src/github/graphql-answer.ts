import type { GraphqlAnswer, GraphqlError } from './api.ts';
import { answerReader, graphqlFault } from './fault.ts';
import type { Reader } from './reader.ts';

/**
 * Reads the body of a GraphQL response. GitHub answers with status 200 and errors inside: for a part that could not be
 * read (the error names its path), or for everything (rate limit, time-out, a broken query: no path, or no data).
 */
export function readGraphqlAnswer(body: unknown, headers: object): GraphqlAnswer {
  const reader = answerReader(body, 'graphql');
  const errors = reader.at('errors').maybe((list) => list.list().map(readError)) ?? [];
  const data = reader.at('data');
  const whole = errors.filter((error) => error.path.length === 0 || error.type?.startsWith('RATE_LIMIT'));
  if (whole.length > 0) throw graphqlFault(whole, { ...headers }, 'graphql');
  if (data.isNothing) throw graphqlFault(errors, { ...headers }, 'graphql');
  return { data, errors };
}

/** For callers to whom every part matters: any error is a Fault. */
export function requireWhole(answer: GraphqlAnswer, what: string): Reader {
  if (answer.errors.length > 0) throw graphqlFault(answer.errors, {}, what);
  return answer.data;
}

function readError(error: Reader): GraphqlError {
  const path = error.at('path').maybe((list) => list.list().map((part) => (part.isText ? part.text() : part.count())));
  return {
    type: error.at('type').maybe((type) => type.text()),
    path: path ?? [],
    message: error.at('message').maybe((message) => message.text()) ?? 'no message',
  };
}
