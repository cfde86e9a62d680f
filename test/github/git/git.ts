import { renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Git, GitCommit, GitTreeEntry, RefUpdate } from '../git-contract.ts';
import { runGit } from './line-process.ts';
import { mergeTrees } from './merge.ts';
import { addSignature, EMPTY_TREE, encodeCommit, type Oid, ZERO_OID } from './object-format.ts';
import {
  initialise,
  makeObjectFolders,
  OpenRepositories,
  type OpenRepository,
  objectsOf,
  sharesObjects,
} from './repository.ts';
import { resolveRevision } from './revision.ts';
import { editTree } from './tree-edit.ts';
import { findEntry, listTree } from './tree-read.ts';

/** Git on real bare repositories. Several may be made: each keeps its own processes and memory. */
export function createGit(): Git {
  const opened = new OpenRepositories();
  const at = (directory: string): OpenRepository => opened.get(directory);
  const store = (directory: string): OpenRepository['network']['store'] => at(directory).network.store;

  /** The tree of a commit or tree id; null (the empty tree) stays so. */
  async function treeOf(directory: string, treeish: Oid | null): Promise<Oid> {
    if (treeish === null || treeish === EMPTY_TREE) return EMPTY_TREE;
    const object = await store(directory).read(treeish);
    if (object?.type === 'tree') return treeish;
    const commit = object === null ? null : await store(directory).commit(treeish);
    if (commit === null) throw new Error(`no commit or tree ${treeish}`);
    return commit.tree;
  }

  return {
    async create(dir, defaultBranch) {
      initialise(dir, defaultBranch, makeObjectFolders);
    },

    async fork(from, to) {
      initialise(to, headBranch(at(from)), (objects) => symlinkSync(objectsOf(from), objects));
      const copied = at(from)
        .refs.list()
        .filter(({ name }) => /^refs\/(heads|tags)\//.test(name));
      writeFileSync(path.join(to, 'packed-refs'), copied.map(({ name, oid }) => `${oid} ${name}\n`).join(''));
      at(to);
    },

    async remove(dir) {
      const others = opened.sharing(dir).filter((each) => each !== dir);
      const heir = sharesObjects(dir) ? undefined : others[0];
      opened.forget([dir, ...others]);
      if (heir !== undefined) {
        for (const other of others) unlinkSync(path.join(other, 'objects'));
        renameSync(path.join(dir, 'objects'), path.join(heir, 'objects'));
        for (const other of others.slice(1)) symlinkSync(path.join(heir, 'objects'), path.join(other, 'objects'));
      }
      rmSync(dir, { recursive: true, force: true });
      for (const other of others) at(other);
    },

    async setDefaultBranch(dir, branch) {
      writeFileSync(path.join(dir, 'HEAD'), `ref: refs/heads/${branch}\n`);
    },

    async copyObjects(from, to, oid) {
      if (at(from).network === at(to).network) return;
      await runGit(to, ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', path.resolve(from), oid]);
    },

    resolve: (dir, revision) => resolveRevision(at(dir), revision),
    readRef: async (dir, ref) => at(dir).refs.resolve(ref),

    async listRefs(dir, prefix) {
      const found = at(dir).refs.list(prefix);
      return Promise.all(
        found.map(async ({ name, oid }) => ({ name, oid, type: (await store(dir).read(oid))?.type ?? 'commit' })),
      );
    },

    readObject: (dir, oid) => store(dir).read(oid),
    readCommit: (dir, oid) => readCommit(at(dir), oid),
    readCommits: (dir, oids) => Promise.all(oids.map((oid) => readCommit(at(dir), oid))),
    listTree: (dir, treeish, options = {}) => listTree(store(dir), treeish, options.recursive ?? false),
    findEntry: (dir, treeish, where): Promise<GitTreeEntry | null> => findEntry(store(dir), treeish, where),

    mergeBase: (dir, a, b) => at(dir).network.graph.mergeBase(a, b),
    isAncestor: (dir, ancestor, descendant) => at(dir).network.graph.isAncestor(ancestor, descendant),
    countAheadBehind: (dir, base, head) => at(dir).network.graph.countAheadBehind(base, head),

    async listCommits(dir, include, exclude, options = {}) {
      const listed =
        options.path === undefined
          ? await at(dir).network.graph.list(include, exclude)
          : await listForPath(at(dir), [...include, ...exclude.map((oid) => `^${oid}`)], options.path);
      const skip = options.skip ?? 0;
      return listed.slice(skip, options.limit === undefined ? undefined : skip + options.limit);
    },

    async diff(dir, before, after, options = {}) {
      const trees = await Promise.all([treeOf(dir, before), treeOf(dir, after)]);
      return at(dir).network.diffs.between(...trees, options.patch ?? false);
    },

    writeBlob: async (dir, bytes) => store(dir).write('blob', Buffer.from(bytes)),
    writeTree: async (dir, baseTree, changes) => editTree(store(dir), await treeOf(dir, baseTree), changes),

    async writeCommit(dir, commit, sign) {
      for (const parent of commit.parents) {
        if ((await store(dir).read(parent))?.type !== 'commit') throw new Error(`no commit ${parent}`);
      }
      if (commit.tree === EMPTY_TREE) store(dir).write('tree', Buffer.alloc(0));
      if ((await store(dir).tree(commit.tree)) === null) throw new Error(`no tree ${commit.tree}`);
      const payload = encodeCommit(commit);
      const signature = sign?.(payload) ?? null;
      return store(dir).write('commit', signature === null ? payload : addSignature(payload, signature));
    },

    async writeRaw(dir, type, bytes, options = {}) {
      const flags = options.unchecked === true ? ['--literally'] : [];
      const args = ['hash-object', '-w', '--stdin', '-t', type, ...flags];
      return (await runGit(dir, args, { input: bytes })).stdout.toString('latin1').trim();
    },

    async mergeTrees(dir, base, ours, theirs) {
      const [from, left, right] = await Promise.all([treeOf(dir, base), treeOf(dir, ours), treeOf(dir, theirs)]);
      const { merges } = at(dir).network;
      const key = `${from} ${left} ${right}`;
      const merged = merges.get(key) ?? mergeTrees(dir, store(dir), { base: from, ours: left, theirs: right });
      merges.set(key, merged);
      merged.catch(() => merges.delete(key));
      return merged;
    },

    updateRefs: (dir, updates) => updateRefs(at(dir), updates),

    async close(dir) {
      opened.close(dir);
    },
  };
}

/** By the id of the commit itself only: a tag's id is no commit here. */
async function readCommit({ network }: OpenRepository, oid: Oid): Promise<GitCommit | null> {
  const commit = await network.store.commit(oid);
  return commit?.oid === oid ? commit : null;
}

function listForPath(
  repository: OpenRepository,
  revisions: readonly string[],
  where: string,
): Promise<readonly string[]> {
  const { pathHistories } = repository.network;
  const key = `${revisions.join(' ')} ${where}`;
  const known = pathHistories.get(key);
  if (known !== undefined) return known;
  const args = ['--literal-pathspecs', 'rev-list', '--date-order', ...revisions, '--', where];
  const listed = runGit(repository.directory, args).then(({ stdout }) =>
    stdout
      .toString('latin1')
      .split('\n')
      .filter((line) => line !== ''),
  );
  pathHistories.set(key, listed);
  listed.catch(() => pathHistories.delete(key));
  return listed;
}

async function updateRefs({ refs }: OpenRepository, updates: readonly RefUpdate[]): Promise<'done' | 'stale'> {
  const isStale = (): boolean =>
    updates.some(({ ref, before }) => before !== undefined && refs.resolve(ref) !== before);
  if (isStale()) return 'stale';
  const refused = await refs.update(
    updates.map(({ ref, before, after }) => ({
      name: ref,
      after: after ?? ZERO_OID,
      ...(before === undefined ? {} : { before: before ?? ZERO_OID }),
    })),
  );
  if (refused === null) return 'done';
  if (isStale()) return 'stale';
  throw new Error(refused);
}

function headBranch({ refs }: OpenRepository): string {
  return refs.head().replace(/^refs\/heads\//, '');
}
