import { type Parsed, parsePolicy } from '../../policy/parse.ts';

/** The same text comes with every evaluation of a repository. */
const MOST_PARSED = 200;
const parsed = new Map<string, Parsed>();

export function parseOnce(text: string): Parsed {
  const found = parsed.get(text) ?? parsePolicy(text);
  parsed.delete(text);
  parsed.set(text, found);
  for (const oldest of parsed.keys()) {
    if (parsed.size <= MOST_PARSED) break;
    parsed.delete(oldest);
  }
  return found;
}
