import type { GitTreeChange } from '../git-contract.ts';
import { EMPTY_TREE, encodeTree, type Oid, type RawTreeEntry } from './object-format.ts';
import type { ObjectStore } from './object-store.ts';

/** Modes that GitHub accepts, as the tree object writes them. */
const modes: Readonly<Record<string, string>> = {
  '100644': '100644',
  '100755': '100755',
  '120000': '120000',
  '160000': '160000',
  '040000': '40000',
  '40000': '40000',
};

/** A tree from `base` with changes applied; directories that become empty disappear. @throws on what git would refuse */
export async function editTree(store: ObjectStore, base: Oid | null, changes: readonly GitTreeChange[]): Promise<Oid> {
  for (const change of changes) await checkChange(store, change);
  const root = await edit(
    store,
    base ?? EMPTY_TREE,
    changes.map((change) => ({ ...change, steps: change.path.split('/') })),
  );
  return root ?? store.write('tree', Buffer.alloc(0));
}

async function checkChange(store: ObjectStore, { path, mode, oid }: GitTreeChange): Promise<void> {
  const steps = path.split('/');
  if (
    steps.some(
      (step) => step === '' || step === '.' || step === '..' || step.toLowerCase() === '.git' || step.includes('\0'),
    )
  ) {
    throw new Error(`path is not allowed: ${JSON.stringify(path)}`);
  }
  if (oid === null) return;
  if (modes[mode] === undefined) throw new Error(`mode is not allowed: ${mode}`);
  if (mode !== '160000' && !(await store.has(oid))) throw new Error(`no object ${oid}`);
}

type Step = GitTreeChange & { readonly steps: readonly string[] };

/** Null when nothing is left in the tree. */
async function edit(store: ObjectStore, tree: Oid, changes: readonly Step[]): Promise<Oid | null> {
  const entries = new Map<string, RawTreeEntry>();
  if (tree !== EMPTY_TREE) {
    const before = await store.tree(tree);
    if (before === null) throw new Error(`no tree ${tree}`);
    for (const entry of before) entries.set(entry.name, entry);
  }
  const deeper = new Map<string, Step[]>();
  for (const change of changes) {
    const [name = '', ...rest] = change.steps;
    if (rest.length > 0) {
      const below = deeper.get(name) ?? [];
      below.push({ ...change, steps: rest });
      deeper.set(name, below);
    } else if (change.oid === null) entries.delete(name);
    else entries.set(name, { mode: modes[change.mode] ?? change.mode, name, oid: change.oid });
  }
  for (const [name, below] of deeper) {
    const entry = entries.get(name);
    const isTree = entry?.mode === '40000';
    if (!isTree && below.every((change) => change.oid === null)) continue;
    const child = await edit(store, isTree ? entry.oid : EMPTY_TREE, below);
    if (child === null) entries.delete(name);
    else entries.set(name, { mode: '40000', name, oid: child });
  }
  return entries.size === 0 ? null : store.write('tree', encodeTree([...entries.values()]));
}
