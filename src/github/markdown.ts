import type { Segment, Sentence } from '../policy/explanation.ts';

/**
 * GitHub-flavoured Markdown out of texts that anybody may have written. What comes out of these functions can stand in
 * a paragraph, a list item, a table cell or a heading, on one line: it opens no markup of any kind, mentions nobody
 * unless it is a `login` segment, links nothing, and shows what would be invisible.
 */

/** Where a text is shown. */
export interface Surface {
  /** A check run notifies nobody, a comment notifies everybody it mentions. */
  readonly mentions: 'linked' | 'plain';
  /** Address of the repository's pages (`https://github.com/acme/shop`): nothing leads to any other place. */
  readonly pages: string;
}

const MOST_CHARACTERS = 600;
const SHORT_OID = 7;
const ZERO_WIDTH_SPACE = '&#8203;';

/**
 * Control and format characters (all that change the direction of text among them), lone surrogates, separators, and
 * letters without a shape.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u115f\u1160\u2800\u3164\uffa0]/gu;

export function sentenceMarkdown(sentence: Sentence, surface: Surface): string {
  const joined = sentence
    .map((segment) => segmentMarkdown(segment, surface))
    // Two code spans side by side would be read as one, with other fences than meant.
    .reduce((line, next) => line + (line.endsWith('`') && next.startsWith('`') ? ZERO_WIDTH_SPACE : '') + next, '');
  return joined.trim().replace(/^(?:[-+=]|\d+(?=[.)]))/, (marker) => ZERO_WIDTH_SPACE + marker);
}

/** Our own words are escaped like anybody's: they may quote a pattern or a name. */
function segmentMarkdown(segment: Segment, { mentions, pages }: Surface): string {
  if ('code' in segment) return codeSpan(segment.code);
  if ('login' in segment) return loginMarkdown(segment.login, mentions);
  if ('compared' in segment) return comparisonMarkdown(segment.compared, pages);
  return 'text' in segment ? escapeText(segment.text) : escapeText(cut(segment.outside));
}

/** Text inside a line that means nothing but itself. Line breaks become spaces. */
export function escapeText(text: string): string {
  const escaped = text
    .replaceAll(/[\r\n\t]+/g, ' ')
    .replaceAll(/[&<>|`\\*_~[\]$]/g, (character) => named[character] ?? reference(character))
    // GitHub looks for mentions, issue numbers, addresses and emoji in the finished text, where an escape is no longer
    // seen; a character of no width between their parts is.
    .replaceAll(/(?<!&)[@#]|:(?=\/\/|[\w+-]+:)|www(?=\.)/gi, (found) => `${found}${ZERO_WIDTH_SPACE}`);
  return showInvisible(escaped);
}

/**
 * A code span. In a table a pipe inside of one would still end the cell, and so would one behind a backslash; such
 * texts become an HTML element with character references instead, which works everywhere.
 */
export function codeSpan(text: string): string {
  const shown = showInvisible(cut(text).replaceAll(/[\r\n\t]+/g, ' '));
  if (shown.trim() === '') return '';
  if (shown.includes('|')) {
    return `<code>${shown.replaceAll(/[^A-Za-z0-9 ]/gu, reference).replaceAll('&#64;', `&#64;${ZERO_WIDTH_SPACE}`)}</code>`;
  }
  const fence = '`'.repeat(longestRun(shown) + 1);
  const space = /^[` ]|[` ]$/.test(shown) ? ' ' : '';
  return `${fence}${space}${shown}${space}${fence}`;
}

/** A block of commands to copy: exactly these characters, one command a line. */
export function commandBlock(commands: readonly string[]): string {
  const lines = commands.flatMap((command) => command.split('\n')).map(showInvisible);
  const fence = '`'.repeat(Math.max(3, longestRun(lines.join('\n')) + 1));
  return `${fence}sh\n${lines.join('\n')}\n${fence}`;
}

/** Characters that have no shape or change the order of others are shown by number: `\u202e`. */
export function showInvisible(text: string): string {
  return text.replaceAll(INVISIBLE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code > 0xff_ff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** One line of plain text (a title): at most so many characters, the end cut off visibly. */
export function plainLine(text: string, most: number): string {
  const characters = Array.from(showInvisible(text.replaceAll(/\s+/gu, ' ').trim()));
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : characters.join('');
}

/** Two dots: from the one content to the other, whatever history lies between. */
function comparisonMarkdown({ from, to }: { readonly from: string; readonly to: string }, pages: string): string {
  const shown = codeSpan(`${from.slice(0, SHORT_OID)}..${to.slice(0, SHORT_OID)}`);
  const isSafe = [from, to].every((oid) => /^[0-9a-f]{40,64}$/.test(oid)) && /^https?:\/\/[\w.:/%-]+$/.test(pages);
  return isSafe ? `[${shown}](${pages}/compare/${from}..${to})` : shown;
}

/** A person named on purpose. Bots have no page to link to, and anything that is no login is only text. */
function loginMarkdown(login: string, mentions: Surface['mentions']): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(login)) return escapeText(cut(login));
  const name = login.replaceAll('_', reference);
  return mentions === 'linked' ? `@${name}` : `@${ZERO_WIDTH_SPACE}${name}`;
}

function cut(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  // Not between the two halves of a character.
  return `${text.slice(0, MOST_CHARACTERS).replace(/[\ud800-\udbff]$/, '')}…`;
}

const named: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

const reference = (character: string): string => `&#${character.codePointAt(0)};`;

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
