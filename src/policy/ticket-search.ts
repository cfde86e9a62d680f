import { compilePattern, findPatternFault, type Pattern } from './pattern.ts';

/**
 * A key counts only as a whole word. No letter, digit or underscore may touch it, and no `-` with a digit may follow:
 * `CVE-2026` inside `CVE-2026-41284` is a look-alike, `SHOP-412` inside `SHOP-412-fix-rounding` is not.
 */
const BEFORE = '(^|[^\\p{L}\\p{N}_])';
const AFTER = '(?:$|[^\\p{L}\\p{N}_-]|-(?:$|[^\\p{N}]))';
const KEY_GROUP = 2;

/** Why a pattern that RE2 accepts cannot be that of a tracker, or null. */
export function findTicketPatternFault(source: string): { readonly message: string; readonly offset: number } | null {
  if (compilePattern(source).test('')) return { message: 'the pattern also matches an empty text', offset: 0 };
  // An unclosed \Q would swallow what is put around the pattern.
  const fault = findPatternFault(surround(source));
  return fault === null ? null : { message: 'the pattern has to be complete in itself', offset: 0 };
}

/** The keys in a text, each once, in the order of the text. A key stands on one line. */
export function findTickets(source: string, text: string): readonly string[] {
  const pattern: Pattern = compilePattern(surround(source));
  // To find where costs ten times a test, and grows with what is searched: so only the lines that have a key.
  if (!pattern.test(text)) return [];
  const keys = text.split(/[\r\n]+/).flatMap((line) => (pattern.test(line) ? findInLine(pattern, line) : []));
  return [...new Set(keys)];
}

function findInLine(pattern: Pattern, line: string): readonly string[] {
  const matcher = pattern.matcher(line);
  const keys: string[] = [];
  // Go on behind the key, not behind what was matched after it: two keys may share the one space between them.
  for (let from = 0; from < line.length && matcher.find(from); from = Math.max(matcher.end(KEY_GROUP), from + 1)) {
    const key = matcher.group(KEY_GROUP);
    if (key !== null && key !== '') keys.push(key);
  }
  return keys;
}

function surround(source: string): string {
  return `${BEFORE}(${source})${AFTER}`;
}
