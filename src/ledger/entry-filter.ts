import type { EntryView } from './entry-view.ts';
import { kinds, predicateTypes } from './kind.ts';

/** Which entries are asked for: all that is not null has to fit. What an entry does not say never fits. */
export interface EntryFilter {
  /** One of ours, or a predicate type. */
  readonly kind: string | null;
  /** A login, in any case, or a numeric id. */
  readonly actor: string | null;
  readonly subject: SubjectFilter | null;
  /** Any of the entry's words, in any case: `FAILED` and `pending` both name a decision that waits. */
  readonly result: string | null;
  readonly rule: string | null;
  /** RFC 3339, UTC, milliseconds; the instant itself belongs to it. */
  readonly since: string | null;
  /** The same form; the instant itself does not belong to it. */
  readonly until: string | null;
  readonly ticket: string | null;
  readonly environment: string | null;
  /** SHA-256 in lower-case hex. */
  readonly artifact: string | null;
  /** `owner/name` in any case, as entries called it when they were written; one of them. */
  readonly repository: readonly string[] | null;
  /** Its numeric id. */
  readonly repositoryId: number | null;
}

export type SubjectFilter =
  /** The beginning of an object id, lower-case hex. */
  | { readonly is: 'commit'; readonly prefix: string }
  | { readonly is: 'change'; readonly number: number }
  /** A full name, `refs/…`. */
  | { readonly is: 'ref'; readonly name: string }
  | { readonly is: 'uri'; readonly uri: string };

export const everyEntry: EntryFilter = {
  kind: null,
  actor: null,
  subject: null,
  result: null,
  rule: null,
  since: null,
  until: null,
  ticket: null,
  environment: null,
  artifact: null,
  repository: null,
  repositoryId: null,
};

export function matchesFilter(filter: EntryFilter, view: EntryView): boolean {
  const { kind, rule, since, until, ticket, environment, artifact } = filter;
  return (
    (kind === null || view.kind === kind) &&
    (since === null || (view.time !== null && view.time >= since)) &&
    (until === null || (view.time !== null && view.time < until)) &&
    (filter.actor === null || isActor(view, filter.actor)) &&
    (filter.subject === null || isSubject(view, filter.subject)) &&
    (filter.result === null || hasResult(view, filter.result)) &&
    (rule === null || view.rules.includes(rule)) &&
    (ticket === null || view.tickets.includes(ticket)) &&
    (environment === null || view.environment === environment) &&
    (artifact === null || view.artifacts.includes(artifact)) &&
    (filter.repositoryId === null || view.repositoryId === filter.repositoryId) &&
    (filter.repository === null || isOfOne(view, filter.repository))
  );
}

/** Times never decrease, so whoever reads from the newest entry on is done behind the first one that is too old. */
export function isTooOld({ since }: EntryFilter, { time }: EntryView): boolean {
  return since !== null && time !== null && time < since;
}

/** By the same: where the oldest entry of a file is too new, all of them are. */
export function isTooNew({ until }: EntryFilter, { time }: EntryView): boolean {
  return until !== null && time !== null && time >= until;
}

/** An entry's bytes hold one of these texts, in upper or lower case where `inAnyCase`: then they are ASCII. */
export interface Needle {
  readonly anyOf: readonly string[];
  readonly inAnyCase: boolean;
}

/**
 * What every matching entry's bytes hold, so that most of a long ledger is passed over unread. Of canonical JSON
 * that fits its schema, that is: in another spelling an entry can hide from a search, as any change can until somebody
 * verifies.
 */
export function findNeedles(filter: EntryFilter): readonly Needle[] {
  const { kind, actor, subject, result, rule, ticket, environment, artifact } = filter;
  const quoted = [kind === null ? null : typeOf(kind), rule, ticket, environment, artifact].map(quote);
  // Digits are an id, or a login of digits: the quotes are not certain.
  const isNumber = actor !== null && /^\d+$/.test(actor);
  const exact = [...quoted, isNumber ? actor : null];
  const inAnyCase = [quote(isNumber ? null : actor), quote(result)].filter((text) => text !== null && isAscii(text));
  const named = subject === null ? [] : [{ anyOf: needlesOf(subject), inAnyCase: false }];
  const repository = filter.repository?.map((name) => JSON.stringify(name)) ?? [];
  const places = repository.length > 0 && repository.every(isAscii) ? [{ anyOf: repository, inAnyCase: true }] : [];
  return [...named, ...toNeedles(exact, false), ...toNeedles(inAnyCase, true), ...places];
}

function toNeedles(texts: readonly (string | null)[], inAnyCase: boolean): readonly Needle[] {
  return texts.filter((text) => text !== null).map((text) => ({ anyOf: [text], inAnyCase }));
}

/** As canonical JSON writes it. */
function quote(text: string | null): string | null {
  return text === null ? null : JSON.stringify(text);
}

const isAscii = (text: string): boolean => /^[ -~]*$/.test(text);

function typeOf(kind: string): string {
  const known = kinds.find((each) => each === kind);
  return known === undefined ? kind : predicateTypes[known];
}

function needlesOf(subject: SubjectFilter): readonly string[] {
  if (subject.is === 'commit') return [subject.prefix];
  if (subject.is !== 'change') return [JSON.stringify(subject.is === 'ref' ? subject.name : subject.uri)];
  // Where entry-view.ts finds numbers of pull requests.
  const { number } = subject;
  return [`"refs/pull/${number}/`, `"number":${number}`, `"change":${number}`];
}

function isActor({ actor }: EntryView, wanted: string): boolean {
  if (actor === null) return false;
  return actor.login?.toLowerCase() === wanted.toLowerCase() || (actor.id !== null && String(actor.id) === wanted);
}

function isSubject(view: EntryView, wanted: SubjectFilter): boolean {
  if (wanted.is === 'commit') return view.commit?.startsWith(wanted.prefix) ?? false;
  if (wanted.is === 'change') return view.changes.includes(wanted.number);
  return wanted.is === 'ref' ? view.refs.includes(wanted.name) : view.subject === wanted.uri;
}

function isOfOne({ repository }: EntryView, wanted: readonly string[]): boolean {
  return repository !== null && wanted.some((name) => name.toLowerCase() === repository.toLowerCase());
}

function hasResult({ results }: EntryView, wanted: string): boolean {
  return results.some((result) => result.toLowerCase() === wanted.toLowerCase());
}
