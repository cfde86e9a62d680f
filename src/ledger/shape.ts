import type { Json, JsonObject } from '../base/json.ts';

/**
 * A JSON Schema and the type that it describes, said once: the published schema, what is enforced before an append and
 * what the compiler checks cannot drift apart. Objects are closed: a field that is not named is refused.
 */
export interface Shape<T> {
  readonly schema: JsonObject;
  /** Never set; carries the type. */
  readonly type?: T;
}

/** A field that may be missing. */
export interface Optional<T> {
  readonly optional: Shape<T>;
}

export type Of<S> = S extends Shape<infer T> ? T : S extends Optional<infer T> ? T : never;

export type Fields = Readonly<Record<string, Shape<unknown> | Optional<unknown>>>;

type OptionalNames<F extends Fields> = { [K in keyof F]: F[K] extends Optional<unknown> ? K : never }[keyof F];

export type ObjectOf<F extends Fields> = { readonly [K in Exclude<keyof F, OptionalNames<F>>]: Of<F[K]> } & {
  readonly [K in OptionalNames<F>]?: Of<F[K]>;
};

export function optional<T>(shape: Shape<T>): Optional<T> {
  return { optional: shape };
}

export function object<F extends Fields>(fields: F): Shape<ObjectOf<F>> {
  const properties: Record<string, Json> = {};
  const required: string[] = [];
  for (const [name, field] of Object.entries(fields)) {
    properties[name] = 'optional' in field ? field.optional.schema : field.schema;
    if (!('optional' in field)) required.push(name);
  }
  return { schema: { type: 'object', properties, required, additionalProperties: false } };
}

export function list<T>(
  items: Shape<T>,
  limits: { readonly min?: number; readonly max?: number } = {},
): Shape<readonly T[]> {
  const { min, max } = limits;
  return {
    schema: {
      type: 'array',
      items: items.schema,
      ...(min === undefined ? {} : { minItems: min }),
      ...(max === undefined ? {} : { maxItems: max }),
    },
  };
}

/** An object whose names are not known beforehand, but match a pattern. */
export function map<T>(names: string, values: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return {
    schema: { type: 'object', propertyNames: { type: 'string', pattern: names }, additionalProperties: values.schema },
  };
}

/** Text that matches; patterns are anchored by whoever writes them. */
export function text(pattern: string, maxLength = 400): Shape<string> {
  return { schema: { type: 'string', pattern, maxLength } };
}

export function constant<const T extends string | number>(value: T): Shape<T> {
  return { schema: { const: value } };
}

export function oneOf<const T extends string>(...values: readonly T[]): Shape<T> {
  return { schema: { enum: values } };
}

export const flag: Shape<boolean> = { schema: { type: 'boolean' } };

/** A number that survives every JSON parser: 0 to 2^53 - 1, or from `minimum`. */
export function count(minimum = 0): Shape<number> {
  return { schema: { type: 'integer', minimum, maximum: Number.MAX_SAFE_INTEGER } };
}

export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return { schema: { anyOf: [{ type: 'null' }, shape.schema] } };
}

/** The same shape with a sentence for the reference documentation. */
export function described<T>(description: string, shape: Shape<T>): Shape<T> {
  return { schema: { description, ...shape.schema } };
}

/** The same shape with a rule between its fields, written as JSON Schema. */
export function where<T>(shape: Shape<T>, rule: JsonObject): Shape<T> {
  return { schema: { ...shape.schema, ...rule } };
}

/** The value fits one of the alternatives, told apart by a constant field. */
export function either<T extends readonly Shape<unknown>[]>(...shapes: T): Shape<Of<T[number]>> {
  return { schema: { anyOf: shapes.map(({ schema }) => schema) } };
}
