import { type Instant, toRfc3339 } from '../../base/clock.ts';
import type { Segment, Sentence } from '../explanation.ts';

export const code = (text: string): Segment => ({ code: text });
export const login = (name: string): Segment => ({ login: name });

export const compared = (from: string, to: string): Segment => ({ compared: { from, to } });

/** What somebody else wrote, cut short. Escaping it is the duty of whoever shows it. */
export function outside(text: string, limit = 60): Segment {
  const signs = Array.from(text);
  return { outside: signs.length > limit ? `${signs.slice(0, limit - 1).join('')}…` : text };
}

/** One sentence from words of ours and pieces; neighbouring words become one piece. */
export function say(...pieces: readonly (string | Segment | Sentence)[]): Sentence {
  const flat = pieces.flatMap((piece) => (typeof piece === 'string' ? [{ text: piece }] : piece));
  const joined: Segment[] = [];
  for (const piece of flat) {
    const last = joined.at(-1);
    if ('text' in piece && last !== undefined && 'text' in last)
      joined[joined.length - 1] = { text: last.text + piece.text };
    else if (!('text' in piece) || piece.text !== '') joined.push(piece);
  }
  return joined;
}

export function joinWith(separator: string, parts: readonly Sentence[]): Sentence {
  return say(...parts.flatMap((part, index) => (index === 0 ? [part] : [separator, part])));
}

const LIST_LIMIT = 6;

/** "a, b and c"; of a long list the beginning, and how many more there are. */
export function list(items: readonly Segment[], conjunction: 'and' | 'or' = 'and'): Sentence {
  const shown = items.length > LIST_LIMIT ? items.slice(0, LIST_LIMIT - 1) : items;
  const parts = shown.map((item) => say(item));
  const rest = items.length - shown.length;
  if (rest > 0) return say(joinWith(', ', parts), ` ${conjunction} ${rest} more`);
  const last = parts.at(-1);
  if (last === undefined || parts.length === 1) return last ?? [];
  return say(joinWith(', ', parts.slice(0, -1)), ` ${conjunction} `, last);
}

export function shortOid(oid: string): string {
  return oid.slice(0, 7);
}

export function oids(commits: readonly string[], conjunction: 'and' | 'or' = 'and'): Sentence {
  return list(
    commits.map((oid) => code(shortOid(oid))),
    conjunction,
  );
}

export function countOf(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

/** "the commit", "both commits", "all 3 commits", "1 of 3 commits". */
export function partOf(count: number, all: number, noun: string): string {
  if (count < all) return `${count} of ${countOf(all, noun)}`;
  if (all === 2) return `both ${noun}s`;
  return all === 1 ? `the ${noun}` : `all ${all} ${noun}s`;
}

/** "each of the 3 commits", "the commit". */
export function eachOf(all: number, noun: string): string {
  return all === 1 ? `the ${noun}` : `each of the ${all} ${noun}s`;
}

/** The time of day in UTC, with the day where it is not that of `now`. */
export function timeOfDay(at: Instant, now: Instant): string {
  const [day, time] = [toRfc3339(at).slice(0, 10), toRfc3339(at).slice(11, 16)];
  return day === toRfc3339(now).slice(0, 10) ? `${time} UTC` : `${day} ${time} UTC`;
}

/** Plain text for places that know no pieces, such as a title: control and direction marks become spaces. */
export function toPlain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}
