import { GraphQLError } from 'graphql';

/** The `type` of an entry of `errors`, as GitHub names them; NOT_IMPLEMENTED is the stand-in's own. */
export type GraphqlErrorType =
  | 'NOT_FOUND'
  | 'FORBIDDEN'
  | 'STALE_DATA'
  | 'UNPROCESSABLE'
  | 'MAX_NODE_LIMIT_EXCEEDED'
  | 'MISSING_PAGINATION_BOUNDARIES'
  | 'EXCESSIVE_PAGINATION'
  | 'INVALID_CURSOR_ARGUMENTS'
  | 'NOT_IMPLEMENTED'
  | 'INTERNAL';

export interface GraphqlErrorEntry {
  readonly type?: GraphqlErrorType;
  readonly path?: readonly (string | number)[];
  readonly locations?: readonly { readonly line: number; readonly column: number }[];
  readonly message: string;
}

export function refusal(type: GraphqlErrorType, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } });
}

export function notAccessible(): GraphQLError {
  return refusal('FORBIDDEN', 'Resource not accessible by integration');
}

export function notFound(kind: string, how: string): GraphQLError {
  return refusal('NOT_FOUND', `Could not resolve to ${/^[AEIO]/.test(kind) ? 'an' : 'a'} ${kind} with the ${how}.`);
}

const known = new Set<string>(['NOT_FOUND', 'FORBIDDEN', 'STALE_DATA', 'UNPROCESSABLE', 'NOT_IMPLEMENTED']);

/** GitHub writes the type beside the message, not into `extensions`. What has none is a bug of the stand-in. */
export function toEntry(error: GraphQLError): GraphqlErrorEntry {
  const { type } = error.extensions;
  return {
    type: isType(type) ? type : 'INTERNAL',
    ...(error.path === undefined ? {} : { path: error.path }),
    ...(error.locations === undefined ? {} : { locations: error.locations }),
    message: error.message,
  };
}

function isType(value: unknown): value is GraphqlErrorType {
  return typeof value === 'string' && (known.has(value) || value.endsWith('_ARGUMENTS'));
}
