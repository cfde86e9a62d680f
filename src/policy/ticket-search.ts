import { keep } from './keep.ts';
import { compilePattern, findPatternFault, type Pattern } from './pattern.ts';

/**
 * A key counts only as a whole word. No letter, digit or underscore may touch it, and no `-` with a digit may follow:
 * `CVE-2026` inside `CVE-2026-41284` is a look-alike, `SHOP-412` inside `SHOP-412-fix-rounding` is not.
 */
const BEFORE = '(^|[^\\p{L}\\p{N}_])';
const AFTER = '(?:$|[^\\p{L}\\p{N}_-]|-(?:$|[^\\p{N}]))';
const KEY_GROUP = 2;
/** The same two, for the one or two signs beside a key that was found without them. */
const ENDS_IN_WORD = /[\p{L}\p{N}_]$/u;
const GOES_ON = /^(?:[\p{L}\p{N}_]|-\p{N})/u;
/** A sign outside of the Basic Multilingual Plane has two units. */
const SIGN_UNITS = 2;

/** Why a pattern that RE2 accepts cannot be that of a tracker, or null. */
export function findTicketPatternFault(source: string): { readonly message: string; readonly offset: number } | null {
  if (compilePattern(source).test('')) return { message: 'the pattern also matches an empty text', offset: 0 };
  // An unclosed \Q would swallow what is put around the pattern.
  const fault = findPatternFault(surround(source));
  return fault === null ? null : { message: 'the pattern has to be complete in itself', offset: 0 };
}

/** The keys in a text, each once, in the order of the text. A key stands on one line. */
export function findTickets(source: string, text: string): readonly string[] {
  const search = searchOf(source);
  const keys: string[] = [];
  // Most messages are one line; and to find where costs ten times a test, so only in lines that have a key.
  for (const line of linesOf(text)) if (line !== '' && search.whole.test(line)) keys.push(...findInLine(search, line));
  return keys.length > 1 ? [...new Set(keys)] : keys;
}

function linesOf(text: string): readonly string[] {
  const end = text.search(/[\r\n]/);
  if (end === -1) return [text];
  return end === text.length - 1 ? [text.slice(0, end)] : text.split(/[\r\n]+/);
}

interface Search {
  /** The tracker's own pattern. */
  readonly bare: Pattern;
  /** With what must stand around a key. */
  readonly whole: Pattern;
}

const KEPT = 200;
const searchOf = keep<Search>(KEPT, (source) => ({
  bare: compilePattern(source),
  whole: compilePattern(surround(source)),
}));

/**
 * The bare pattern finds a key at a third of the price. Where what it finds first is a whole word, that is also what the
 * surrounded pattern finds: nothing begins before it, and it is the alternative that is preferred. Anything else is left
 * to the surrounded pattern.
 */
function findInLine({ bare, whole }: Search, line: string): readonly string[] {
  const keys: string[] = [];
  const matcher = bare.matcher(line);
  let from = 0;
  do {
    if (!matcher.find(from)) return keys;
    const [start, end] = [matcher.start(), matcher.end()];
    if (end === start || (start === from && from > 0) || !isWholeWord(line, start, end))
      return [...keys, ...findSurrounded(whole, line, from)];
    keys.push(line.slice(start, end));
    from = end;
  } while (from < line.length && bare.test(line.slice(from)));
  return keys;
}

function isWholeWord(line: string, start: number, end: number): boolean {
  const before = line.slice(Math.max(0, start - SIGN_UNITS), start);
  const after = line.slice(end, end + 1 + SIGN_UNITS);
  return !ENDS_IN_WORD.test(before) && !GOES_ON.test(after);
}

function findSurrounded(whole: Pattern, line: string, start: number): readonly string[] {
  const matcher = whole.matcher(line);
  const keys: string[] = [];
  // Go on behind the key, not behind what was matched after it: two keys may share the one space between them.
  for (let from = start; from < line.length && matcher.find(from); from = Math.max(matcher.end(KEY_GROUP), from + 1)) {
    const key = matcher.group(KEY_GROUP);
    if (key !== null && key !== '') keys.push(key);
  }
  return keys;
}

function surround(source: string): string {
  return `${BEFORE}(${source})${AFTER}`;
}
