import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';

/** Everything that the evidence calls one person. */
export interface Identity {
  /** GitHub's numeric ids. */
  readonly ids: readonly number[];
  /** Of now and of before. */
  readonly logins: readonly string[];
  /** As commits name them, of which GitHub says that they are theirs. */
  readonly names: readonly string[];
  readonly emails: readonly string[];
}

export const nobody: Identity = { ids: [], logins: [], names: [], emails: [] };

/** Names that stand beside everybody who works on GitHub's site. */
const GITHUBS_OWN = new Set(['github', 'noreply@github.com']);

/** The ids that a document gives to somebody with one of these logins. */
export function idsOf(logins: readonly string[], document: Json): readonly number[] {
  const ids = new Set<number>();
  walkObjects(document, ({ id, login }) => {
    if (typeof id === 'number' && typeof login === 'string' && isOneOf(logins, login)) ids.add(id);
  });
  return [...ids];
}

/** What a document adds: other logins of the same ids, and the name and address of commits that GitHub says are theirs. */
export function learn(identity: Identity, document: Json): Identity {
  const logins = new Set(identity.logins);
  const names = new Set(identity.names);
  const emails = new Set(identity.emails);
  const isTheirs = (value: Json | undefined): value is JsonObject =>
    isJsonObject(value) && typeof value['id'] === 'number' && identity.ids.includes(value['id']) && 'login' in value;
  walkObjects(document, (object) => {
    if (isTheirs(object)) addText(logins, object['login']);
    if (!isTheirs(object['person'])) return;
    addText(names, object['name']);
    addText(emails, object['email']);
  });
  return { ids: identity.ids, logins: withoutCase(logins), names: withoutCase(names), emails: withoutCase(emails) };
}

export function joinIdentities(a: Identity, b: Identity): Identity {
  return {
    ids: [...new Set([...a.ids, ...b.ids])],
    logins: withoutCase([...a.logins, ...b.logins]),
    names: withoutCase([...a.names, ...b.names]),
    emails: withoutCase([...a.emails, ...b.emails]),
  };
}

function addText(to: Set<string>, value: Json | undefined): void {
  if (typeof value === 'string' && value !== '' && !GITHUBS_OWN.has(value.toLowerCase())) to.add(value);
}

/** Each once, in the spelling that came first. */
function withoutCase(texts: Iterable<string>): readonly string[] {
  const first = new Map<string, string>();
  for (const text of texts) if (!first.has(text.toLowerCase())) first.set(text.toLowerCase(), text);
  return [...first.values()];
}

function isOneOf(logins: readonly string[], login: string): boolean {
  return logins.some((each) => each.toLowerCase() === login.toLowerCase());
}

/** Documents are ours, and not deeper than facts are. */
export function walkObjects(value: Json, visit: (object: JsonObject) => void): void {
  if (Array.isArray(value)) for (const item of value as readonly Json[]) walkObjects(item, visit);
  else if (isJsonObject(value)) {
    visit(value);
    for (const item of Object.values(value)) walkObjects(item, visit);
  }
}
