import type { EntryView } from '../../ledger/entry-view.ts';
import { isOwnRepository } from '../../ledger/message.ts';
import { csvLine } from './csv.ts';

/** An entry in the JSON answers; docs/cli.md describes it. */
export function recordOf(view: EntryView) {
  const { index, isReadable, id, time, kind, actor, subject, commit, refs, changes, tickets, results, rules } = view;
  return {
    index,
    readable: isReadable,
    id,
    time,
    kind,
    actor,
    subject,
    commit,
    refs,
    changes,
    tickets,
    results,
    rules,
    repository: view.repository,
    environment: view.environment,
    artifacts: view.artifacts,
  };
}

/** What stands between the values of a list in one cell. */
const BETWEEN = ' | ';

/** The columns of CSV answers, in order. */
const columns: Readonly<Record<string, (view: EntryView) => string>> = {
  index: ({ index }) => String(index),
  id: ({ id }) => id ?? '',
  time: ({ time }) => time ?? '',
  kind: ({ kind }) => kind ?? '',
  actor_id: ({ actor }) => String(actor?.id ?? ''),
  actor_login: ({ actor }) => actor?.login ?? '',
  subject: ({ subject }) => subject ?? '',
  commit: ({ commit }) => commit ?? '',
  refs: ({ refs }) => refs.join(BETWEEN),
  changes: ({ changes }) => changes.join(BETWEEN),
  tickets: ({ tickets }) => tickets.join(BETWEEN),
  results: ({ results }) => results.join(BETWEEN),
  rules: ({ rules }) => rules.join(BETWEEN),
  repository: ({ repository }) => repository ?? '',
  environment: ({ environment }) => environment ?? '',
  artifacts: ({ artifacts }) => artifacts.join(BETWEEN),
};

export const csvHead: string = csvLine(Object.keys(columns));

export function csvOf(view: EntryView): string {
  return csvLine(Object.values(columns).map((read) => read(view)));
}

/** Who did it, for people: `dana (7)`, `user 7`. Not escaped. */
export function nameActor({ actor }: EntryView): string {
  if (actor === null) return '';
  return actor.login === null ? `${actor.type ?? 'actor'} ${actor.id ?? '?'}` : `${actor.login} (${actor.id ?? '?'})`;
}

/** What it is about, for people: `#42 1a2b3c4`, `acme/shop#42 1a2b3c4` in a ledger that has its name elsewhere. Not escaped. */
export function nameSubject({ changes, commit, refs, repository, subject }: EntryView, origin: string | null): string {
  const isOwn = repository === null || origin === null || isOwnRepository(origin, repository);
  const numbers = changes.map((number) => `${isOwn ? '' : repository}#${number}`).join(' ');
  const named = numbers === '' ? (refs[0] ?? '') : numbers;
  const words = [named, commit?.slice(0, 7) ?? ''].filter((word) => word !== '');
  return words.length === 0 ? (subject ?? '') : words.join(' ');
}
