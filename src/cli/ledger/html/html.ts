import { showOutside } from '../../text.ts';

/** Text that is HTML already. Made by `html` alone. */
export interface Html {
  readonly markup: string;
}

type Part = Html | string | number | readonly Part[];

/** HTML around values: texts are escaped, so that nothing that somebody wrote into an entry becomes markup. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { markup: strings.map((text, at) => `${text}${at < parts.length ? print(parts[at] ?? '') : ''}`).join('') };
}

/** Data for a script of ours: JSON that cannot end the element it stands in. */
export function jsonIn(value: unknown): Html {
  return { markup: JSON.stringify(value).replaceAll('<', '\\u003c') };
}

/** Our own text as it is: a style, a script. Never anything from a ledger. */
export function asWritten(text: string): Html {
  return { markup: text };
}

function print(part: Part): string {
  if (typeof part === 'string') return escape(part);
  if (typeof part === 'number') return String(part);
  return 'markup' in part ? part.markup : part.map(print).join('');
}

const NAMES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Also what would move text on the screen is shown instead of obeyed; line breaks stay. */
function escape(text: string): string {
  const shown = text.split('\n').map(showOutside).join('\n');
  return shown.replaceAll(/[&<>"']/g, (character) => NAMES[character] ?? '');
}
