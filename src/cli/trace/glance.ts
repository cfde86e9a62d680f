/** What can be told of an entry's bytes without reading them as JSON: thousands of times as many as can be parsed. */
export interface Glance {
  /** First letter of its kind: `d` decision, `l` landed or ledger, `e` event, `a` alert; 0: it does not say. */
  readonly kind: number;
  /** The first seven digits of the header's id, as a number. */
  readonly id: number;
  /** The same of the commit that it is about. */
  readonly commit: number;
  /** Numbers of the pull requests that it is about. */
  readonly changes: readonly number[];
}

/** As many digits of an id are looked at; as many at least has every abbreviation that is asked for. */
export const DIGITS = 7;

/** Above every number of seven digits. */
const NONE = 0xff_ff_ff_ff;

export const kindLetters = { decision: 0x64, landed: 0x6c, event: 0x65, alert: 0x61 } as const;

const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1');
const ID = bytesOf('"id":"');
const KIND = bytesOf('"kind":"');
const SUBJECT = bytesOf('"subject":[');
const COMMIT = bytesOf('"gitCommit":"');
const REF = bytesOf('"refs/pull/');
const MEMBER = bytesOf('"number":');
const CHANGE = bytesOf('"change":');

/**
 * Of canonical JSON that fits its schema: the header is the first part of an entry that has an id, and the subject its last
 * part. In another spelling an entry can hide, as any change can until somebody verifies.
 */
export function glanceAt(entry: Buffer): Glance {
  const id = entry.indexOf(ID);
  const kind = id < 0 ? -1 : entry.indexOf(KIND, id);
  const letter = kind < 0 ? 0 : (entry[kind + KIND.length] ?? 0);
  const subject = Math.max(entry.lastIndexOf(SUBJECT), 0);
  const refs = numbersIn(entry, REF, subject);
  return {
    kind: letter,
    id: digitsAt(entry, id, ID.length),
    commit: digitsAt(entry, entry.indexOf(COMMIT, subject), COMMIT.length),
    changes: letter === kindLetters.decision && refs.length === 1 ? refs : [...refs, ...elsewhere(entry, letter)],
  };
}

/** A merge group names more pull requests than refs, an event may name one without a ref; landings are read anyway. */
function elsewhere(entry: Buffer, letter: number): readonly number[] {
  if (letter === kindLetters.decision) return numbersIn(entry, MEMBER, 0);
  return letter === kindLetters.landed ? [] : numbersIn(entry, CHANGE, 0);
}

function numbersIn(entry: Buffer, name: Buffer, from: number): readonly number[] {
  const numbers: number[] = [];
  for (let at = entry.indexOf(name, from); at >= 0; at = entry.indexOf(name, at + name.length))
    numbers.push(numberAt(entry, at + name.length));
  return numbers;
}

function numberAt(entry: Buffer, from: number): number {
  let value = 0;
  for (let at = from; at < from + 15; at += 1) {
    const digit = (entry[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  return value;
}

export const digitsOf = (id: string): number => Number.parseInt(id.slice(0, DIGITS), 16);

function digitsAt(entry: Buffer, found: number, skip: number): number {
  if (found < 0) return NONE;
  let value = 0;
  for (let at = found + skip; at < found + skip + DIGITS; at += 1) {
    const digit = hexOf(entry[at] ?? 0);
    if (digit < 0) return NONE;
    value = value * 16 + digit;
  }
  return value;
}

function hexOf(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  return byte >= 0x61 && byte <= 0x66 ? byte - 0x57 : -1;
}
