import { type Answer, ok, type RepositoryCall } from '../server/route.ts';

interface Paging<T> {
  readonly cursorOf: (item: T) => string;
  readonly wrap: (shown: readonly T[]) => unknown;
}

/** One page of a list whose pages have no numbers: what comes `after` the last that was seen. */
export function byCursor<T>(call: RepositoryCall, found: readonly T[], { cursorOf, wrap }: Paging<T>): Answer {
  const size = Number(call.query['per_page'] ?? 30);
  const start = found.findIndex((item) => cursorOf(item) === call.query['after']) + 1;
  const shown = found.slice(start, start + size);
  const last = shown.at(-1);
  const answer = ok(wrap(shown));
  if (last === undefined || start + size >= found.length) return answer;
  const query = new URLSearchParams(
    Object.entries(call.query).map(([name, value]): [string, string] => [name, String(value)]),
  );
  query.set('per_page', String(size));
  query.set('after', cursorOf(last));
  return { ...answer, headers: { link: `<${call.url}?${query.toString()}>; rel="next"` } };
}
