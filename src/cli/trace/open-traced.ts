import type { Io } from '../io.ts';
import { isOfArchive } from '../ledger/query-archive.ts';
import { openSource } from '../ledger/source.ts';
import type { Words } from '../words.ts';
import { openTracedArchive } from './traced-archive.ts';
import { openTracedBranch } from './traced-branch.ts';
import type { TracedSource } from './traced-source.ts';

interface Opening {
  readonly words: Words;
  readonly io: Io;
  /** Where a clone may be put. */
  readonly temporary: string;
}

/** The ledger that SOURCE, the first word, names: by `--archive` an app's, else one on a branch. */
export async function openTraced({ words, io, temporary }: Opening): Promise<TracedSource> {
  const [source = ''] = words.positionals;
  if (isOfArchive(words)) return openTracedArchive({ origin: source, io });
  const opened = await openTracedBranch(await openSource({ source, temporary, io, branch: words.value('branch') }));
  if (io.isWatched) io.err('reading the ledger …\n');
  return opened;
}
