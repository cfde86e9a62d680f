import type { FileFacts } from '../../policy/facts.ts';
import type { Api } from '../api.ts';
import { readList } from '../paging.ts';
import type { Reader } from '../reader.ts';
import { incomplete } from '../section.ts';
import { hasMoved } from './files.ts';

/** 3,000 files. */
const MOST_PAGES = 30;

/**
 * Adds the old paths of renamed and copied files. GraphQL names only the new ones, and a rule about `src/auth/**` must
 * see that a file left it; so when anything moved, the REST list is read as well.
 */
export async function addPreviousPaths(
  api: Api,
  place: { readonly owner: string; readonly name: string },
  change: { readonly number: number; readonly head: string; readonly files: readonly FileFacts[] },
): Promise<readonly FileFacts[]> {
  if (!change.files.some(hasMoved)) return change.files;
  const entries = await readList(api, {
    route: 'GET /repos/{owner}/{repo}/pulls/{pull_number}/files',
    parameters: { owner: place.owner, repo: place.name, pull_number: change.number },
    items: (body) => body.list(),
    read: (entry) => readEntry(entry, change.head),
    pages: MOST_PAGES,
  });
  const previous = new Map(entries);
  return change.files.map((file) => {
    const previousPath = previous.get(file.path) ?? null;
    if (previousPath === null && hasMoved(file)) throw incomplete('a renamed file has no previous path');
    return { ...file, previousPath };
  });
}

/** The list does not say of which head it is; the addresses in it do. */
function readEntry(entry: Reader, head: string): readonly [string, string | null] {
  const ref = /[?&]ref=([0-9a-f]{40,64})$/.exec(entry.at('contents_url').maybe((url) => url.text()) ?? '')?.[1];
  if (ref !== undefined && ref !== head) throw incomplete('the head moved while the files were read');
  return [entry.at('filename').text(), entry.at('previous_filename').maybe((path) => path.text())];
}
