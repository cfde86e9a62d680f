import type { Json } from '../base/json.ts';

/**
 * Every character that a terminal obeys instead of showing it, or that changes how its neighbours are read: control
 * characters (C0, C1), marks of writing direction, invisible joiners and spaces, line separators, tag characters.
 */
const OBEYED = /[\p{Cc}\p{Cf}\p{Cs}\u{2028}\u{2029}\u{115f}\u{1160}\u{3164}\u{ffa0}]/gu;

/** Text of an outsider on one line, as characters that can be seen: `\u{202e}` instead of what it does. */
export function showOutside(text: string): string {
  return text.replaceAll(OBEYED, escapeCharacter);
}

/** The same over several lines: newlines stay, everything else that is obeyed is shown. */
export function showLines(text: string): string {
  return text.split('\n').map(showOutside).join('\n');
}

/** JSON over several lines, with the escapes of JSON for everything that is obeyed: it says the same, and a terminal shows it. */
export function showJson(value: Json): string {
  const lines = JSON.stringify(value, null, 2).split('\n');
  return lines.map((line) => line.replaceAll(OBEYED, escapeUnits)).join('\n');
}

function escapeUnits(character: string): string {
  const units = character.split('').map((unit) => unit.charCodeAt(0).toString(16).padStart(4, '0'));
  return units.map((unit) => `\\u${unit}`).join('');
}

function escapeCharacter(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\t') return '\\t';
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** Outside text, shown and cut to a number of characters. */
export function shorten(text: string, limit: number): string {
  const characters = Array.from(showOutside(text.slice(0, limit * 4)));
  return characters.length <= limit ? characters.join('') : `${characters.slice(0, limit - 1).join('')}…`;
}

const CODES = { red: 31, green: 32, yellow: 33, dim: 2, bold: 1 } as const;
export type Colour = keyof typeof CODES;
export type Paint = (colour: Colour, text: string) => string;

/** Colours, or none: decided once, by where the answer goes. */
export function makePaint(colours: boolean): Paint {
  return (colour, text) => (colours ? `\u{1b}[${CODES[colour]}m${text}\u{1b}[0m` : text);
}

/** `1 commit`, `2 commits`. */
export function count(n: number, noun: string, plural = `${noun}s`): string {
  return `${n.toLocaleString('en')} ${n === 1 ? noun : plural}`;
}

/** An object id short enough for people. */
export function shortOid(oid: string): string {
  return oid.slice(0, 7);
}
