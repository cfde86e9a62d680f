import { Fault } from '../base/fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';

/** Deeper nesting is refused: nothing of ours comes near it, and foreign bytes must not exhaust the stack. */
const MAXIMUM_DEPTH = 200;

/**
 * The canonical JSON text of a value, RFC 8785: members sorted by UTF-16 code units, numbers as ECMAScript prints
 * them, no white space. Throws Fault `ledger.entry` on what has no canonical form: NaN and infinities, lone
 * surrogates, `undefined` and other values that are not JSON, nesting deeper than 200.
 */
export function canonicalize(value: Json): string {
  const sorted = sortMembers(value, 0);
  return sorted === UNSORTABLE ? print(value, 0) : JSON.stringify(sorted);
}

/** An object keeps its members in the order of insertion, except for these names. */
const UNSORTABLE = Symbol('holds an integer-like name');
const LOSES_ITS_PLACE = /^(\d+|__proto__)$/;

/** The same value with members in canonical order, for JSON.stringify, which is twice as fast as printing here. */
function sortMembers(value: Json | undefined, depth: number): Json | typeof UNSORTABLE {
  if (typeof value === 'string') return assertWellFormed(value) && value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : UNSORTABLE;
  if (value === null || typeof value === 'boolean') return value;
  if (depth > MAXIMUM_DEPTH || typeof value !== 'object') return UNSORTABLE; // printing says why
  if (!isJsonObject(value)) return sortItems(value, depth);
  const sorted: Record<string, Json> = {};
  for (const name of sortedNames(value)) {
    const member = sortMembers(value[name], depth + 1);
    if (member === UNSORTABLE || LOSES_ITS_PLACE.test(name) || !name.isWellFormed()) return UNSORTABLE;
    sorted[name] = member;
  }
  return sorted;
}

/** By UTF-16 code units, as the default sort does. */
function sortedNames(value: JsonObject): readonly string[] {
  const names = Object.keys(value);
  if (names.length > FEW_NAMES) return names.toSorted();
  for (let at = 1; at < names.length; at += 1) insert(names, at);
  return names;
}

/** Up to here, inserting each takes less time than the sort needs to begin. */
const FEW_NAMES = 16;

/** Those before `from` are sorted. */
function insert(names: string[], from: number): void {
  const name = names[from] ?? '';
  let at = from;
  for (let before = names[at - 1]; before !== undefined && before > name; before = names[at - 1]) {
    names[at] = before;
    at -= 1;
  }
  names[at] = name;
}

function sortItems(items: readonly Json[], depth: number): Json | typeof UNSORTABLE {
  const sorted: Json[] = [];
  for (const item of items) {
    const found = sortMembers(item, depth + 1);
    if (found === UNSORTABLE) return UNSORTABLE;
    sorted.push(found);
  }
  return sorted;
}

function print(value: Json | undefined, depth: number): string {
  if (depth > MAXIMUM_DEPTH) throw tooDeep();
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return printNumber(value);
  if (typeof value === 'string') return printString(value);
  if (isJsonObject(value)) return printObject(value, depth);
  if (Array.isArray(value)) return `[${Array.from(value, (item: Json) => print(item, depth + 1)).join(',')}]`;
  throw new Fault('ledger.entry', `a ${typeof value} is not JSON`);
}

function printObject(value: JsonObject, depth: number): string {
  // The default sort compares UTF-16 code units, which is what section 3.2.3 asks for.
  const names = Object.keys(value).toSorted();
  const members = names.map((name) => `${printString(name)}:${print(value[name], depth + 1)}`);
  return `{${members.join(',')}}`;
}

function printNumber(value: number): string {
  if (!Number.isFinite(value)) throw new Fault('ledger.entry', `${value} is not a JSON number`);
  return JSON.stringify(value); // section 3.2.2.3; -0 becomes 0
}

function printString(value: string): string {
  assertWellFormed(value);
  return JSON.stringify(value); // section 3.2.2.2: the same escapes, and no others
}

/**
 * Is `text`, of which `value` was parsed, the value's canonical form? The same answer as comparing it with
 * `canonicalize(value)`, several times as fast, for values without integer-like keys (parsing puts those first, so
 * with them the answer may be no). Throws as `canonicalize` does.
 */
export function isCanonical(text: string, value: Json): boolean {
  // First the walk, which ends at the greatest depth: JSON.stringify would exhaust the stack.
  return isSorted(value, 0) && JSON.stringify(value) === text;
}

/** Are the members of all objects in it in canonical order? JSON.stringify keeps the order, and prints all else as canonicalize does. */
function isSorted(value: Json | undefined, depth: number): boolean {
  if (typeof value === 'string') return assertWellFormed(value);
  if (typeof value !== 'object' || value === null) return true;
  if (depth > MAXIMUM_DEPTH) throw tooDeep();
  if (!isJsonObject(value)) return value.every((item) => isSorted(item, depth + 1));
  let before: string | null = null;
  for (const name of Object.keys(value)) {
    if (before !== null && name < before) return false; // UTF-16 code units, as in the default sort
    assertWellFormed(name);
    if (!isSorted(value[name], depth + 1)) return false;
    before = name;
  }
  return true;
}

/** Only what is printable in ASCII, and no escapes: then each string of the JSON text stands in it as it is. */
export function isPlain(text: string, bytes: Uint8Array): boolean {
  // Any other character has more bytes than code units; control characters are no JSON but for white space and this one.
  return text.length === bytes.length && !text.includes('\\') && !text.includes('\u007f');
}

/**
 * The same question about plain text, in one walk that prints nothing. Yes is yes; otherwise ask `isCanonical`. Parsed
 * text is never shorter than what its value prints as: white space, a second member of the same name, and any other
 * spelling of a number only make it longer (of the numbers that are counted here). So equal lengths mean equal texts.
 */
export function isPlainCanonical(text: string, value: Json): boolean {
  return plainLength(value, 0) === text.length;
}

/** How long the value's canonical text is; NaN where that is not to be told from the length alone. */
function plainLength(value: Json | undefined, depth: number): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value === 'number') return isLongestSpelling(value) ? String(value).length : Number.NaN;
  if (value === null || value === true) return 4;
  if (value === false) return 5;
  if (typeof value !== 'object' || depth > MAXIMUM_DEPTH) return Number.NaN;
  let length = 1; // the brackets, and a comma for each but the first
  if (!isJsonObject(value)) {
    for (const item of value) length += plainLength(item, depth + 1) + 1;
    return value.length === 0 ? 2 : length;
  }
  let before: string | null = null;
  for (const name of Object.keys(value)) {
    if ((before !== null && name < before) || isDigit(name.charCodeAt(0))) return Number.NaN;
    length += name.length + 4 + plainLength(value[name], depth + 1);
    before = name;
  }
  return before === null ? 2 : length;
}

/** Is there no spelling of it that is shorter, or as long? 1e2 is as long as 100; above 2^53 two texts are one number. */
function isLongestSpelling(value: number): boolean {
  return Number.isSafeInteger(value) && (value % 100 !== 0 || value === 0);
}

/** Names that may look like integers: parsing would have moved them. */
const isDigit = (code: number): boolean => code >= 48 && code <= 57;

function assertWellFormed(text: string): true {
  if (!text.isWellFormed()) throw new Fault('ledger.entry', 'a string holds a lone surrogate');
  return true;
}

function tooDeep(): Fault {
  return new Fault('ledger.entry', `JSON is nested deeper than ${MAXIMUM_DEPTH}`);
}
