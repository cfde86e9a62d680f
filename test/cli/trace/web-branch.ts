import { EntryFiles } from '../../../src/cli/ledger/entry-files.ts';
import { openSource } from '../../../src/cli/ledger/source.ts';
import { type Scene, webScene } from '../../ledger/trace/scene.ts';
import { LedgerBranch } from '../ledger-branch.ts';
import { testIo } from '../test-io.ts';

/** The ledger of acme/web on a real branch. */
export function webBranch(scene: Scene = webScene()): LedgerBranch {
  const branch = new LedgerBranch();
  branch.flush(scene.entries);
  return branch;
}

/** How many entries of acme/shop stand before it in a shared ledger: a bundle, and some. */
export const BEFORE = 299;

/** A ledger of acme/shop that acme/web came to later. */
export function sharedBranch(scene: Scene = webScene()): LedgerBranch {
  const branch = new LedgerBranch();
  branch.grow(1, BEFORE + 1);
  branch.flush(scene.entries.slice(1));
  return branch;
}

/** Its entries, as commands read them. */
export async function filesOf({ repository }: LedgerBranch): Promise<EntryFiles> {
  const source = await openSource({ source: repository.path, temporary: '/nonexistent', io: testIo() });
  return await EntryFiles.open(source);
}
