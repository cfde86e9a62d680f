import { isJsonObject } from '../base/json.ts';

/**
 * GitHub counts deliveries with 64 bits, and JavaScript's numbers hold 53: the `id` of each delivery in the log becomes a
 * text with all of its digits before anybody reads it as a number. Text that is no list of objects stays as it is.
 */
export function quoteIds(text: string): string {
  try {
    const list: unknown = JSON.parse(text, quoteId);
    return Array.isArray(list) ? JSON.stringify(list) : text;
  } catch {
    return text;
  }
}

/** ECMAScript's "JSON.parse source text access": what a number was before it was rounded. */
interface Source {
  readonly source?: string;
}

function quoteId(this: unknown, key: string, value: unknown, context?: Source): unknown {
  const isId = key === 'id' && typeof value === 'number' && isJsonObject(this);
  return isId ? (context?.source ?? String(value)) : value;
}
