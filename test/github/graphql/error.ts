import { GraphQLError } from 'graphql';

const types = [
  'NOT_FOUND',
  'FORBIDDEN',
  'STALE_DATA',
  'UNPROCESSABLE',
  'MAX_NODE_LIMIT_EXCEEDED',
  'MISSING_PAGINATION_BOUNDARIES',
  'EXCESSIVE_PAGINATION',
  'INVALID_CURSOR_ARGUMENTS',
  'NOT_IMPLEMENTED',
  'INTERNAL',
] as const;

/** The `type` of an entry of `errors`, as GitHub names them; the last two are the stand-in's own. */
export type GraphqlErrorType = (typeof types)[number];

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

/** GitHub writes the type beside the message, not into `extensions`. What has none is a bug of the stand-in. */
export function toEntry({ extensions, path, locations, message }: GraphQLError): GraphqlErrorEntry {
  return {
    type: types.find((type) => type === extensions['type']) ?? 'INTERNAL',
    ...(path === undefined ? {} : { path }),
    ...(locations === undefined ? {} : { locations }),
    message,
  };
}

/** What is wrong with the operation itself has no type. */
export function toPlainEntry({ message, locations }: GraphQLError): GraphqlErrorEntry {
  return { message, ...(locations === undefined ? {} : { locations }) };
}
