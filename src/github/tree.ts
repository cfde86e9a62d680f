import type { Api } from './api.ts';
import { readOid } from './facts/commits.ts';
import { incomplete } from './section.ts';

interface Entry {
  readonly path: string;
  readonly type: string;
  readonly oid: string;
}

/**
 * Object ids of all files of a tree, by path. GitHub cuts a recursive listing at 100,000 entries or 7 MB; then the
 * subtrees are read one by one.
 */
export async function listTree(
  api: Api,
  place: { readonly owner: string; readonly name: string },
  oid: string,
  prefix = '',
): Promise<ReadonlyMap<string, string>> {
  const all = await readTree(api, place, { oid, recursive: true });
  if (!all.truncated) return filesOf(all.entries, prefix);
  const own = await readTree(api, place, { oid, recursive: false });
  if (own.truncated) throw incomplete('a directory of the ledger is too large to be listed');
  const files = new Map(filesOf(own.entries, prefix));
  for (const entry of own.entries.filter(({ type }) => type === 'tree')) {
    const below = await listTree(api, place, entry.oid, `${prefix}${entry.path}/`);
    for (const [path, blob] of below) files.set(path, blob);
  }
  return files;
}

function filesOf(entries: readonly Entry[], prefix: string): ReadonlyMap<string, string> {
  return new Map(entries.filter(({ type }) => type !== 'tree').map(({ path, oid }) => [`${prefix}${path}`, oid]));
}

async function readTree(
  api: Api,
  place: { readonly owner: string; readonly name: string },
  tree: { readonly oid: string; readonly recursive: boolean },
): Promise<{ readonly entries: readonly Entry[]; readonly truncated: boolean }> {
  const { body } = await api.rest('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', {
    owner: place.owner,
    repo: place.name,
    tree_sha: tree.oid,
    ...(tree.recursive ? { recursive: '1' } : {}),
  });
  const entries = body
    .at('tree')
    .list()
    .map((entry) => ({
      path: entry.at('path').text(),
      type: entry.at('type').text(),
      oid: readOid(entry.at('sha')),
    }));
  return { entries, truncated: body.at('truncated').flag() };
}
