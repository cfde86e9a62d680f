import { isJsonObject, type Json } from '../../base/json.ts';
import type { Identity } from './identity.ts';

/**
 * Does a document hold this person? Their id in an object that names a person; a login, an address, or a name of several words, as
 * a whole word anywhere; a name of one word where it stands alone, because it is a word that others use too.
 */
export function makeHolds(identity: Identity): (document: Json) => boolean {
  const words = wordsOf(identity).map(escapeForSearch);
  const word = words.length === 0 ? null : new RegExp(`${BEFORE}(?:${words.join('|')})${BEHIND}`, 'iu');
  const alone = new Set(identity.names.map((name) => name.toLowerCase()));
  const holdsText = (text: string): boolean => (word?.test(text) ?? false) || alone.has(text.trim().toLowerCase());
  const holds = (value: Json): boolean => {
    if (typeof value === 'string') return holdsText(value);
    if (Array.isArray(value)) return (value as readonly Json[]).some(holds);
    if (!isJsonObject(value)) return false;
    const { id, login } = value;
    // Without a login, or with an empty one, it was erased before: the id stays.
    if (typeof id === 'number' && identity.ids.includes(id) && typeof login === 'string' && login !== '') return true;
    // Logins are names of fields too: a policy's pins.
    return Object.entries(value).some(([name, item]) => holdsText(name) || holds(item));
  };
  return holds;
}

/** What is looked for as a whole word, wherever it stands. */
export function wordsOf({ logins, names, emails }: Identity): readonly string[] {
  return [...logins, ...emails, ...names.filter((name) => /\S\s+\S/.test(name))];
}

/** What every document that holds the person holds as text, in any case, as canonical JSON writes it. */
export function textsOf(identity: Identity): readonly string[] {
  const texts = [...identity.logins, ...identity.emails, ...identity.names].map((text) =>
    JSON.stringify(text).slice(1, -1),
  );
  // The database may not know the case of letters that are not ASCII.
  const spelled = texts.flatMap((text) => [text, text.toLowerCase(), text.toUpperCase()]);
  return [...new Set([...spelled, ...identity.ids.map(idText)])];
}

/** As canonical JSON writes an id; of a longer number it is the beginning. */
export function idText(id: number): string {
  return `"id":${id}`;
}

/** Letters, digits and what logins consist of: `dana-2` is not `dana`. */
const BEFORE = '(?<![\\p{L}\\p{N}_-])';
const BEHIND = '(?![\\p{L}\\p{N}_-])';

function escapeForSearch(text: string): string {
  return text.replaceAll(/[\\^$.|?*+()[\]{}/]/gu, '\\$&');
}
