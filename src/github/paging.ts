import { Fault } from '../base/fault.ts';
import type { Api } from './api.ts';
import type { Reader } from './reader.ts';

const PAGE_SIZE = 100;
const MOST_PAGES = 100;

interface ListRequest<T> {
  readonly route: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The list inside a page's body. */
  readonly items: (body: Reader) => readonly Reader[];
  readonly read: (item: Reader) => T;
  /** How many pages at most. */
  readonly pages?: number;
}

/** Every item of a paged REST list, in GitHub's order; a list of more pages than are read is a Fault. */
export async function readList<T>(api: Api, request: ListRequest<T>): Promise<readonly T[]> {
  const found = await readShortList(api, request);
  if (found !== null) return found;
  throw new Fault('github.incomplete', `${request.route}: more than ${request.pages ?? MOST_PAGES} pages`);
}

/** The same; null when the list has more pages than are read. */
export async function readShortList<T>(api: Api, request: ListRequest<T>): Promise<readonly T[] | null> {
  const { found, isAll } = await readBeginning(api, request);
  return isAll ? found : null;
}

/** What stands on the pages that are read, and whether these are all. */
export async function readBeginning<T>(
  api: Api,
  request: ListRequest<T>,
): Promise<{ readonly found: readonly T[]; readonly isAll: boolean }> {
  const found: T[] = [];
  let answer = await api.rest(request.route, { ...request.parameters, per_page: PAGE_SIZE });
  const pages = request.pages ?? MOST_PAGES;
  for (let page = 1; ; page += 1) {
    found.push(...request.items(answer.body).map((item) => request.read(item)));
    if (answer.next === null) return { found, isAll: true };
    if (page >= pages) return { found, isAll: false };
    answer = await api.rest(`GET ${answer.next}`);
  }
}
