import { Fault } from '../../base/fault.ts';
import { CatFile } from '../../git/cat-file.ts';
import { listTree, type TreeEntry } from '../../git/tree.ts';
import { paths } from '../../ledger/layout.ts';
import { TILE_WIDTH } from '../../ledger/tile.ts';
import type { LedgerFiles } from '../../ledger/verify/contents.ts';
import type { BundleFile } from '../../ledger/verify/entries.ts';
import type { LedgerSource } from './source.ts';
import type { Piece, Spool } from './spool.ts';

/** The largest file of a ledger is a bundle of 256 entries of 65,535 bytes; twice that is nobody's ledger. */
const LARGEST_FILE_BYTES = 32 * 1024 * 1024;
/** Everything else is smaller: an entry of the tail has 65,535 bytes, and 255 of them are in memory at once. */
const LARGEST_SMALL_FILE_BYTES = 1024 * 1024;
/** A bundle of ours has 360 kB, a hostile one 32 MB. */
const BUNDLES_AHEAD = 6;
const NOTHING = new Uint8Array();

/** The files of the branch's tip: all but the bundles put aside for reading at once, the bundles to be read one by one. */
export interface BranchFiles extends LedgerFiles {
  /** Bundles 0 to `count`, in order, a few read ahead. */
  bundles(count: number): AsyncGenerator<BundleFile>;
}

/**
 * Reads the branch's tip. Throws Fault `git.repository` when the repository lacks what its tree names: then it is the
 * copy that is incomplete, and nothing can be said about the ledger.
 */
export async function readBranch({ repository, tip }: LedgerSource, spool: Spool): Promise<BranchFiles> {
  const entries: TreeEntry[] = [];
  for await (const entry of listTree(repository, tip)) entries.push(entry);
  // A submodule has no content here; a symbolic link may have the right one, and a checkout would still not hold the
  // file. Both read as a missing file.
  const oids = new Map(entries.filter(({ mode }) => mode.startsWith('100')).map(({ path, oid }) => [path, oid]));
  const pieces = new Map<string, Piece>();
  const spooled = [...oids].filter(([path]) => !path.startsWith('bundle/'));
  const cat = new CatFile(repository, LARGEST_SMALL_FILE_BYTES);
  try {
    let at = 0;
    for await (const read of cat.readAll(spooled.map(([, oid]) => oid))) {
      const [path = ''] = spooled[at] ?? [];
      if (read.state === 'missing') throw incomplete(path, read.oid);
      // What is too large for a ledger's file reads as empty, which no check takes for the right content.
      pieces.set(path, spool.add(read.state === 'found' ? read.bytes : NOTHING));
      at += 1;
    }
  } finally {
    cat.close();
  }
  const names = entries.map(({ path }) => path);
  const read = (path: string): Uint8Array | null => {
    const piece = pieces.get(path);
    return piece === undefined ? null : spool.read(piece);
  };
  return {
    list: () => names,
    read,
    hasBundle: (index) => oids.has(paths.bundle(index)),
    bundles: (count) => readBundles({ source: { repository, tip }, oids, read }, count),
  };
}

async function* readBundles(
  of: {
    readonly source: Pick<LedgerSource, 'repository' | 'tip'>;
    readonly oids: ReadonlyMap<string, string>;
    readonly read: (path: string) => Uint8Array | null;
  },
  count: number,
): AsyncGenerator<BundleFile> {
  const wanted = Array.from({ length: count }, (_, bundle) => of.oids.get(paths.bundle(bundle)) ?? null);
  const cat = new CatFile(of.source.repository, LARGEST_FILE_BYTES);
  try {
    const reads = cat.readAll(
      wanted.filter((oid) => oid !== null),
      BUNDLES_AHEAD,
    );
    for (const [bundle, oid] of wanted.entries()) {
      const tile = of.read(paths.tile({ level: 0, index: bundle, width: TILE_WIDTH }));
      const next = oid === null ? null : await reads.next();
      if (next === null || next.done === true) yield { bundle, bytes: null, tile };
      else if (next.value.state === 'missing') throw incomplete(paths.bundle(bundle), next.value.oid);
      else yield { bundle, bytes: next.value.state === 'found' ? next.value.bytes : NOTHING, tile };
    }
  } finally {
    cat.close();
  }
}

export function incomplete(path: string, oid: string): Fault {
  return new Fault('git.repository', `The repository lacks ${path} (object ${oid}): it is damaged`, {
    next: 'Run git fsck; clone the branch again.',
  });
}
