import type { Reader } from '../reader.ts';

/** GraphQL, on a Label. Whoever may triage sets one, and names it as they like. */
export const labelFields = 'name';

export const readLabel = (label: Reader): string => label.at('name').text();
