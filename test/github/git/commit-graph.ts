import { Heap } from './heap.ts';
import { runGit } from './line-process.ts';
import type { Oid } from './object-format.ts';
import type { ObjectStore } from './object-store.ts';

interface Node {
  readonly oid: Oid;
  readonly parents: readonly Node[];
  /** One more than the greatest of the parents': a commit's ancestors always have a smaller one. */
  readonly generation: number;
  readonly seconds: number;
}

const READ_ONE_BY_ONE = 64;
const OURS = 1;
const THEIRS = 2;
const STALE = 4;

/**
 * The history of one repository network, kept in memory: commits never change, so what was loaded once stays true.
 * Walks go by generation, not by date, so that skewed clocks do not make them wrong (tests compare with git).
 */
export class CommitGraph {
  readonly #nodes = new Map<Oid, Node>();
  readonly #directory: string;
  readonly #store: ObjectStore;

  constructor(gitDirectory: string, store: ObjectStore) {
    this.#directory = gitDirectory;
    this.#store = store;
  }

  async mergeBase(a: Oid, b: Oid): Promise<Oid | null> {
    const [left, right] = [await this.#load(a), await this.#load(b)];
    const marks = walk([left], [right]);
    const common = [...marks].filter(([, mark]) => mark === (OURS | THEIRS)).map(([node]) => node);
    // Several merge bases (a criss-cross merge): git's first is the newest.
    return common.toSorted((x, y) => y.seconds - x.seconds)[0]?.oid ?? null;
  }

  async isAncestor(ancestor: Oid, descendant: Oid): Promise<boolean> {
    const [from, to] = [await this.#load(descendant), await this.#load(ancestor)];
    const queue = [from];
    const seen = new Set(queue);
    for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
      if (node === to) return true;
      for (const parent of node.parents) {
        if (parent.generation >= to.generation && !seen.has(parent)) {
          seen.add(parent);
          queue.push(parent);
        }
      }
    }
    return false;
  }

  async countAheadBehind(base: Oid, head: Oid): Promise<{ readonly ahead: number; readonly behind: number }> {
    const marks = [...walk([await this.#load(head)], [await this.#load(base)]).values()];
    return {
      ahead: marks.filter((mark) => mark === OURS).length,
      behind: marks.filter((mark) => mark === THEIRS).length,
    };
  }

  /** Children before their parents, otherwise the newest first. */
  async list(include: readonly Oid[], exclude: readonly Oid[]): Promise<readonly Oid[]> {
    const loaded = async (oids: readonly Oid[]): Promise<Node[]> => Promise.all(oids.map((oid) => this.#load(oid)));
    const marks = walk(await loaded(include), await loaded(exclude));
    const wanted = new Set([...marks].filter(([, mark]) => mark === OURS).map(([node]) => node));
    const children = new Map<Node, number>();
    for (const node of wanted) for (const parent of node.parents) children.set(parent, (children.get(parent) ?? 0) + 1);
    const ready = new Heap<Node>((a, b) => b.seconds - a.seconds || b.generation - a.generation);
    for (const node of wanted) if (!children.has(node)) ready.push(node);
    const ordered: Oid[] = [];
    for (let node = ready.pop(); node !== undefined; node = ready.pop()) {
      ordered.push(node.oid);
      for (const parent of node.parents) {
        const left = (children.get(parent) ?? 0) - 1;
        children.set(parent, left);
        if (left === 0 && wanted.has(parent)) ready.push(parent);
      }
    }
    return ordered;
  }

  async #load(oid: Oid): Promise<Node> {
    const known = this.#nodes.get(oid);
    if (known !== undefined) return known;
    const found: { readonly oid: Oid; readonly parents: readonly Oid[]; readonly seconds: number }[] = [];
    const open = [oid];
    const seen = new Set(open);
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (found.length === READ_ONE_BY_ONE) return this.#loadAll(oid);
      const commit = await this.#store.commit(next);
      if (commit === null) throw new Error(`no commit ${next}`);
      found.push({ oid: commit.oid, parents: commit.parents, seconds: Date.parse(commit.committer.date) / 1_000 });
      for (const parent of commit.parents) {
        if (!this.#nodes.has(parent) && !seen.has(parent)) {
          seen.add(parent);
          open.push(parent);
        }
      }
    }
    this.#addAll(found);
    return this.#get(oid);
  }

  async #loadAll(oid: Oid): Promise<Node> {
    const { stdout } = await runGit(this.#directory, [
      'rev-list',
      '--topo-order',
      '--reverse',
      '--timestamp',
      '--parents',
      oid,
    ]);
    this.#addAll(
      stdout
        .toString('latin1')
        .trimEnd()
        .split('\n')
        .map((line) => {
          const [seconds, self = '', ...parents] = line.split(' ');
          return { oid: self, parents, seconds: Number(seconds) };
        }),
    );
    return this.#get(oid);
  }

  /** Adds commits in any order, parents first. */
  #addAll(found: readonly { readonly oid: Oid; readonly parents: readonly Oid[]; readonly seconds: number }[]): void {
    const missing = new Map(found.filter(({ oid }) => !this.#nodes.has(oid)).map((each) => [each.oid, each]));
    for (const first of found) {
      const stack = [first.oid];
      for (let oid = stack.at(-1); oid !== undefined; oid = stack.at(-1)) {
        const commit = missing.get(oid);
        const waiting = commit?.parents.filter((parent) => missing.has(parent)) ?? [];
        if (waiting.length > 0) {
          stack.push(...waiting);
          continue;
        }
        stack.pop();
        if (commit === undefined) continue;
        missing.delete(oid);
        const parents = commit.parents.map((parent) => this.#get(parent));
        const generation = 1 + parents.reduce((most, parent) => Math.max(most, parent.generation), 0);
        this.#nodes.set(oid, { oid, parents, generation, seconds: commit.seconds });
      }
    }
  }

  #get(oid: Oid): Node {
    const node = this.#nodes.get(oid);
    if (node === undefined) throw new Error(`no commit ${oid}`);
    return node;
  }
}

/**
 * Marks what is reachable from `ours` and from `theirs`. Ancestors of common commits are marked STALE as well. It stops
 * when nothing but stale commits is left: everything below them is common.
 */
function walk(ours: readonly Node[], theirs: readonly Node[]): ReadonlyMap<Node, number> {
  const marks = new Map<Node, number>();
  const queue = new Heap<Node>((a, b) => b.generation - a.generation);
  let fresh = 0;
  const mark = (node: Node, bits: number): void => {
    const before = marks.get(node);
    const after = (before ?? 0) | bits;
    if (before === undefined) queue.push(node);
    fresh += Number(isFresh(after)) - Number(before !== undefined && isFresh(before));
    marks.set(node, after);
  };
  for (const node of ours) mark(node, OURS);
  for (const node of theirs) mark(node, THEIRS);
  for (let node = fresh > 0 ? queue.pop() : undefined; node !== undefined; node = fresh > 0 ? queue.pop() : undefined) {
    const bits = marks.get(node) ?? 0;
    if (isFresh(bits)) fresh -= 1;
    const isCommon = (bits & (OURS | THEIRS)) === (OURS | THEIRS);
    for (const parent of node.parents) mark(parent, isCommon ? bits | STALE : bits);
  }
  return marks;
}

function isFresh(bits: number): boolean {
  return (bits & STALE) === 0;
}
