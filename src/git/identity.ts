/** Who and when, as an `author` or `committer` line says. Whoever made the commit chose every word of it. */
export interface Identity {
  readonly name: string;
  /** Without the angle brackets; empty when there is none. */
  readonly email: string;
  /** Milliseconds since 1970; 0 when it cannot be read, as git shows it. */
  readonly at: number;
  /** `+0100`, or empty. */
  readonly zone: string;
}

/** The last instant that a Date can hold, in milliseconds. */
const LAST_INSTANT = 8_640_000_000_000_000;

export const NOBODY: Identity = { name: '', email: '', at: 0, zone: '' };

/** Reads what follows `author ` the way git does: the first bracket opens the e-mail, the date follows the last one. */
export function parseIdentity(text: string): Identity {
  const open = text.indexOf('<');
  const close = open < 0 ? -1 : text.indexOf('>', open);
  const date = text.slice(text.lastIndexOf('>') + 1);
  const name = (open < 0 ? text.replace(/\s+-?\d+\s+[+-]\d+$/, '') : text.slice(0, open)).trim();
  const email = open < 0 ? '' : text.slice(open + 1, close < 0 ? undefined : close).trim();
  const when = /(?:^|\s)(\d+)(?:\s+([+-]\d+))?\s*$/.exec(date);
  return { name, email, at: toInstant(when?.[1] ?? '0'), zone: when?.[2] ?? '' };
}

function toInstant(seconds: string): number {
  const at = Number(seconds) * 1_000;
  return at <= LAST_INSTANT ? at : 0;
}
