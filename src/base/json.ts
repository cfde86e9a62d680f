/** Plain JSON data. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object, or one without members in the place of anything else: for reading what somebody else wrote. */
export function objectOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}
