import { Fault } from '../../base/fault.ts';
import { CatFile } from '../../git/cat-file.ts';
import { listTree, type TreeEntry } from '../../git/tree.ts';
import type { LedgerTree } from '../../ledger/tree.ts';
import type { LedgerSource } from './source.ts';
import type { Piece, Spool } from './spool.ts';

/** The largest file of a ledger is a bundle of 256 entries of 65,535 bytes; twice that is nobody's ledger. */
const LARGEST_FILE = 32 * 1024 * 1024;
const NOTHING = new Uint8Array();

/**
 * All files of the branch's tip, put aside for reading at once. Throws Fault `git.repository` when the repository lacks
 * what its tree names: then it is the copy that is incomplete, and nothing can be said about the ledger.
 */
export async function readTree({ repository, tip }: LedgerSource, spool: Spool): Promise<LedgerTree> {
  const entries: TreeEntry[] = [];
  for await (const entry of listTree(repository, tip)) entries.push(entry);
  // A submodule has no content here; a symbolic link may have the right one, and a checkout would still not hold the
  // file. Both read as a missing file.
  const files = entries.filter(({ mode }) => mode.startsWith('100'));
  const pieces = new Map<string, Piece>();
  const cat = new CatFile(repository, LARGEST_FILE);
  try {
    let at = 0;
    for await (const read of cat.readAll(files.map(({ oid }) => oid))) {
      const path = files[at]?.path ?? '';
      if (read.state === 'missing') throw incomplete(path);
      // What is too large for a ledger's file reads as empty, which no check takes for the right content.
      pieces.set(path, spool.add(read.state === 'found' ? read.bytes : NOTHING));
      at += 1;
    }
  } finally {
    cat.close();
  }
  const paths = entries.map(({ path }) => path);
  return {
    list: () => paths,
    read(path) {
      const piece = pieces.get(path);
      return piece === undefined ? null : spool.read(piece);
    },
  };
}

function incomplete(path: string): Fault {
  return new Fault('git.repository', `The repository lacks the content of ${path}: it is a partial clone, or damaged`, {
    next: 'Clone the branch again, without --filter.',
  });
}
