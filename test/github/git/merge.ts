import { runGit } from './line-process.ts';
import { EMPTY_TREE, encodeCommit, encodeTree, type Oid, type RawTreeEntry } from './object-format.ts';
import type { ObjectStore } from './object-store.ts';

const nobody = { name: 'merge', email: 'merge@localhost', date: '1970-01-01T00:00:00Z' };

/**
 * The tree of a three-way merge, or null on conflict. When nothing disappears on either side, renames play no part and
 * the merge can be taken entry by entry; everything else is git's own merge.
 */
export async function mergeTrees(
  directory: string,
  store: ObjectStore,
  trees: { readonly base: Oid; readonly ours: Oid; readonly theirs: Oid },
): Promise<Oid | null> {
  return (await mergeEntries(store, trees.base, trees.ours, trees.theirs)) ?? mergeWithGit(directory, store, trees);
}

/** Null when this is not a simple merge. */
async function mergeEntries(store: ObjectStore, base: Oid, ours: Oid, theirs: Oid): Promise<Oid | null> {
  if (ours === theirs || base === theirs) return ours;
  if (base === ours) return theirs;
  const [before, left, right] = await Promise.all([byName(store, base), byName(store, ours), byName(store, theirs)]);
  const merged: RawTreeEntry[] = [];
  for (const name of new Set([...before.keys(), ...left.keys(), ...right.keys()])) {
    const [was, mine, other] = [before.get(name), left.get(name), right.get(name)];
    if (was !== undefined && (mine === undefined || other === undefined)) return null;
    if (same(mine, other) || same(was, other)) merged.push(...[mine].filter((entry) => entry !== undefined));
    else if (same(was, mine)) merged.push(...[other].filter((entry) => entry !== undefined));
    else if ([was, mine, other].every((entry) => entry?.mode === '40000')) {
      const below = await mergeEntries(store, was?.oid ?? '', mine?.oid ?? '', other?.oid ?? '');
      if (below === null) return null;
      merged.push({ mode: '40000', name, oid: below });
    } else return null;
  }
  return store.write('tree', encodeTree(merged));
}

/** git 2.39 merges commits only and finds their base itself: so the trees are dressed as commits on a common parent. */
async function mergeWithGit(
  directory: string,
  store: ObjectStore,
  trees: { readonly base: Oid; readonly ours: Oid; readonly theirs: Oid },
): Promise<Oid | null> {
  const dress = (tree: Oid, parents: readonly Oid[]): Oid =>
    store.write('commit', encodeCommit({ tree, parents, author: nobody, committer: nobody, message: 'merge\n' }));
  if (trees.base === EMPTY_TREE) store.write('tree', Buffer.alloc(0));
  const base = dress(trees.base, []);
  const { code, stdout } = await runGit(
    directory,
    ['merge-tree', '--write-tree', '--no-messages', dress(trees.ours, [base]), dress(trees.theirs, [base])],
    { codes: [0, 1] },
  );
  return code === 0 ? stdout.toString('latin1', 0, 40) : null;
}

async function byName(store: ObjectStore, oid: Oid): Promise<ReadonlyMap<string, RawTreeEntry>> {
  const entries = oid === EMPTY_TREE ? [] : await store.tree(oid);
  if (entries === null) throw new Error(`no tree ${oid}`);
  return new Map(entries.map((entry) => [entry.name, entry]));
}

function same(a: RawTreeEntry | undefined, b: RawTreeEntry | undefined): boolean {
  return a?.oid === b?.oid && a?.mode === b?.mode;
}
