import { Kind, type ValueNode } from 'graphql';
import type { PagingField } from './document.ts';
import type { GraphqlErrorEntry } from './error.ts';

const MAX_PAGE = 100;
const MAX_NODES = 500_000;
const REQUESTS_A_POINT = 100;

export interface Size {
  readonly nodeCount: number;
  /** Points of the primary rate limit. */
  readonly cost: number;
  readonly errors: readonly GraphqlErrorEntry[];
}

/** How large a query could become, worked out before it runs, as GitHub documents it. */
export function measure(paging: readonly PagingField[], variables: Readonly<Record<string, unknown>>): Size {
  const errors: GraphqlErrorEntry[] = [];
  let nodeCount = 0;
  let requests = 0;
  const visit = (field: PagingField, times: number): void => {
    const problem = checkBounds(field, variables);
    if (problem !== null) errors.push(problem);
    const page = read(field.first, variables) ?? read(field.last, variables) ?? 0;
    requests += times;
    nodeCount += times * page;
    for (const below of field.below) visit(below, times * page);
  };
  for (const field of paging) visit(field, 1);
  if (errors.length === 0 && nodeCount > MAX_NODES) {
    const message = `This query requests up to ${nodeCount.toLocaleString('en-US')} possible nodes which exceeds the maximum limit of 500,000.`;
    errors.push({ type: 'MAX_NODE_LIMIT_EXCEEDED', message });
  }
  return { nodeCount, cost: Math.max(1, Math.round(requests / REQUESTS_A_POINT)), errors };
}

function checkBounds(field: PagingField, variables: Readonly<Record<string, unknown>>): GraphqlErrorEntry | null {
  const { path, location, name } = field;
  const [first, last] = [read(field.first, variables), read(field.last, variables)];
  const at = { path, locations: [location] };
  if (first === null && last === null) {
    const message = `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`;
    return { type: 'MISSING_PAGINATION_BOUNDARIES', ...at, message };
  }
  for (const [argument, value] of [
    ['first', first],
    ['last', last],
  ] as const) {
    if (value === null) continue;
    if (value > MAX_PAGE) {
      const message = `Requesting ${value} records on the \`${name}\` connection exceeds the \`${argument}\` limit of 100 records.`;
      return { type: 'EXCESSIVE_PAGINATION', ...at, message };
    }
    if (value < 1) {
      const message = `\`${argument}\` on the \`${name}\` connection cannot be less than one.`;
      return { type: 'EXCESSIVE_PAGINATION', ...at, message };
    }
  }
  return null;
}

function read(value: ValueNode | undefined, variables: Readonly<Record<string, unknown>>): number | null {
  if (value?.kind === Kind.INT) return Number(value.value);
  if (value?.kind !== Kind.VARIABLE) return null;
  const given = variables[value.name.value];
  return typeof given === 'number' ? given : null;
}
