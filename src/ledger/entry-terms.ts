import { sha256Hex } from './digest.ts';
import type { EntryFilter, SubjectFilter } from './entry-filter.ts';
import type { EntryView } from './entry-view.ts';

/**
 * What an index files an entry under: numbers below 2^48, hashes of what the entry says. They only narrow a search down:
 * two texts may share a number, so whoever finds an entry by its terms still asks `matchesFilter`.
 */
export type Term = number;

/** The term of every entry: what is asked for when nothing is. */
export const everyTerm: Term = term('every', '');

/** Every term of an entry, each once. */
export function termsOf(view: EntryView): readonly Term[] {
  const { kind, actor, commit, subject, environment, repository, repositoryId } = view;
  const terms = [
    everyTerm,
    ...one(kind, (said) => term('kind', said)),
    ...one(actor?.login ?? null, (login) => term('actor', login.toLowerCase())),
    ...one(actor?.id ?? null, (id) => term('actor', String(id))),
    ...one(commit, commitTerm),
    ...one(subject, uriTerm),
    ...view.changes.map(changeTerm),
    ...view.refs.map(refTerm),
    ...view.results.map((result) => term('result', result.toLowerCase())),
    ...view.rules.map((rule) => term('rule', rule)),
    ...view.tickets.map((ticket) => term('ticket', ticket)),
    ...view.artifacts.map((artifact) => term('artifact', artifact)),
    ...one(environment, (said) => term('environment', said)),
    ...one(repository, (said) => term('repository', said.toLowerCase())),
    ...one(repositoryId, (id) => term('repository-id', String(id))),
  ];
  return [...new Set(terms)];
}

/**
 * What every entry that fits is filed under: all of the lists, one term at least of each. One list at least holds a single
 * term, so that there is something to walk along.
 */
export function termsAsked(filter: EntryFilter): readonly (readonly Term[])[] {
  const { kind, actor, subject, result, rule, ticket, environment, artifact, repository, repositoryId } = filter;
  const asked = [
    ...one(kind, (wanted) => term('kind', wanted)),
    ...one(actor, (wanted) => term('actor', wanted.toLowerCase())),
    ...one(subject, subjectTerm),
    ...one(result, (wanted) => term('result', wanted.toLowerCase())),
    ...one(rule, (wanted) => term('rule', wanted)),
    ...one(ticket, (wanted) => term('ticket', wanted)),
    ...one(environment, (wanted) => term('environment', wanted)),
    ...one(artifact, (wanted) => term('artifact', wanted)),
    ...one(repositoryId, (wanted) => term('repository-id', String(wanted))),
  ].filter((each) => each !== null);
  const places = (repository ?? []).map((name) => term('repository', name.toLowerCase()));
  const lists = [...asked.map((each) => [each]), ...(places.length === 0 ? [] : [places])];
  return lists.some(({ length }) => length === 1) ? lists : [[everyTerm], ...lists];
}

/** As many digits of a commit as every search for it has; entries that share them are few enough to look at. */
const COMMIT_DIGITS = 4;

export function commitTerm(commit: string): Term {
  return term('commit', commit.slice(0, COMMIT_DIGITS));
}

export function changeTerm(number: number): Term {
  return term('change', String(number));
}

/** A pull request's ref and a commit's page name what has a term already: filing them too would double the index. */
function refTerm(ref: string): Term {
  const number = /^refs\/pull\/([1-9]\d{0,14})\//.exec(ref)?.[1];
  return number === undefined ? term('ref', ref) : changeTerm(Number(number));
}

function uriTerm(uri: string): Term {
  const commit = /\/commit\/([0-9a-f]{40,64})$/.exec(uri)?.[1];
  return commit === undefined ? term('uri', uri) : commitTerm(commit);
}

/** Null: too short a piece of a commit to look for. */
function subjectTerm(subject: SubjectFilter): Term | null {
  if (subject.is === 'commit') return subject.prefix.length < COMMIT_DIGITS ? null : commitTerm(subject.prefix);
  if (subject.is === 'change') return changeTerm(subject.number);
  return subject.is === 'ref' ? refTerm(subject.name) : uriTerm(subject.uri);
}

function one<T, R>(said: T | null, toTerm: (said: T) => R): readonly R[] {
  return said === null ? [] : [toTerm(said)];
}

/** 48 bits: a number in every database and in JavaScript. */
export function term(field: string, said: string): Term {
  return Number.parseInt(sha256Hex(`${field}:${said}`).slice(0, 12), 16);
}
