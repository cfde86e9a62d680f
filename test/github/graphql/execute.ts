import { execute, type GraphQLFieldResolver, type GraphQLTypeResolver, Kind, OperationTypeNode } from 'graphql';
import type { Actor, World } from '../world.ts';
import type { Context, RateLimit } from './context.ts';
import { prepareDocument } from './document.ts';
import { type GraphqlErrorEntry, refusal, toEntry, toPlainEntry } from './error.ts';
import { measure } from './limits.ts';
import { resolvers } from './resolvers.ts';
import { githubSchema } from './schema.ts';
import { Fields, Typed } from './value.ts';

export interface GraphqlRequest {
  readonly viewer: Actor;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | null;
  readonly operationName?: string | null;
  /** The viewer's primary limit as it stands, for `rateLimit { … }`; left out: 5,000, unused. */
  readonly rateLimit?: RateLimit;
}

export interface GraphqlResult {
  /** Left out when nothing was executed. */
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly GraphqlErrorEntry[];
}

export interface GraphqlOutcome {
  /** The body of the answer; its HTTP status is 200 also when it carries errors. */
  readonly result: GraphqlResult;
  readonly kind: 'query' | 'mutation';
  /** Points of the primary rate limit. */
  readonly cost: number;
}

/** Executes one operation on GitHub's schema, as the viewer. */
export async function executeGraphql(world: World, request: GraphqlRequest): Promise<GraphqlResult> {
  return (await runGraphql(world, request)).result;
}

/** The same, with what the server needs to know to count and to limit. */
export async function runGraphql(world: World, request: GraphqlRequest): Promise<GraphqlOutcome> {
  const prepared = prepareDocument(request.query);
  const variables = request.variables ?? {};
  const operation = prepared.operations.get(request.operationName ?? [...prepared.operations.keys()][0] ?? '');
  const isQuery = operation?.node.operation !== OperationTypeNode.MUTATION;
  const answer = (result: GraphqlResult, cost = 1): GraphqlOutcome => ({
    result,
    kind: isQuery ? 'query' : 'mutation',
    cost,
  });
  if (prepared.errors.length > 0) return answer({ errors: prepared.errors.map(toPlainEntry) });
  if (operation === undefined) return answer({ errors: [{ message: 'No operation of this name.' }] });
  const withDefaults = { ...defaultsOf(operation.node), ...variables };
  const size = measure(operation.paging, withDefaults);
  if (size.errors.length > 0) return answer({ errors: size.errors }, size.cost);
  const contextValue: Context = {
    world,
    viewer: request.viewer,
    cost: size.cost,
    nodeCount: size.nodeCount,
    rateLimit: request.rateLimit ?? { limit: 5_000, used: 0, resetAt: world.now() + 3_600_000 },
    usersByEmail: new Map(),
  };
  const { data, errors } = await execute({
    schema: githubSchema(),
    document: prepared.document,
    operationName: request.operationName ?? null,
    variableValues: variables,
    contextValue,
    fieldResolver: resolveField,
    typeResolver: resolveType,
  });
  // Without data nothing ran: the variables do not fit their types.
  if (data === undefined) return answer({ errors: (errors ?? []).map(toPlainEntry) });
  return answer(errors === undefined ? { data } : { data, errors: errors.map(toEntry) }, size.cost);
}

type Operation = NonNullable<ReturnType<ReturnType<typeof prepareDocument>['operations']['get']>>['node'];

/** Default values of numbers: page sizes may come from them. */
function defaultsOf({ variableDefinitions }: Operation): Readonly<Record<string, unknown>> {
  const numbers = (variableDefinitions ?? []).flatMap(({ variable, defaultValue }) =>
    defaultValue?.kind === Kind.INT ? [[variable.name.value, Number(defaultValue.value)] as const] : [],
  );
  return Object.fromEntries(numbers);
}

/** A field that nobody implemented is an error, never a null that could be taken for an answer. */
const resolveField: GraphQLFieldResolver<unknown, Context, Readonly<Record<string, unknown>>> = (
  value,
  args,
  context,
  info,
) => {
  const source = value instanceof Typed ? value.source : value;
  if (source instanceof Fields) {
    const { fields } = source;
    if (Object.hasOwn(fields, info.fieldName)) {
      const field = fields[info.fieldName];
      return isFunction(field) ? field(args) : field;
    }
  } else {
    const resolve = resolvers[info.parentType.name]?.[info.fieldName];
    if (resolve !== undefined) return resolve(source, args, context);
  }
  throw refusal('NOT_IMPLEMENTED', `${info.parentType.name}.${info.fieldName} is not implemented by the stand-in`);
};

const resolveType: GraphQLTypeResolver<unknown, Context> = (value) => (value instanceof Typed ? value.type : undefined);

function isFunction(value: unknown): value is (args: Readonly<Record<string, unknown>>) => unknown {
  return typeof value === 'function';
}
