/** From OpenAPI's dialect to JSON Schema (2019-09), and from an open schema to a closed one. */
import type { Schema } from './description.ts';

const kept = new Set([
  'type',
  'enum',
  'const',
  'format',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'multipleOf',
  'minItems',
  'maxItems',
  'uniqueItems',
  'required',
  'minProperties',
  'maxProperties',
  '$ref',
]);
const composites = ['allOf', 'anyOf', 'oneOf'] as const;

/**
 * Keeps what validates, drops what explains, and says `nullable` in JSON Schema's words. `oneOf` becomes `anyOf`:
 * GitHub's alternatives overlap, and its own answers match several.
 */
export function toJsonSchema(source: unknown): Schema {
  if (typeof source !== 'object' || source === null) return {};
  const from = source as Readonly<Record<string, unknown>>;
  const to: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(from)) {
    if (kept.has(key) && !isListOfEvents(value)) to[key] = value;
  }
  for (const key of composites) {
    const list = from[key];
    if (Array.isArray(list)) addComposite(to, key === 'oneOf' ? 'anyOf' : key, list.map(toJsonSchema));
  }
  if (from['properties'] !== undefined) {
    const properties = Object.entries(from['properties'] as object).map(([name, schema]) => [
      name,
      toJsonSchema(schema),
    ]);
    to['properties'] = Object.fromEntries(properties);
  }
  if (from['items'] !== undefined) to['items'] = toJsonSchema(from['items']);
  if (from['not'] !== undefined) to['not'] = toJsonSchema(from['not']);
  const more = from['additionalProperties'];
  if (more !== undefined) to['additionalProperties'] = typeof more === 'boolean' ? more : toJsonSchema(more);
  if (from['nullable'] !== true && !saysNullAbove(from)) return to;
  return { anyOf: [to, { type: 'null' }] };
}

/** Each payload lists the events that apps may ask for as they were when it was described: newer ones are missing in many. */
function isListOfEvents(value: unknown): boolean {
  return Array.isArray(value) && ['check_suite', 'pull_request', 'push'].every((event) => value.includes(event));
}

/** Where a schema of the webhooks says `null` beside its alternatives, none of these has it: it was meant for all of them. */
function saysNullAbove({ type, oneOf }: Readonly<Record<string, unknown>>): boolean {
  return Array.isArray(oneOf) && Array.isArray(type) && type.includes('null');
}

function addComposite(to: Record<string, unknown>, key: 'allOf' | 'anyOf', list: readonly Schema[]): void {
  if (to[key] === undefined) {
    to[key] = list;
    return;
  }
  to['allOf'] = [...((to['allOf'] as Schema[] | undefined) ?? []), { [key]: list }];
}

/**
 * The same schema, refusing every field that it does not name. The description lets misspelt fields through; GitHub
 * ignores them, which in a test is a bug that nobody sees.
 */
export function toClosedSchema(schema: Schema, resolve: (reference: string) => Schema): Schema {
  const whole = inline(schema, resolve);
  return close(whole);
}

/** Request bodies refer to few, flat schemas: with references resolved, closing them is a local matter. */
function inline(schema: Schema, resolve: (reference: string) => Schema): Schema {
  const { $ref: reference, ...rest } = schema;
  const base = typeof reference === 'string' ? { ...inline(resolve(reference), resolve), ...rest } : schema;
  return mapChildren(base, (child) => inline(child, resolve));
}

function close(schema: Schema): Schema {
  const closedInside = mapChildren(schema, close, closeBranch);
  const namesFields = fieldNames(schema);
  const more = schema['additionalProperties'];
  if (!namesFields || (typeof more === 'object' && more !== null)) return closedInside;
  const { additionalProperties: _, ...rest } = closedInside as Record<string, unknown>;
  return { ...rest, unevaluatedProperties: false };
}

/** A branch of a composite does not close by itself, or it would refuse the fields of its siblings. */
function closeBranch(schema: Schema): Schema {
  const { additionalProperties: more, ...rest } = mapChildren(schema, close, closeBranch) as Record<string, unknown>;
  return typeof more === 'object' ? { ...rest, additionalProperties: more } : rest;
}

function fieldNames(schema: Schema): boolean {
  if (schema['properties'] !== undefined) return true;
  return composites.some((key) => ((schema[key] as Schema[] | undefined) ?? []).some(fieldNames));
}

function mapChildren(schema: Schema, map: (child: Schema) => Schema, mapBranch = map): Schema {
  const mapped: Record<string, unknown> = { ...schema };
  const properties = schema['properties'];
  if (properties !== undefined) {
    mapped['properties'] = Object.fromEntries(
      Object.entries(properties as Record<string, Schema>).map(([name, child]) => [name, map(child)]),
    );
  }
  for (const key of ['items', 'not', 'additionalProperties']) {
    const child = schema[key];
    if (typeof child === 'object' && child !== null) mapped[key] = map(child as Schema);
  }
  for (const key of composites) {
    const list = schema[key] as Schema[] | undefined;
    if (list !== undefined) mapped[key] = list.map(mapBranch);
  }
  return mapped;
}
