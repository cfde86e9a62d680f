import { Fault } from '../base/fault.ts';
import { callOn, type ObjectFormat, type Repository } from './git.ts';
import { readLineGroups } from './lines.ts';
import { streamGit } from './process.ts';

/** What stands at one path before and after. */
export interface EntryChange {
  readonly path: string;
  /** As git writes them: `100644`, `040000` (a tree); zeros where there is nothing. */
  readonly previousMode: string;
  readonly mode: string;
  /** All zeros where there is nothing. */
  readonly previousOid: string;
  readonly oid: string;
}

/** A header of git's raw format, `:<mode> <mode> <oid> <oid> <letter>`, and the path that follows it. */
export function readChange(header: string, path: string): EntryChange {
  const [previousMode = '', mode = '', previousOid = '', oid = ''] = header.slice(1).split(' ');
  return { path, previousMode, mode, previousOid, oid };
}

/** Trees before and after; null: there is none. */
export interface TreePair {
  readonly before: string | null;
  readonly after: string | null;
}

/**
 * What differs between the trees of each pair, directories opened, pair by pair: one git process for all of them, which
 * waits while nobody reads. Throws Fault `git.repository` when one is missing.
 */
export async function* compareTrees(
  repository: Repository,
  pairs: readonly TreePair[],
): AsyncGenerator<readonly EntryChange[], undefined> {
  if (pairs.length === 0) return;
  const empty = EMPTY_TREE[repository.format];
  const lines = pairs.map(({ before, after }) => `${before ?? empty} ${after ?? empty}\n`);
  async function* input(): AsyncGenerator<string> {
    yield lines.join('');
  }
  const call = callOn(repository, ['diff-tree', '--stdin', '-r', '-z', '--raw', '--no-renames', ...AS_STORED]);
  let begun = 0;
  let changes: EntryChange[] = [];
  let header = '';
  for await (const fields of readLineGroups(streamGit({ ...call, input: input() }), '\0')) {
    for (const field of fields) {
      if (header !== '') {
        changes.push(readChange(header, field));
        header = '';
        continue;
      }
      // Before the changes of a pair stands the pair, on a line of its own; one without changes has nothing else.
      header = field;
      for (let line = lines[begun]; line !== undefined && header.startsWith(line); line = lines[begun]) {
        if (begun > 0) yield changes;
        changes = [];
        begun += 1;
        header = header.slice(line.length);
      }
      if (header !== '' && !header.startsWith(':')) throw missing(pairs[begun]);
    }
  }
  // git passes over a pair that it cannot read, and ends as if all were well.
  if (begun < pairs.length) throw missing(pairs[begun]);
  yield changes;
}

function missing(pair: TreePair | undefined): Fault {
  const trees = [pair?.before, pair?.after].filter((tree) => typeof tree === 'string').join(' or ');
  return new Fault('git.repository', `A directory of the history is missing (tree ${trees})`, {
    next: 'Clone the branch again, without --filter.',
  });
}

/** Whatever a repository's settings could change of an answer in raw format. */
export const AS_STORED = ['--no-abbrev', '--no-relative', '--ignore-submodules=none', '--no-ext-diff'] as const;

/** The tree of nothing, which git knows everywhere, stored or not. */
const EMPTY_TREE: Readonly<Record<ObjectFormat, string>> = {
  sha1: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  sha256: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
};
