import type { GitTreeEntry } from '../git-contract.ts';
import { EMPTY_TREE, type Oid, type RawTreeEntry } from './object-format.ts';
import type { ObjectStore } from './object-store.ts';

/** The entries of a commit's or a tree's tree, directories before what is in them; null when there is no such object. */
export async function listTree(
  store: ObjectStore,
  treeish: Oid,
  recursive: boolean,
): Promise<readonly GitTreeEntry[] | null> {
  const entries = await readTree(store, treeish);
  if (entries === null) return null;
  const listed: GitTreeEntry[] = [];
  for (const entry of entries) {
    listed.push(await describe(store, entry, entry.name));
    if (!recursive || entry.mode !== '40000') continue;
    const below = (await listTree(store, entry.oid, true)) ?? [];
    listed.push(...below.map((child) => ({ ...child, path: `${entry.name}/${child.path}` })));
  }
  return listed;
}

export async function findEntry(store: ObjectStore, treeish: Oid, path: string): Promise<GitTreeEntry | null> {
  let tree: Oid | null = await treeId(store, treeish);
  if (tree === null) return null;
  if (path === '') return { mode: '040000', type: 'tree', oid: tree, path: '', size: null };
  const steps = path.split('/');
  for (const [depth, step] of steps.entries()) {
    const entry: RawTreeEntry | undefined = (await readTree(store, tree))?.find(({ name }) => name === step);
    if (entry === undefined) return null;
    if (depth === steps.length - 1) return describe(store, entry, path);
    tree = entry.oid;
  }
  return null;
}

async function describe(store: ObjectStore, entry: RawTreeEntry, path: string): Promise<GitTreeEntry> {
  const mode = entry.mode.padStart(6, '0');
  if (mode === '040000') return { mode, type: 'tree', oid: entry.oid, path, size: null };
  if (mode === '160000') return { mode, type: 'commit', oid: entry.oid, path, size: null };
  const size = (await store.read(entry.oid))?.bytes.length ?? null;
  return { mode, type: 'blob', oid: entry.oid, path, size };
}

async function treeId(store: ObjectStore, treeish: Oid): Promise<Oid | null> {
  const tree = (await store.tree(treeish)) === null ? ((await store.commit(treeish))?.tree ?? null) : treeish;
  return tree;
}

async function readTree(store: ObjectStore, treeish: Oid): Promise<readonly RawTreeEntry[] | null> {
  const tree = treeish === EMPTY_TREE ? treeish : await treeId(store, treeish);
  if (tree === null) return null;
  return tree === EMPTY_TREE ? [] : store.tree(tree);
}
