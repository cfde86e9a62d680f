import { lstatSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CommitGraph } from './commit-graph.ts';
import { ObjectStore } from './object-store.ts';
import { RefStore } from './ref-store.ts';
import { TreeDiff } from './tree-diff.ts';

/** What is kept open for one bare repository. Repositories of one network share everything but their refs. */
export interface OpenRepository {
  readonly directory: string;
  readonly refs: RefStore;
  readonly network: Network;
}

export interface Network {
  readonly store: ObjectStore;
  readonly graph: CommitGraph;
  readonly diffs: TreeDiff;
  /** Results of `git rev-list` for one path: they follow from object ids alone. */
  readonly pathHistories: Map<string, Promise<readonly string[]>>;
  /** Trees of merges, by the trees that were merged. */
  readonly merges: Map<string, Promise<string | null>>;
}

/** Nothing is ever repacked or pruned; whoever may read may ask for any object, as on GitHub. */
const configuration = `[core]
	repositoryformatversion = 0
	filemode = true
	bare = true
	logAllRefUpdates = false
[gc]
	auto = 0
[receive]
	autogc = false
	advertisePushOptions = true
[http]
	receivepack = true
[uploadpack]
	allowFilter = true
	allowAnySHA1InWant = true
`;

/** An empty bare repository, as `git init --bare` makes it but without a process. @throws when the directory exists */
export function initialise(directory: string, branch: string, makeObjects: (objects: string) => void): void {
  mkdirSync(path.dirname(directory), { recursive: true });
  mkdirSync(directory);
  for (const folder of ['refs/heads', 'refs/tags', 'info', 'hooks'])
    mkdirSync(path.join(directory, folder), { recursive: true });
  makeObjects(path.join(directory, 'objects'));
  writeFileSync(path.join(directory, 'config'), configuration);
  writeFileSync(path.join(directory, 'HEAD'), `ref: refs/heads/${branch}\n`);
}

export function makeObjectFolders(objects: string): void {
  mkdirSync(path.join(objects, 'info'), { recursive: true });
  mkdirSync(path.join(objects, 'pack'));
}

/** Where the objects of the repository really are: a fork's are its parent's. */
export function objectsOf(directory: string): string {
  return realpathSync(path.join(directory, 'objects'));
}

export function sharesObjects(directory: string): boolean {
  return lstatSync(path.join(directory, 'objects')).isSymbolicLink();
}

export class OpenRepositories {
  readonly #repositories = new Map<string, OpenRepository>();
  readonly #networks = new Map<string, Network>();

  get(directory: string): OpenRepository {
    const known = this.#repositories.get(directory);
    if (known !== undefined) return known;
    const objects = objectsOf(directory);
    const network = this.#networks.get(objects) ?? openNetwork(path.dirname(objects));
    this.#networks.set(objects, network);
    const opened = { directory, refs: new RefStore(directory), network };
    this.#repositories.set(directory, opened);
    return opened;
  }

  /** The open repositories that keep their objects where this one does, itself included. */
  sharing(directory: string): readonly string[] {
    const { network } = this.get(directory);
    return [...this.#repositories.values()].filter((each) => each.network === network).map((each) => each.directory);
  }

  /** Ends the processes of one repository's network, or of all. They start again when they are needed. */
  close(directory?: string): void {
    for (const [key, repository] of this.#repositories) {
      if (directory === undefined || key === directory) repository.refs.close();
    }
    for (const network of this.#networks.values()) {
      if (directory !== undefined && this.#repositories.get(directory)?.network !== network) continue;
      network.store.close();
      network.diffs.close();
    }
  }

  forget(directories: readonly string[]): void {
    for (const directory of directories) {
      const repository = this.#repositories.get(directory);
      this.close(directory);
      this.#repositories.delete(directory);
      for (const [objects, network] of this.#networks)
        if (network === repository?.network) this.#networks.delete(objects);
    }
  }
}

function openNetwork(directory: string): Network {
  const store = new ObjectStore(directory);
  return {
    store,
    graph: new CommitGraph(directory, store),
    diffs: new TreeDiff(directory),
    pathHistories: new Map(),
    merges: new Map(),
  };
}
