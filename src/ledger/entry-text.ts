import { Fault } from '../base/fault.ts';
import type { Json } from '../base/json.ts';

/** What may stand in an entry's strings (design/ledger.md, "Evidence"): one line, nothing that moves a terminal. */

/** Control characters, line and paragraph separators, and the marks that reorder text on a screen. */
const FORBIDDEN = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
const FORBIDDEN_ALL = new RegExp(FORBIDDEN.source, 'gu');

/** Longest name of a rule in an entry, in code points. */
const MAXIMUM_NAME = 200;

/** JSON.parse puts such keys before all others, so an object that has one does not come back in the order written. */
const INTEGER_LIKE = /^\d+$/;

/** The text as one line: what is forbidden in an entry becomes U+FFFD. For messages that quote foreign text. */
export function toLine(text: string): string {
  return text.toWellFormed().replace(FORBIDDEN_ALL, '\ufffd');
}

/** A name as an entry may carry it: what is forbidden becomes U+FFFD, what is too long is cut. Never empty. */
export function toEntryName(text: string): string {
  const clean = toLine(text);
  const points = Array.from(clean);
  const cut = points.length > MAXIMUM_NAME ? `${points.slice(0, MAXIMUM_NAME - 1).join('')}…` : clean;
  return cut === '' ? '\ufffd' : cut;
}

/** Throws Fault `ledger.entry` when a string or key in it may not stand in an entry. */
export function assertEntryText(value: Json): void {
  if (typeof value === 'string') assertLine(value);
  else if (Array.isArray(value)) value.forEach(assertEntryText);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      assertLine(key);
      if (INTEGER_LIKE.test(key)) throw new Fault('ledger.entry', `the key "${key}" looks like an integer`);
      assertEntryText(member);
    }
  }
}

/** Printable ASCII without escapes, where a digit behind a quotation mark begins no key that is a number. */
const NOT_PLAIN = /[^ -[\]-~]|"\d+":/;

/** Is it to be seen from a value's JSON alone that assertEntryText accepts it? No says nothing: ask that. */
export function isPlainEntryText(json: string): boolean {
  return !NOT_PLAIN.test(json);
}

function assertLine(text: string): void {
  if (FORBIDDEN.test(text)) throw new Fault('ledger.entry', 'an entry holds a control character or a line separator');
}
