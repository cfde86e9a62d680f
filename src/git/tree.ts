import { callOn, type Repository } from './git.ts';
import { readLines } from './lines.ts';
import { streamGit } from './process.ts';

/** One entry of a tree, directories unfolded. */
export interface TreeEntry {
  /** As git writes it: `100644`, `100755`, `120000` (symbolic link), `160000` (submodule, which has no content here). */
  readonly mode: string;
  readonly oid: string;
  /** Bytes that are not UTF-8 are U+FFFD. */
  readonly path: string;
}

/** Every file of a commit's tree, streamed; `path` narrows it to one file or directory. Reads trees only. */
export async function* listTree(repository: Repository, commit: string, path?: string): AsyncGenerator<TreeEntry> {
  const args = ['ls-tree', '-r', '-z', '--full-tree', commit, ...(path === undefined ? [] : ['--', path])];
  for await (const line of readLines(streamGit(callOn(repository, args)), '\0')) {
    const [, mode = '', oid = ''] = /^(\d+) \w+ ([0-9a-f]+)\t/.exec(line) ?? [];
    yield { mode, oid, path: line.slice(line.indexOf('\t') + 1) };
  }
}
