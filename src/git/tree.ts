import { callOn, type Repository } from './git.ts';
import { readLines } from './lines.ts';
import { streamGit } from './process.ts';

/** One entry of a tree, directories unfolded. */
export interface TreeEntry {
  /** As git writes it: `100644`, `100755`, `120000` (symbolic link), `160000` (submodule). */
  readonly mode: string;
  readonly oid: string;
  /** Size in bytes; null for what is not a blob. */
  readonly size: number | null;
  /** Bytes that are not UTF-8 are U+FFFD. */
  readonly path: string;
}

/** Every file of a commit's tree, streamed; `path` narrows it to one file or directory. */
export async function* listTree(repository: Repository, commit: string, path?: string): AsyncGenerator<TreeEntry> {
  const args = ['ls-tree', '-r', '-z', '--long', '--full-tree', commit, ...(path === undefined ? [] : ['--', path])];
  for await (const line of readLines(streamGit(callOn(repository, args)), '\0')) {
    const [, mode = '', oid = '', size = ''] = /^(\d+) \w+ ([0-9a-f]+) +(\d+|-)\t/.exec(line) ?? [];
    const name = line.slice(line.indexOf('\t') + 1);
    yield { mode, oid, size: size === '-' ? null : Number(size), path: name };
  }
}
